package pvss

import (
	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"

	"github.com/pacer-network/pacer/chain/crypto/curve/batch"
)

// addG1 adds points to as many sums.
func addG1(sums, points []bls12381.G1Affine) {
	left, right := flatG1(sums), flatG1(points)
	var adder batch.Adder[fp.Element, *fp.Element]
	adder.Add(left, right)
	for i := range sums {
		sums[i] = bls12381.G1Affine(left[i])
	}
}

// addG2 adds points to as many sums.
func addG2(sums, points []bls12381.G2Affine) {
	left, right := flatG2(sums), flatG2(points)
	var adder batch.Adder[bls12381.E2, *bls12381.E2]
	adder.Add(left, right)
	for i := range sums {
		sums[i] = bls12381.G2Affine(left[i])
	}
}

func flatG1(points []bls12381.G1Affine) []batch.Point[fp.Element] {
	flat := make([]batch.Point[fp.Element], len(points))
	for i := range points {
		flat[i] = batch.Point[fp.Element](points[i])
	}
	return flat
}

func flatG2(points []bls12381.G2Affine) []batch.Point[bls12381.E2] {
	flat := make([]batch.Point[bls12381.E2], len(points))
	for i := range points {
		flat[i] = batch.Point[bls12381.E2](points[i])
	}
	return flat
}
