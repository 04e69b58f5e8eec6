package main

import (
	"slices"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// polynomial is f(0) … f(w) of coefficients that are reduced.
func polynomial(coefficients []hexBytes, w int) ([]fr.Element, error) {
	values := make([]fr.Element, w+1)
	for i := range values {
		x := fr.NewElement(uint64(i))
		for _, c := range slices.Backward(coefficients) {
			var f fr.Element
			f.SetBytes(c)
			values[i].Mul(&values[i], &x).Add(&values[i], &f)
		}
	}
	return values, nil
}

// dealValues is what a case's Host would send with f(0) … f(w) of its choice.
func dealValues(c pvssDealingCase, values []fr.Element) (hexBytes, error) {
	var as, ys hexBytes
	slot := 0
	power := func(f fr.Element) []byte {
		var point bls12381.G1Affine
		compressed := point.ScalarMultiplicationBase(curve.Int(f)).Bytes()
		return compressed[:]
	}
	for _, f := range values {
		as = append(as, power(f)...)
	}
	for _, h := range c.Holders {
		ek, err := dealingkey.DecodeKey(h.EK)
		if err != nil {
			return nil, err
		}
		for range h.Slots {
			slot++
			y := ek.Point()
			compressed := y.ScalarMultiplication(&y, curve.Int(values[slot])).Bytes()
			ys = append(ys, compressed[:]...)
		}
	}
	k := curve.HashToField("a nonce of vectors", as)
	commitment := power(k)
	transcript := xof.H("pacer/pvss/proof/v1", []byte(c.Chain), xof.U64(uint64(c.Epoch)), c.TableHash, c.Host, as[:curve.G1Size], commitment)
	z := curve.HashToField("pacer/pvss/c/v1", transcript[:])
	z.Mul(&z, &values[0]).Add(&z, &k)
	response := z.Bytes()
	return slices.Concat(as, ys, commitment, response[:]), nil
}
