package main

import (
	"math"
	"strings"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

type hashCase struct {
	Name  string     `json:"name"`
	Tag   string     `json:"tag"`
	Parts []hexBytes `json:"parts"`
	Hash  hexBytes   `json:"hash"`
}

type hashRefused struct {
	Name  string     `json:"name"`
	Tag   string     `json:"tag"`
	Parts []hexBytes `json:"parts"`
	Why   string     `json:"why"`
}

func hashOf(tag string, parts []hexBytes) ([32]byte, error) {
	raw := make([][]byte, len(parts))
	for i, part := range parts {
		raw[i] = part
	}
	return xof.Sum(tag, raw...)
}

func hashFormula() formula {
	return spec[hashCase, hashRefused]{
		file:    "h.json",
		comment: "H(tag, parts…) = SHA-256(u8(len tag) ‖ tag ‖ u32be(len part) ‖ part ‖ …), protocol §1",
		outputs: []string{"hash"},
		cases: func() ([]hashCase, error) {
			return []hashCase{
				{Name: "no parts", Tag: "pacer/test/v1", Parts: []hexBytes{}},
				{Name: "empty tag", Tag: "", Parts: []hexBytes{{1}}},
				{Name: "one empty part", Tag: "pacer/test/v1", Parts: []hexBytes{{}}},
				{Name: "two empty parts", Tag: "pacer/test/v1", Parts: []hexBytes{{}, {}}},
				{Name: "chain id and integer", Tag: "pacer/test/v1", Parts: []hexBytes{hexBytes(chainID), xof.U64(1)}},
				{Name: "largest integer", Tag: "pacer/test/v1", Parts: []hexBytes{xof.U64(math.MaxUint64)}},
				{Name: "ab, c", Tag: "pacer/test/v1", Parts: []hexBytes{hexBytes("ab"), hexBytes("c")}},
				{Name: "a, bc: another hash", Tag: "pacer/test/v1", Parts: []hexBytes{hexBytes("a"), hexBytes("bc")}},
				{Name: "tag of UTF-8 beyond ASCII", Tag: "pacer/µ/v1", Parts: []hexBytes{hexBytes("é")}},
				{Name: "part of 300 bytes", Tag: "pacer/test/v1", Parts: []hexBytes{sample("long part", 300)}},
				{Name: "tag of 255 bytes", Tag: strings.Repeat("t", 255), Parts: []hexBytes{{0}}},
			}, nil
		},
		solve: func(c hashCase) (hashCase, error) {
			hash, err := hashOf(c.Tag, c.Parts)
			c.Hash = hash[:]
			return c, err
		},
		refused: func() ([]hashRefused, error) {
			return []hashRefused{
				{"tag of 256 bytes", strings.Repeat("t", 256), []hexBytes{}, "the length of a tag is one byte"},
				{"tag of 128 characters, 256 bytes", strings.Repeat("é", 128), []hexBytes{}, "the length counts UTF-8 bytes, not characters"},
			}, nil
		},
		refuse: func(r hashRefused) error {
			_, err := hashOf(r.Tag, r.Parts)
			return err
		},
	}.formula()
}

type draws struct {
	N      u64   `json:"n"`
	Values []u64 `json:"values"`
}

type streamCase struct {
	Name  string   `json:"name"`
	Seed  hexBytes `json:"seed"`
	Words []u64    `json:"words"`
	Below []draws  `json:"below"`
}

type streamRefused struct {
	Name string   `json:"name"`
	Seed hexBytes `json:"seed"`
	N    u64      `json:"n"`
	Why  string   `json:"why"`
}

func streamFormula() formula {
	return spec[streamCase, streamRefused]{
		file: "stream.json",
		comment: "words of SHA-256(seed ‖ u32be(0)) ‖ SHA-256(seed ‖ u32be(1)) ‖ … as u64be; below(n) rejects words ≥ 2^64 − (2^64 mod n)" +
			" and returns word mod n; the draws of a case start on a fresh stream, protocol §1",
		outputs: []string{"words", "values"},
		cases: func() ([]streamCase, error) {
			bounds := []struct {
				name string
				n    u64
			}{
				{"below 1", 1}, {"below 2", 2}, {"below 7", 7}, {"below 1000", 1000}, {"below 2^32", 1 << 32},
				{"below 2^63: no word is rejected", 1 << 63},
				{"below 2^63 + 1: almost every second word is rejected", 1<<63 + 1},
				{"below 3 · 2^62: every fourth word is rejected", 3 << 62},
				{"below 2^64 − 1", math.MaxUint64},
			}
			var cases []streamCase
			for _, b := range bounds {
				cases = append(cases, streamCase{Name: b.name, Seed: sample("stream "+b.name, 32), Below: []draws{{N: b.n}}})
			}
			cases = append(cases, streamCase{Name: "seed of zeros", Seed: make([]byte, 32), Below: []draws{{N: 1 << 62}}})
			return cases, nil
		},
		solve: func(c streamCase) (streamCase, error) {
			seed, err := c.Seed.hash()
			if err != nil {
				return c, err
			}
			words := xof.NewStream(seed)
			c.Words = make([]u64, 8)
			for i := range c.Words {
				c.Words[i] = u64(words.Next())
			}
			below := make([]draws, len(c.Below))
			for i, d := range c.Below {
				stream := xof.NewStream(seed)
				below[i] = draws{N: d.N, Values: make([]u64, 8)}
				for k := range below[i].Values {
					v, err := stream.Below(uint64(d.N))
					if err != nil {
						return c, err
					}
					below[i].Values[k] = u64(v)
				}
			}
			c.Below = below
			return c, nil
		},
		refused: func() ([]streamRefused, error) {
			return []streamRefused{{"below 0", make([]byte, 32), 0, "the range [0, 0) is empty"}}, nil
		},
		refuse: func(r streamRefused) error {
			seed, err := r.Seed.hash()
			if err != nil {
				return nil // a malformed vector must not look like a refusal
			}
			stream := xof.NewStream(seed)
			_, err = stream.Below(uint64(r.N))
			return err
		},
	}.formula()
}
