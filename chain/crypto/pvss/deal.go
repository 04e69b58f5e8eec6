package pvss

import (
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// Deal makes the Host's dealing, the same bytes each time. It fails with
// ErrNoSlots.
func (r *Round) Deal(dk dealingkey.Secret, host []byte) ([]byte, error) {
	if _, _, ok := r.Run(host); !ok {
		return nil, fmt.Errorf("%w: %x", ErrNoSlots, host)
	}
	f := r.Coefficients(dk)
	values := make([]fr.Element, r.slots+1)
	for i := range values {
		values[i] = evaluate(f, uint64(i))
	}
	_, _, g, _ := bls12381.Generators()
	dealing := make([]byte, 0, r.DealingSize())
	for _, a := range bls12381.BatchScalarMultiplicationG1(&g, values) {
		compressed := a.Bytes()
		dealing = append(dealing, compressed[:]...)
	}
	for i, h := range r.holders {
		ek := h.Key.Point()
		for _, y := range bls12381.BatchScalarMultiplicationG2(&ek, values[r.first[i]:][:h.Slots]) {
			compressed := y.Bytes()
			dealing = append(dealing, compressed[:]...)
		}
	}
	return r.prove(dealing, dk.Bytes(), host, f[0]), nil
}

// Coefficients is f_0 … f_{t−1} of the polynomial that the holder of dk deals:
// f_j = hash_to_field("pacer/pvss/f/v1", dk ‖ chain ‖ epoch ‖ table hash ‖ j).
func (r *Round) Coefficients(dk dealingkey.Secret) []fr.Element {
	seed := r.seed(dk.Bytes())
	f := make([]fr.Element, r.Threshold())
	for j := range f {
		f[j] = curve.HashToField(coefficientTag, append(seed[:len(seed):len(seed)], xof.U64(uint64(j))...))
	}
	return f
}

// seed is dk ‖ chain ‖ epoch ‖ table hash.
func (r *Round) seed(secret [curve.ScalarSize]byte) []byte {
	seed := append([]byte(nil), secret[:]...)
	seed = append(seed, r.chain...)
	seed = append(seed, xof.U64(r.epoch)...)
	return append(seed, r.hash[:]...)
}

// evaluate is f(x).
func evaluate(f []fr.Element, x uint64) fr.Element {
	at := fr.NewElement(x)
	value := f[len(f)-1]
	for j := len(f) - 2; j >= 0; j-- {
		value.Mul(&value, &at).Add(&value, &f[j])
	}
	return value
}
