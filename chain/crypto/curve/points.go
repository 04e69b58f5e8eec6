// Package curve is the only door through which points and scalars of BLS12-381
// enter the chain (protocol §1): one decode function per group, which rejects the
// identity, points outside the prime-order subgroup, and bytes that are not the
// canonical compressed form.
package curve

import (
	"errors"
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
)

// Sizes of compressed points, in bytes.
const (
	G1Size = bls12381.SizeOfG1AffineCompressed // 48
	G2Size = bls12381.SizeOfG2AffineCompressed // 96
)

// Reasons for which bytes are refused.
var (
	ErrLength       = errors.New("curve: wrong length")
	ErrNotCanonical = errors.New("curve: not a canonical compressed point of the curve's prime-order subgroup")
	ErrIdentity     = errors.New("curve: the identity is not allowed")
)

var errOutside = fmt.Errorf("%w: outside the subgroup", ErrNotCanonical)

// Flags of the first byte of a compressed point (ZCash form).
const (
	flagCompressed = 0x80
	flagInfinity   = 0x40
)

// DecodeG1 decodes 48 bytes. It fails with ErrLength, ErrIdentity or
// ErrNotCanonical (x ≥ p, wrong flags, off the curve, outside the subgroup).
func DecodeG1(compressed []byte) (bls12381.G1Affine, error) {
	point, err := onCurveG1(compressed)
	if err == nil && !point.IsInSubGroup() {
		return bls12381.G1Affine{}, errOutside
	}
	return point, err
}

// DecodeG2 decodes 96 bytes. It fails with ErrLength, ErrIdentity or
// ErrNotCanonical (x ≥ p, wrong flags, off the curve, outside the subgroup).
func DecodeG2(compressed []byte) (bls12381.G2Affine, error) {
	point, err := onCurveG2(compressed)
	if err == nil && !point.IsInSubGroup() {
		return bls12381.G2Affine{}, errOutside
	}
	return point, err
}

// checkForm refuses what the library would take for another form: it reads an
// uncompressed point from a longer slice and ignores trailing bytes.
func checkForm(compressed []byte, size int) error {
	if len(compressed) != size {
		return fmt.Errorf("%w: %d bytes, want %d", ErrLength, len(compressed), size)
	}
	if compressed[0]&flagCompressed == 0 {
		return fmt.Errorf("%w: compression flag is not set", ErrNotCanonical)
	}
	if compressed[0]&flagInfinity != 0 {
		if compressed[0] != flagCompressed|flagInfinity {
			return fmt.Errorf("%w: infinity with other flags", ErrNotCanonical)
		}
		for _, b := range compressed[1:] {
			if b != 0 {
				return fmt.Errorf("%w: infinity with a coordinate", ErrNotCanonical)
			}
		}
		return ErrIdentity
	}
	return nil
}
