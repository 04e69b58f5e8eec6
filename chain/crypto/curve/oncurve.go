package curve

import (
	"bytes"
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
)

// onCurveG1 is DecodeG1 without the check of the subgroup.
func onCurveG1(compressed []byte) (bls12381.G1Affine, error) {
	var point bls12381.G1Affine
	if err := decodeOnCurve(compressed, G1Size, &point); err != nil {
		return bls12381.G1Affine{}, err
	}
	if point.Bytes() != [G1Size]byte(compressed) {
		return bls12381.G1Affine{}, ErrNotCanonical
	}
	return point, nil
}

// onCurveG2 is DecodeG2 without the check of the subgroup.
func onCurveG2(compressed []byte) (bls12381.G2Affine, error) {
	var point bls12381.G2Affine
	if err := decodeOnCurve(compressed, G2Size, &point); err != nil {
		return bls12381.G2Affine{}, err
	}
	if point.Bytes() != [G2Size]byte(compressed) {
		return bls12381.G2Affine{}, ErrNotCanonical
	}
	return point, nil
}

// decodeOnCurve sets a point of either group, which must lie on the curve.
func decodeOnCurve(compressed []byte, size int, point interface {
	IsOnCurve() bool
	IsInfinity() bool
}) error {
	if err := checkForm(compressed, size); err != nil {
		return err
	}
	decoder := bls12381.NewDecoder(bytes.NewReader(compressed), bls12381.NoSubgroupChecks())
	if err := decoder.Decode(point); err != nil {
		return fmt.Errorf("%w: %w", ErrNotCanonical, err)
	}
	if point.IsInfinity() {
		return ErrIdentity
	}
	if !point.IsOnCurve() {
		return ErrNotCanonical
	}
	return nil
}
