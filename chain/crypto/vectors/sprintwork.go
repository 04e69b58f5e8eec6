package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
)

type sprintShape struct {
	Dim    uint32 `json:"dim"`
	Layers uint32 `json:"layers"`
	Heads  uint32 `json:"heads"`
	FF     uint32 `json:"ff"`
	Seq    uint32 `json:"seq"`
}

// sprintCase is one nonce, or with hits a range of nonces, or with patterns one pass over weights and tokens that come from no stream.
type sprintCase struct {
	Name   string   `json:"name"`
	Chain  string   `json:"chain,omitempty"`
	Epoch  *u64     `json:"epoch,omitempty"`
	Beacon hexBytes `json:"beacon,omitempty"`
	Host   hexBytes `json:"host,omitempty"`
	sprintShape
	Nonce         *u64          `json:"nonce,omitempty"`
	WeightKey     hexBytes      `json:"weight_key,omitempty"`
	WeightStream  hexBytes      `json:"weight_stream,omitempty"`
	WeightsSHA256 hexBytes      `json:"weights_sha256,omitempty"`
	InputKey      hexBytes      `json:"input_key,omitempty"`
	Stages        []sprintStage `json:"stages,omitempty"`
	Digest        hexBytes      `json:"digest,omitempty"`
	Target        *u64          `json:"target,omitempty"`
	FirstNonce    *u64          `json:"first_nonce,omitempty"`
	LastNonce     *u64          `json:"last_nonce,omitempty"`
	Hits          []sprintHit   `json:"hits,omitempty"`
	Weights       string        `json:"weights,omitempty"`
	Tokens        string        `json:"tokens,omitempty"`
	OutputFirst   hexBytes      `json:"output_first,omitempty"`
	OutputSHA256  hexBytes      `json:"output_sha256,omitempty"`
}

type sprintStage struct {
	Layer  *int     `json:"layer,omitempty"`
	Tensor string   `json:"tensor"`
	Bytes  int      `json:"bytes"`
	First  hexBytes `json:"first"`
	SHA256 hexBytes `json:"sha256"`
}

type sprintHit struct {
	Nonce  u64      `json:"nonce"`
	Digest hexBytes `json:"digest"`
}

type sprintRefused struct {
	Name string `json:"name"`
	sprintShape
	Why string `json:"why"`
}

func (s sprintShape) shape() sprintwork.Shape {
	return sprintwork.Shape{Dim: s.Dim, Layers: s.Layers, Heads: s.Heads, FF: s.FF, Seq: s.Seq}
}

func sprintWorkFormula() formula {
	return spec[sprintCase, sprintRefused]{
		file: "sprint-work.json",
		comment: "Integer transformer as proof of work (sprint-work §2-§6). nonce, epoch, target: u64. Tensors of stages: r and x int16 little-endian," +
			" all else one byte per element, p is [head][query][key]; their sha256 is cut to 16 bytes. A digest is a hit if u64be(digest[0..8]) < target." +
			" Cases with \"weights\" and \"tokens\" have no stream: element i of the weight stream (all layers, in the order of §3), and element i of" +
			" x [s][d], is the value of the pattern: " + sprintPatternsComment + "; output_first is the first 16 bytes of forward(x), output_sha256 its" +
			" SHA-256, which is the digest.",
		outputs: []string{
			"weight_key", "weight_stream", "weights_sha256", "input_key", "tensor", "bytes", "first", "sha256", "digest", "nonce",
			"output_first", "output_sha256",
		},
		cases: sprintCases,
		solve: func(c sprintCase) (sprintCase, error) {
			if c.Weights != "" {
				return c.solvePatterns()
			}
			if c.Epoch == nil || len(c.Beacon) != sprintwork.BeaconSize {
				return c, errors.New("no epoch or no beacon")
			}
			w, err := sprintwork.Expand(c.epoch(), c.shape())
			if err != nil {
				return c, err
			}
			if c.Target != nil {
				return c.solveHits(sprintwork.NewVerifier(w))
			}
			if c.Nonce == nil {
				return c, errors.New("no nonce")
			}
			if c.Stages != nil {
				return c.solveStages(sprintwork.NewVerifier(w))
			}
			digest := sprintwork.Digest(w, c.Host, uint64(*c.Nonce))
			c.Digest = digest[:]
			return c, nil
		},
		refused: sprintRefusals,
		refuse:  func(r sprintRefused) error { return r.shape().Validate() },
	}.formula()
}

func (c sprintCase) epoch() sprintwork.Epoch {
	return sprintwork.Epoch{Chain: c.Chain, Number: uint64(*c.Epoch), Beacon: [sprintwork.BeaconSize]byte(c.Beacon)}
}

// solveStages computes the keys, the weight stream and the stages that the case names.
func (c sprintCase) solveStages(v *sprintwork.Verifier) (sprintCase, error) {
	weightKey, inputKey := c.epoch().WeightKey(), c.epoch().InputKey(c.Host, uint64(*c.Nonce))
	stream := c.epoch().WeightStream(c.shape().WeightBytes())
	sum := sha256.Sum256(stream)
	c.WeightKey, c.InputKey, c.WeightStream, c.WeightsSHA256 = weightKey[:], inputKey[:], stream[:32], sum[:]
	found := map[string]sprintStage{}
	digest := v.Trace(c.Host, uint64(*c.Nonce), func(s sprintwork.Stage) {
		sum := sha256.Sum256(s.Bytes)
		found[fmt.Sprint(s.Layer, s.Tensor)] = sprintStage{Tensor: s.Tensor, Bytes: len(s.Bytes), First: s.Bytes[:16], SHA256: sum[:16]}
	})
	c.Digest = digest[:]
	stages := make([]sprintStage, len(c.Stages))
	for i, s := range c.Stages {
		layer := sprintwork.NoLayer
		if s.Layer != nil {
			layer = *s.Layer
		}
		stage, ok := found[fmt.Sprint(layer, s.Tensor)]
		if !ok {
			return c, fmt.Errorf("no stage %q of layer %d", s.Tensor, layer)
		}
		stage.Layer = s.Layer
		stages[i] = stage
	}
	c.Stages = stages
	return c, nil
}

func (c sprintCase) solveHits(v *sprintwork.Verifier) (sprintCase, error) {
	if c.FirstNonce == nil || c.LastNonce == nil {
		return c, errors.New("no range of nonces")
	}
	c.Hits = nil
	for nonce := *c.FirstNonce; nonce <= *c.LastNonce; nonce++ {
		if digest := v.Digest(c.Host, uint64(nonce)); sprintwork.IsHit(digest, uint64(*c.Target), 0) {
			c.Hits = append(c.Hits, sprintHit{nonce, digest[:]})
		}
	}
	return c, nil
}

func sprintCases() ([]sprintCase, error) {
	number := func(n u64) *u64 { return &n }
	counting := func(n int) hexBytes {
		out := make(hexBytes, n)
		for i := range out {
			out[i] = byte(i)
		}
		return out
	}
	base := sprintCase{Chain: chainID, Epoch: number(7), Beacon: counting(32), Host: counting(20)}
	one := func(name string, shape sprintShape, nonce u64) sprintCase {
		c := base
		c.Name, c.sprintShape, c.Nonce = name, shape, number(nonce)
		return c
	}
	tiny := one("tiny, every stage", sprintShape{64, 2, 2, 128, 8}, 5)
	tiny.Stages = sprintStages()
	local, large := sprintShape{64, 2, 2, 128, 16}, sprintShape{1024, 3, 16, 1024, 16}
	hits := base
	hits.Name, hits.sprintShape = "hits among nonces 0 to 703", local
	hits.Target, hits.FirstNonce, hits.LastNonce = number(1<<56), number(0), number(703)
	cases := []sprintCase{
		tiny,
		one("64, 2, 2, 128, 16, nonce 0", local, 0),
		one("64, 2, 2, 128, 16, nonce 2^64-1", local, math.MaxUint64),
		one("192, 3, 6, 320, 20, nonce 0", sprintShape{192, 3, 6, 320, 20}, 0),
		one("512, 4, 8, 1024, 16, nonce 0", sprintShape{512, 4, 8, 1024, 16}, 0),
		one("1024, 3, 16, 1024, 16, nonce 0", large, 0),
		one("1024, 3, 16, 1024, 16, nonce 2^64-1", large, math.MaxUint64),
		hits,
	}
	return append(cases, sprintExtremes()...), nil
}

// sprintStages names the stages of sprint-work §6: all of layer 0, some of layer 1.
func sprintStages() []sprintStage {
	stages := []sprintStage{{Tensor: "x (int16)"}}
	for layer, tensors := range [][]string{
		{"n, attention", "qkv", "p", "o", "r after attention", "n, ff", "gu", "hid", "r after ff"},
		{"qkv", "o", "hid", "r after ff"},
	} {
		for _, tensor := range tensors {
			stages = append(stages, sprintStage{Layer: &layer, Tensor: tensor})
		}
	}
	return append(stages, sprintStage{Tensor: "output"})
}

func sprintRefusals() ([]sprintRefused, error) {
	const why = "sizes outside the table of sprint-work §2"
	return []sprintRefused{
		{"width not a multiple of 64", sprintShape{96, 2, 2, 128, 16}, why},
		{"width too large", sprintShape{4160, 1, 65, 128, 16}, why},
		{"no layer", sprintShape{64, 0, 2, 128, 16}, why},
		{"too many layers", sprintShape{64, 33, 2, 128, 16}, why},
		{"heads do not divide the width", sprintShape{64, 2, 3, 128, 16}, why},
		{"head narrower than 16", sprintShape{64, 2, 8, 128, 16}, why},
		{"head wider than 256", sprintShape{1024, 1, 2, 128, 16}, why},
		{"hidden width not a multiple of 64", sprintShape{64, 2, 2, 100, 16}, why},
		{"odd number of tokens", sprintShape{64, 2, 2, 128, 6}, why},
		{"too many tokens", sprintShape{64, 2, 2, 128, 260}, why},
		{"weights above 2^30 bytes", sprintShape{4096, 32, 16, 4096, 16}, why},
	}, nil
}
