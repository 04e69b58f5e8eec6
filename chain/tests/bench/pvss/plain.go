package main

import (
	"errors"
	"slices"

	"github.com/consensys/gnark-crypto/ecc"
	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

var errPlain = errors.New("the plain verification refuses the dealing")

// plain verifies the dealing and adds it the plain way: every point decoded and added on its own, factors of full size, no lines of the keys
// computed in advance. Its factors are not those of the protocol, which would be shorter.
func (e *epoch) plain() error {
	if err := e.round.CheckProof(e.holders[1].Address, e.dealing); err != nil {
		return err
	}
	w := e.round.Slots()
	rest := e.dealing
	a, y := make([]bls12381.G1Affine, w+1), make([]bls12381.G2Affine, w)
	var err error
	for i := range a {
		if a[i], err = curve.DecodeG1(rest[:curve.G1Size]); err != nil {
			return err
		}
		rest = rest[curve.G1Size:]
	}
	for i := range y {
		if y[i], err = curve.DecodeG2(rest[:curve.G2Size]); err != nil {
			return err
		}
		rest = rest[curve.G2Size:]
	}
	if !plainDegree(a, e.round.Threshold()) || !e.plainEncryption(a, y) {
		return errPlain
	}
	// The sums so far are those of another dealing, here of the same points in reverse.
	sumA, sumY := slices.Clone(a), slices.Clone(y)
	slices.Reverse(sumA)
	slices.Reverse(sumY)
	for i := range a {
		sumA[i].Add(&sumA[i], &a[i])
	}
	for i := range y {
		sumY[i].Add(&sumY[i], &y[i])
	}
	return nil
}

var oneTask = ecc.MultiExpConfig{NbTasks: 1}

// plainDegree is the check by a word of the dual code, every factor from its definition.
func plainDegree(a []bls12381.G1Affine, t int) bool {
	w := len(a) - 1
	rho := curve.HashToField("plain", nil)
	v := make([]fr.Element, len(a))
	for i := range v {
		var x, q, product, difference fr.Element
		x.SetInt64(int64(i)).Mul(&x, &rho)
		product.SetOne()
		for range w - t + 1 {
			q.Mul(&q, &x).Add(&q, &product) // + 1
		}
		for j := range v {
			if j != i {
				product.Mul(&product, difference.SetInt64(int64(i-j)))
			}
		}
		v[i].Div(&q, &product)
	}
	var sum bls12381.G1Affine
	_, err := sum.MultiExp(a, v, oneTask)
	return err == nil && sum.IsInfinity()
}

// plainEncryption is the check of the encrypted shares with factors of full size.
func (e *epoch) plainEncryption(a []bls12381.G1Affine, y []bls12381.G2Affine) bool {
	r := make([]fr.Element, len(y))
	for i := range r {
		r[i] = curve.HashToField("plain", xof.U64(uint64(i)))
	}
	_, _, g, _ := bls12381.Generators()
	g.Neg(&g)
	var right bls12381.G2Affine
	if _, err := right.MultiExp(y, r, oneTask); err != nil {
		return false
	}
	left, keys := []bls12381.G1Affine{g}, []bls12381.G2Affine{right}
	from := 0
	for _, h := range e.holders {
		var sum bls12381.G1Affine
		if _, err := sum.MultiExp(a[1+from:][:h.Slots], r[from:][:h.Slots], oneTask); err != nil {
			return false
		}
		left, keys = append(left, sum), append(keys, h.Key.Point())
		from += int(h.Slots)
	}
	ok, err := bls12381.PairingCheck(left, keys)
	return err == nil && ok
}
