package main

import (
	"bytes"
	"errors"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

type forgery struct {
	name, why string
	dealing   hexBytes
}

// pvssForgeries are dealings of the length of good, which is one to three slots,
// put together from its parts and those of another of the same table.
func pvssForgeries(good, other pvssDealingCase) ([]forgery, error) {
	const w = 3
	outside1, err := outsideSubgroup(curve.G1Size)
	if err != nil {
		return nil, err
	}
	outside2, err := outsideSubgroup(curve.G2Size)
	if err != nil {
		return nil, err
	}
	mine, theirs := dealingParts(w, good.Dealing), dealingParts(w, other.Dealing)
	const y1, r, z = w + 1, 2*w + 1, 2*w + 2
	var out []forgery
	with := func(name, why string, edit func(parts [][]byte)) {
		parts := slices.Clone(mine)
		edit(parts)
		out = append(out, forgery{name, why, bytes.Join(parts, nil)})
	}
	for _, place := range []struct {
		name string
		at   int
	}{{"A_0", 0}, {"A_1", 1}, {"A_3", w}, {"Y_1", y1}, {"Y_3", y1 + w - 1}, {"R", r}} {
		size, outside := len(mine[place.at]), outside1
		if size == curve.G2Size {
			outside = outside2
		}
		with("identity as "+place.name, "the identity is refused everywhere", func(p [][]byte) { p[place.at] = infinity(size, 0xc0) })
		with(place.name+" outside the subgroup", "on the curve, but not in the subgroup of prime order", func(p [][]byte) { p[place.at] = outside })
	}
	with("Y_2 with x.c0 + p", "coordinates are below the field's modulus", func(p [][]byte) { p[y1+1] = addModulus(p[y1+1], 48) })
	with("z + group order", "scalars are below the group's order", func(p [][]byte) { p[z] = notReduced(p[z]) })
	with("another's proof", "it proves knowledge of another secret", func(p [][]byte) { p[r], p[z] = theirs[r], theirs[z] })
	with("another's A_0 with its proof", "the proof belongs to one host", func(p [][]byte) { p[0], p[r], p[z] = theirs[0], theirs[r], theirs[z] })
	with("A_1 of another", "not of one polynomial", func(p [][]byte) { p[1] = theirs[1] })
	with("A_1 and Y_1 of another", "encrypted right, but not of one polynomial", func(p [][]byte) { p[1], p[y1] = theirs[1], theirs[y1] })
	with("A_2 and A_3 swapped", "not of one polynomial", func(p [][]byte) { p[2], p[3] = p[3], p[2] })
	with("Y_1 of another", "not the share that is committed", func(p [][]byte) { p[y1] = theirs[y1] })
	with("Y_2 and Y_3 swapped", "not the shares that are committed", func(p [][]byte) { p[y1+1], p[y1+2] = p[y1+2], p[y1+1] })
	minus, err := minusTheirs(mine, theirs, w)
	if err != nil {
		return nil, err
	}
	out = append(out, forgery{"mine minus another's", "of low degree and encrypted right, but nobody knows its secret: refused by the proof of knowledge alone", minus})
	// f(0) … f(3) of a polynomial with t + 1 = 3 coefficients; then shares of good's own with f(0) + 1.
	values, err := polynomial(append(slices.Clone(good.Coefficients), sample("one more coefficient", 32)), w)
	if err != nil {
		return nil, err
	}
	lifted, err := dealValues(good, values)
	if err != nil {
		return nil, err
	}
	if values, err = polynomial(good.Coefficients, w); err != nil {
		return nil, err
	}
	one := fr.One()
	values[0].Add(&values[0], &one)
	loose, err := dealValues(good, values)
	if err != nil {
		return nil, err
	}
	return append(out,
		forgery{"degree t", "one more than allowed; encrypted right, with a proof", lifted},
		forgery{"an A_0 that does not fit", "not of one polynomial with the shares; with a proof: it would make the beacon impossible", loose},
	), nil
}

// minusTheirs subtracts another's points A and Y from mine, and keeps my proof.
func minusTheirs(mine, theirs [][]byte, w int) (hexBytes, error) {
	parts := slices.Clone(mine)
	for i := range 2*w + 1 {
		if i <= w {
			a, err1 := curve.DecodeG1(mine[i])
			b, err2 := curve.DecodeG1(theirs[i])
			if err := errors.Join(err1, err2); err != nil {
				return nil, err
			}
			difference := a.Sub(&a, &b).Bytes()
			parts[i] = difference[:]
			continue
		}
		a, err1 := curve.DecodeG2(mine[i])
		b, err2 := curve.DecodeG2(theirs[i])
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		difference := a.Sub(&a, &b).Bytes()
		parts[i] = difference[:]
	}
	return bytes.Join(parts, nil), nil
}
