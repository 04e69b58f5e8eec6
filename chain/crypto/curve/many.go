package curve

import (
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"

	"github.com/pacer-network/pacer/chain/crypto/curve/batch"
)

// FactorSize is the length of a factor of DecodeManyG1 and DecodeManyG2, in bytes.
const FactorSize = batch.FactorSize

// few is the number of points up to which each one's subgroup is checked.
const few = 128

// DecodeManyG1 is DecodeG1 of each 48 bytes, and returns also ∑ factors_i·point_i of
// each of the consecutive runs of points, counts[i] points in the i-th. Many points
// cost half of what they cost one by one: that they are in the subgroup is checked
// on sums that also make the combinations. That is why factors must be 128 bits each
// of the hash of all of the bytes. Then bytes that DecodeG1 refuses are accepted for
// at most one in 2^128 hashes. It fails as DecodeG1 does.
func DecodeManyG1(compressed []byte, factors [][FactorSize]byte, counts []int) (points, combined []bls12381.G1Affine, err error) {
	if err := checkList(compressed, G1Size, len(factors), counts); err != nil {
		return nil, nil, err
	}
	points, combined = make([]bls12381.G1Affine, len(factors)), make([]bls12381.G1Affine, len(counts))
	flat := make([]batch.Point[fp.Element], len(points))
	for i := range points {
		if points[i], err = onCurveG1(compressed[i*G1Size:][:G1Size]); err != nil {
			return nil, nil, fmt.Errorf("point %d: %w", i, err)
		}
		flat[i] = batch.Point[fp.Element](points[i])
	}
	all := batch.Combine(flat, factors, counts)
	if len(flat) > few {
		flat = all.Digits
	}
	for i := range flat {
		if point := bls12381.G1Affine(flat[i]); !point.IsInSubGroup() {
			return nil, nil, errOutside
		}
	}
	for i := range combined {
		combined[i] = bls12381.G1Affine(all.Totals[i])
	}
	return points, combined, nil
}

// DecodeManyG2 is DecodeG2 of each 96 bytes as DecodeManyG1 is DecodeG1 of each 48.
func DecodeManyG2(compressed []byte, factors [][FactorSize]byte, counts []int) (points, combined []bls12381.G2Affine, err error) {
	if err := checkList(compressed, G2Size, len(factors), counts); err != nil {
		return nil, nil, err
	}
	points, combined = make([]bls12381.G2Affine, len(factors)), make([]bls12381.G2Affine, len(counts))
	flat := make([]batch.Point[bls12381.E2], len(points))
	for i := range points {
		if points[i], err = onCurveG2(compressed[i*G2Size:][:G2Size]); err != nil {
			return nil, nil, fmt.Errorf("point %d: %w", i, err)
		}
		flat[i] = batch.Point[bls12381.E2](points[i])
	}
	all := batch.Combine(flat, factors, counts)
	if len(flat) > few {
		flat = all.Digits
	}
	for i := range flat {
		if point := bls12381.G2Affine(flat[i]); !point.IsInSubGroup() {
			return nil, nil, errOutside
		}
	}
	for i := range combined {
		combined[i] = bls12381.G2Affine(all.Totals[i])
	}
	return points, combined, nil
}

// checkList refuses lists whose lengths do not fit each other.
func checkList(compressed []byte, size, factors int, counts []int) error {
	n := 0
	for _, count := range counts {
		if count < 0 {
			return fmt.Errorf("%w: a run of %d points", ErrLength, count)
		}
		n += count
	}
	if factors != n || len(compressed) != n*size {
		return fmt.Errorf("%w: %d bytes and %d factors, want %d of %d points", ErrLength, len(compressed), factors, n*size, n)
	}
	return nil
}
