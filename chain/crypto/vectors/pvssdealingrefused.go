package main

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// pvssDealingRefused is a whole input, or a change of one byte of a case's dealing.
type pvssDealingRefused struct {
	Name string `json:"name"`
	*PVSSRound
	Host     hexBytes  `json:"host,omitempty"`
	Dealing  hexBytes  `json:"dealing,omitempty"`
	Case     string    `json:"case,omitempty"`
	Mutation *mutation `json:"mutation,omitempty"`
	Error    string    `json:"error"`
	Why      string    `json:"why"`
}

func refusePVSSDealing(cases []pvssDealingCase) func(pvssDealingRefused) error {
	return func(r pvssDealingRefused) error {
		if r.Mutation != nil {
			at := slices.IndexFunc(cases, func(c pvssDealingCase) bool { return c.Name == r.Case })
			if at < 0 {
				return nil // a malformed vector must not look like a refusal
			}
			r.PVSSRound, r.Host, r.Dealing = &cases[at].PVSSRound, cases[at].Host, r.Mutation.apply(cases[at].Dealing)
		}
		return asNamed(r.Error, r.verify())
	}
}

func (r pvssDealingRefused) verify() error {
	round, err := r.round()
	if err != nil {
		return nil // a malformed vector must not look like a refusal
	}
	_, err = round.Verify(r.Host, r.Dealing)
	return err
}

// dealingParts cuts a dealing into its points and z, to be put together otherwise.
func dealingParts(w int, dealing []byte) [][]byte {
	var parts [][]byte
	for _, p := range []struct{ count, size int }{{w + 1, curve.G1Size}, {w, curve.G2Size}, {1, curve.G1Size}, {1, curve.ScalarSize}} {
		for range p.count {
			parts = append(parts, dealing[:p.size])
			dealing = dealing[p.size:]
		}
	}
	return parts
}

func pvssDealingRefusals() ([]pvssDealingRefused, error) {
	good, err := pvssDealingCaseNamed(dealingName(tableThree, 1))
	if err != nil {
		return nil, err
	}
	other, err := pvssDealingCaseNamed(dealingName(tableThree, 0))
	if err != nil {
		return nil, err
	}
	nine, err := pvssDealingCaseNamed(dealingName(tableNine, 0))
	if err != nil {
		return nil, err
	}
	var refusals []pvssDealingRefused
	add := func(name, why string, edit func(*pvssDealingRefused)) {
		round := good.PVSSRound
		r := pvssDealingRefused{Name: name, PVSSRound: &round, Host: good.Host, Dealing: good.Dealing, Why: why}
		edit(&r)
		r.Error = pvssError(r.verify())
		refusals = append(refusals, r)
	}
	add("a stranger's", "only a holder deals", func(r *pvssDealingRefused) { r.Host = address("nobody") })
	add("another host's", "the proof of knowledge belongs to one host", func(r *pvssDealingRefused) { r.Host = other.Host })
	add("another chain's", "the proof of knowledge belongs to one chain", func(r *pvssDealingRefused) { r.Chain = otherChain })
	add("another epoch's", "the proof of knowledge belongs to one epoch", func(r *pvssDealingRefused) { r.Epoch++ })
	add("another table's", "the proof of knowledge belongs to one table", func(r *pvssDealingRefused) { r.TableHash = sample("another table", 32) })
	add("other slots, the same number", "the second share is encrypted to another key", func(r *pvssDealingRefused) {
		r.Holders = slices.Clone(r.Holders)
		r.Holders[0].Slots, r.Holders[1].Slots = 2, 1
	})
	add("a dealing to nine slots", "144·w + 128 bytes", func(r *pvssDealingRefused) { r.Dealing = nine.Dealing })
	add("too short", "144·w + 128 bytes", func(r *pvssDealingRefused) { r.Dealing = r.Dealing[:len(r.Dealing)-1] })
	add("too long", "144·w + 128 bytes", func(r *pvssDealingRefused) { r.Dealing = append(slices.Clone(r.Dealing), 0) })
	add("empty", "144·w + 128 bytes", func(r *pvssDealingRefused) { r.Dealing = hexBytes{} })

	forged, err := pvssForgeries(good, other)
	if err != nil {
		return nil, err
	}
	for _, f := range forged {
		add(f.name, f.why, func(r *pvssDealingRefused) { r.Dealing = f.dealing })
	}
	for at := range good.Dealing {
		m := mutation{at, hexBytes{1 << (at % 8)}}
		mutated := pvssDealingRefused{PVSSRound: &good.PVSSRound, Host: good.Host, Dealing: m.apply(good.Dealing)}
		refusals = append(refusals, pvssDealingRefused{
			Name: fmt.Sprintf("byte %d changed", at), Case: good.Name, Mutation: &m, Error: pvssError(mutated.verify()), Why: "not the dealing",
		})
	}
	return refusals, nil
}

// notReduced is z + r, the same scalar.
func notReduced(z []byte) hexBytes {
	return new(big.Int).Add(new(big.Int).SetBytes(z), fr.Modulus()).FillBytes(make([]byte, 32))
}
