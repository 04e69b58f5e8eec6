package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

// pvssOpeningRefused is a whole input, or a change of one byte of a case's opening.
type pvssOpeningRefused struct {
	Name string `json:"name"`
	*PVSSRound
	Host     hexBytes  `json:"host,omitempty"`
	ASums    hexBytes  `json:"a_sums,omitempty"`
	Opening  hexBytes  `json:"opening,omitempty"`
	Case     string    `json:"case,omitempty"`
	Mutation *mutation `json:"mutation,omitempty"`
	Error    string    `json:"error"`
	Why      string    `json:"why"`
}

func refusePVSSOpening(cases []pvssOpeningCase) func(pvssOpeningRefused) error {
	return func(r pvssOpeningRefused) error {
		if r.Mutation != nil {
			at := slices.IndexFunc(cases, func(c pvssOpeningCase) bool { return c.Name == r.Case })
			if at < 0 {
				return nil // a malformed vector must not look like a refusal
			}
			c := cases[at]
			r.PVSSRound, r.Host, r.ASums, r.Opening = &c.PVSSRound, c.Host, c.ASums, r.Mutation.apply(c.Opening)
		}
		return asNamed(r.Error, r.verify())
	}
}

func (r pvssOpeningRefused) verify() error {
	round, err := r.round()
	if err != nil {
		return nil // a malformed vector must not look like a refusal
	}
	sums, err := ownSums(round, r.Host, r.ASums, nil)
	if err != nil {
		return nil
	}
	_, err = round.VerifyOpening(r.Host, r.Opening, sums)
	return err
}

func pvssOpeningRefusals() ([]pvssOpeningRefused, error) {
	good, err := pvssOpeningCaseNamed(dealingName(tableThree, 1))
	if err != nil {
		return nil, err
	}
	other, err := pvssOpeningCaseNamed(dealingName(tableThree, 0))
	if err != nil {
		return nil, err
	}
	dealing, err := pvssDealingCaseNamed(dealingName(tableThree, 1))
	if err != nil {
		return nil, err
	}
	wrong := good
	wrong.DK = pvssDK(3)
	if wrong, err = solvePVSSOpening(wrong); !errors.Is(err, pvss.ErrOpening) {
		return nil, fmt.Errorf("opened with another key: %w", err)
	}
	outside, err := outsideSubgroup(96)
	if err != nil {
		return nil, err
	}
	var refusals []pvssOpeningRefused
	add := func(name, why string, edit func(*pvssOpeningRefused)) {
		round := good.PVSSRound
		r := pvssOpeningRefused{Name: name, PVSSRound: &round, Host: good.Host, ASums: good.ASums, Opening: good.Opening, Why: why}
		edit(&r)
		r.Error = pvssError(r.verify())
		refusals = append(refusals, r)
	}
	opening := func(name, why string, opening ...[]byte) {
		add(name, why, func(r *pvssOpeningRefused) { r.Opening = slices.Concat(opening...) })
	}
	one, two := good.Opening[:96], good.Opening[96:]
	add("a stranger's", "only a holder opens", func(r *pvssOpeningRefused) { r.Host = address("nobody") })
	add("against the sums of one dealing", "the sums are of all dealings", func(r *pvssOpeningRefused) {
		parts := dealingParts(3, dealing.Dealing)
		r.ASums = slices.Concat(parts[2], parts[3])
	})
	add("against sums that are swapped", "each share belongs to its slot", func(r *pvssOpeningRefused) {
		r.ASums = slices.Concat(r.ASums[48:], r.ASums[:48])
	})
	opening("too short", "96·count bytes", good.Opening[:191])
	opening("too long", "96·count bytes", good.Opening, []byte{0})
	opening("one share of two", "96·count bytes", one)
	opening("empty", "96·count bytes")
	opening("swapped", "each share belongs to its slot", two, one)
	opening("the first share twice", "each share belongs to its slot", one, one)
	opening("another slot's share", "each share belongs to its slot", one, other.Opening)
	opening("encrypted", "the sums of Y as they are", good.YSums)
	opening("opened with another key", "not the key of the slots", wrong.Opening)
	opening("identity as a share", "the identity is no share", infinity(96, 0xc0), two)
	opening("identities", "the pairing check alone would pass against sums of identities", infinity(96, 0xc0), infinity(96, 0xc0))
	opening("share outside the subgroup", "on the twist, but not in the subgroup of prime order", one, outside)
	opening("share with x.c0 + p", "coordinates are below the field's modulus", one, addModulus(two, 48))
	for at := range good.Opening {
		m := mutation{at, hexBytes{1 << (at % 8)}}
		mutated := pvssOpeningRefused{PVSSRound: &good.PVSSRound, Host: good.Host, ASums: good.ASums, Opening: m.apply(good.Opening)}
		refusals = append(refusals, pvssOpeningRefused{
			Name: fmt.Sprintf("byte %d changed", at), Case: good.Name, Mutation: &m, Error: pvssError(mutated.verify()), Why: "not the opening",
		})
	}
	return refusals, nil
}
