package pvss

import (
	"sync"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
)

// baseLines are the lines of h.
var baseLines = sync.OnceValue(func() lines { return bls12381.PrecomputeLines(dealingkey.Base()) })

// pairsMatch checks ∏ e(points_i, fixed_i) = e(g, right). It overwrites fixed.
func pairsMatch(points []bls12381.G1Affine, fixed []lines, right bls12381.G2Affine) bool {
	_, _, g, _ := bls12381.Generators()
	g.Neg(&g)
	product, err := bls12381.MillerLoop([]bls12381.G1Affine{g}, []bls12381.G2Affine{right})
	if err != nil {
		return false
	}
	if len(points) > 0 {
		left, err := bls12381.MillerLoopFixedQ(points, fixed)
		if err != nil {
			return false
		}
		product.Mul(&product, &left)
	}
	product = bls12381.FinalExponentiation(&product)
	return product.IsOne()
}

// matchesBase checks e(left, h) = e(g, right).
func matchesBase(left bls12381.G1Affine, right bls12381.G2Affine) bool {
	if left.IsInfinity() {
		return right.IsInfinity()
	}
	return pairsMatch([]bls12381.G1Affine{left}, []lines{baseLines()}, right)
}
