package main

import (
	"errors"
	"math"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
)

type noncesCase struct {
	Name   string   `json:"name"`
	Nonces []u64    `json:"nonces"`
	Coded  hexBytes `json:"coded"`
}

type noncesRefused struct {
	Name  string   `json:"name"`
	Coded hexBytes `json:"coded"`
	Limit int      `json:"limit"`
	Error string   `json:"error"`
	Why   string   `json:"why"`
}

// mostNonces is how many nonces a Host commits at most, if the parameters do not say otherwise.
const mostNonces = 4096

func nonceCodingFormula() formula {
	return spec[noncesCase, noncesRefused]{
		file: "nonce-coding.json",
		comment: "MsgCommitWork.nonces: unsigned LEB128 varints of minimal length, end to end: the first nonce, then the difference of each to the one" +
			" before, 1 or more; not empty, all nonces below 2^64, at most limit of them; each list has one coding; sprint-work §5." +
			" error is the reason that comes first in the bytes: empty, varint, order, range or count",
		outputs: []string{"coded"},
		cases: func() ([]noncesCase, error) {
			var dense []u64
			for i := range u64(300) {
				dense = append(dense, i*i)
			}
			return []noncesCase{
				{Name: "zero", Nonces: []u64{0}},
				{Name: "zero and one", Nonces: []u64{0, 1}},
				{Name: "one byte at most", Nonces: []u64{127, 254}},
				{Name: "two bytes at least", Nonces: []u64{128, 256}},
				{Name: "hits of sprint-work.json", Nonces: []u64{14, 17, 393, 397, 703}},
				{Name: "largest nonce", Nonces: []u64{math.MaxUint64}},
				{Name: "zero and the largest", Nonces: []u64{0, math.MaxUint64}},
				{Name: "the two largest", Nonces: []u64{math.MaxUint64 - 1, math.MaxUint64}},
				{Name: "each length of a varint", Nonces: []u64{1, 1 << 7, 1 << 14, 1 << 21, 1 << 28, 1 << 35, 1 << 42, 1 << 49, 1 << 56, 1 << 63}},
				{Name: "squares", Nonces: dense},
			}, nil
		},
		solve: func(c noncesCase) (noncesCase, error) {
			plain := make([]uint64, len(c.Nonces))
			for i, n := range c.Nonces {
				plain[i] = uint64(n)
			}
			coded, err := sprintwork.EncodeNonces(plain)
			if err != nil {
				return c, err
			}
			decoded, err := sprintwork.DecodeNonces(c.coded(coded), mostNonces)
			if err != nil {
				return c, err
			}
			c.Coded, c.Nonces = coded, make([]u64, len(decoded))
			for i, n := range decoded {
				c.Nonces[i] = u64(n)
			}
			return c, nil
		},
		refused: func() ([]noncesRefused, error) {
			top := hexBytes{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}
			refusals := []noncesRefused{
				{"nothing", hexBytes{}, mostNonces, "empty", "a commit has a nonce or more"},
				{"zero in two bytes", hexBytes{0x80, 0x00}, mostNonces, "varint", "a varint of minimal length does not end with a zero byte"},
				{"difference in three bytes for two", hexBytes{0x05, 0x80, 0x81, 0x00}, mostNonces, "varint", "a varint of minimal length does not end with a zero byte"},
				{"ends within a varint", hexBytes{0x01, 0x80}, mostNonces, "varint", "the last byte has its highest bit clear"},
				{"ends within the first varint", hexBytes{0xff}, mostNonces, "varint", "the last byte has its highest bit clear"},
				{"varint of 2^64", append(hexBytes{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80}, 0x02), mostNonces, "varint", "a varint is below 2^64"},
				{"varint of eleven bytes", append(hexBytes{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x81}, 0x00), mostNonces, "varint", "a varint has ten bytes at most"},
				{"the same nonce twice", hexBytes{0x05, 0x00}, mostNonces, "order", "a difference is 1 or more"},
				{"zero twice", hexBytes{0x00, 0x00}, mostNonces, "order", "a difference is 1 or more"},
				{"one above the largest", append(append(hexBytes{}, top...), 0x01), mostNonces, "range", "nonces are below 2^64"},
				{"sum of two is 2^64", append(hexBytes{0x01}, top...), mostNonces, "range", "nonces are below 2^64"},
				{"three where two are allowed", hexBytes{0x01, 0x01, 0x01}, 2, "count", "no more nonces than the limit"},
				{"one where none is allowed", hexBytes{0x01}, 0, "count", "no more nonces than the limit"},
				{"too many, and then not minimal", hexBytes{0x01, 0x01, 0x80, 0x00}, 2, "count", "the limit comes first in the bytes"},
			}
			return refusals, nil
		},
		refuse: func(r noncesRefused) error {
			_, err := sprintwork.DecodeNonces(r.Coded, r.Limit)
			for word, sentinel := range map[string]error{
				"empty": sprintwork.ErrNoNonces, "varint": sprintwork.ErrVarint, "order": sprintwork.ErrNonceOrder,
				"range": sprintwork.ErrNonceRange, "count": sprintwork.ErrTooManyNonces,
			} {
				if word == r.Error && errors.Is(err, sentinel) {
					return err
				}
			}
			return nil // taken, or refused for another reason
		},
	}.formula()
}

// coded is what the file says, or what was just computed if the case is new.
func (c noncesCase) coded(computed []byte) []byte {
	if c.Coded == nil {
		return computed
	}
	return c.Coded
}
