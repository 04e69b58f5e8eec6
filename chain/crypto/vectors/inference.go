package main

import (
	"crypto/sha256"
	"math"

	"github.com/pacer-network/pacer/chain/crypto/artifact"
	"github.com/pacer-network/pacer/chain/crypto/merkle"
	"github.com/pacer-network/pacer/chain/crypto/request"
)

type artifactCase struct {
	Name         string   `json:"name"`
	BodyHash     hexBytes `json:"sha256_body"`
	ResponseHash hexBytes `json:"sha256_response"`
	ArtifactHash hexBytes `json:"artifact_hash"`
	Requester    hexBytes `json:"requester"`
	Signature    hexBytes `json:"signature"`
	Value        hexBytes `json:"value"`
	RequestID    hexBytes `json:"request_id"`
	Tokens       u64      `json:"tokens"`
	Fee          u64      `json:"fee"`
	Leaf         hexBytes `json:"leaf"`
}

// none is the type of refusals where a formula has none.
type none struct{}

func artifactFormula() formula {
	return spec[artifactCase, none]{
		file: "artifact-leaf.json",
		comment: "value = canonical protobuf of ArtifactLeaf{1 sha256_body, 2 sha256_response, 3 artifact_hash, 4 requester, 5 signature}, fields in order, empty ones not written;" +
			" leaf = SHA-256(0x00 ‖ request_id ‖ tokens ‖ fee ‖ SHA-256(value)), protocol §1",
		outputs: []string{"value", "leaf"},
		cases: func() ([]artifactCase, error) {
			full := artifactCase{
				BodyHash: sample("body", 32), ResponseHash: sample("response", 32), ArtifactHash: sample("artifact", 32),
				Requester: address("requester"), Signature: sample("signature", 64), RequestID: sample("request id", 32), Tokens: 1234, Fee: 567,
			}
			executor, unsigned, empty, largest := full, full, artifactCase{RequestID: full.RequestID}, full
			full.Name = "every field"
			executor.Name, executor.Fee = "no Transfer Agent: fee 0", 0
			unsigned.Name, unsigned.Signature = "empty signature is not written", hexBytes{}
			empty.Name = "no field at all"
			largest.Name, largest.Tokens, largest.Fee = "largest totals", math.MaxUint64, math.MaxUint64
			return []artifactCase{full, executor, unsigned, empty, largest}, nil
		},
		solve: func(c artifactCase) (artifactCase, error) {
			key, err := c.RequestID.hash()
			if err != nil {
				return c, err
			}
			c.Value = artifact.Encode(artifact.Leaf{
				BodyHash: c.BodyHash, ResponseHash: c.ResponseHash, ArtifactHash: c.ArtifactHash, Requester: c.Requester, Signature: c.Signature,
			})
			if _, err := artifact.Decode(c.Value); err != nil {
				return c, err
			}
			node := merkle.Leaf{Key: key, Tokens: uint64(c.Tokens), Fee: uint64(c.Fee), Value: c.Value}.Node()
			c.Leaf = node.Hash[:]
			return c, nil
		},
	}.formula()
}

type requestCase struct {
	Name          string   `json:"name"`
	Chain         string   `json:"chain"`
	Epoch         u64      `json:"epoch"`
	Requester     hexBytes `json:"requester"`
	TransferAgent hexBytes `json:"ta"`
	BodyHash      hexBytes `json:"sha256_body"`
	TimestampMS   u64      `json:"timestamp_ms"`
	MaxFee        u64      `json:"max_fee"`
	Commission    u64      `json:"commission"`
	Nonce         u64      `json:"nonce"`
	RequestID     hexBytes `json:"request_id"`
}

func requestFormula() formula {
	return spec[requestCase, none]{
		file:    "request-id.json",
		comment: "request_id = H(\"pacer/request/v1\", chain, epoch, requester, ta, sha256(body), timestamp_ms, max_fee, commission, nonce), integers u64be, protocol §6",
		outputs: []string{"request_id"},
		cases: func() ([]requestCase, error) {
			body := sha256.Sum256([]byte(`{"model":"m","messages":[]}`))
			plain := requestCase{
				Name: "plain", Chain: chainID, Epoch: 3, Requester: address("requester"), TransferAgent: address("ta"), BodyHash: body[:],
				TimestampMS: 1_795_435_200_000, MaxFee: 1000, Commission: 10, Nonce: 42,
			}
			executor, zeros, largest, other := plain, plain, plain, plain
			executor.Name, executor.TransferAgent = "the executor is its own Transfer Agent", address("executor")
			zeros.Name, zeros.Epoch, zeros.TimestampMS, zeros.MaxFee, zeros.Commission, zeros.Nonce = "zeros", 0, 0, 0, 0, 0
			largest.Name, largest.Epoch, largest.TimestampMS = "largest integers", math.MaxUint64, math.MaxUint64
			largest.MaxFee, largest.Commission, largest.Nonce = math.MaxUint64, math.MaxUint64, math.MaxUint64
			other.Name, other.Chain = "another chain", otherChain
			return []requestCase{plain, executor, zeros, largest, other}, nil
		},
		solve: func(c requestCase) (requestCase, error) {
			body, err := c.BodyHash.hash()
			if err != nil {
				return c, err
			}
			id := request.ID(c.Chain, request.Fields{
				Epoch: uint64(c.Epoch), Requester: c.Requester, TransferAgent: c.TransferAgent, BodyHash: body,
				TimestampMS: uint64(c.TimestampMS), MaxFee: uint64(c.MaxFee), Commission: uint64(c.Commission), Nonce: uint64(c.Nonce),
			})
			c.RequestID = id[:]
			return c, nil
		},
	}.formula()
}
