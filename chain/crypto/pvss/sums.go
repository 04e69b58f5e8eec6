package pvss

import (
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// Sums are the sums of all accepted dealings, point by point: A_0 … A_W and
// Y_1 … Y_W. Without a dealing they are identities.
type Sums struct {
	zero bls12381.G1Affine   // A_0
	a    []bls12381.G1Affine // A_1 … A_W
	y    []bls12381.G2Affine // Y_1 … Y_W
}

// NewSums are the sums of no dealing to w slots.
func NewSums(w int) *Sums {
	return &Sums{a: make([]bls12381.G1Affine, w), y: make([]bls12381.G2Affine, w)}
}

// Add adds a dealing. It fails with ErrSums if that is to another number of slots.
func (s *Sums) Add(d *Dealing) error {
	if len(d.a) != len(s.a) {
		return fmt.Errorf("%w: dealing to %d slots, sums of %d", ErrSums, len(d.a), len(s.a))
	}
	s.zero.Add(&s.zero, &d.zero)
	addG1(s.a, d.a)
	addG2(s.y, d.y)
	return nil
}

// Slots is W.
func (s *Sums) Slots() int { return len(s.a) }

// Zero is the sum of A_0.
func (s *Sums) Zero() bls12381.G1Affine { return s.zero }

// AZero is the sum of A_0, compressed.
func (s *Sums) AZero() [curve.G1Size]byte { return s.zero.Bytes() }

// SetCompressed sets the slots from first on to what CompressedA and CompressedY
// gave; y may be empty, which leaves the sums of Y alone. It fails with ErrSums, or as
// curve.DecodeG1 and curve.DecodeG2 do; then the sums are not to be used.
func (s *Sums) SetCompressed(first int, a, y []byte) error {
	count := len(a) / curve.G1Size
	if len(a)%curve.G1Size != 0 || len(y) != 0 && len(y) != count*curve.G2Size || first < 1 || first-1+count > len(s.a) {
		return fmt.Errorf("%w: %d bytes of A and %d of Y from slot %d on, of %d", ErrSums, len(a), len(y), first, len(s.a))
	}
	var err error
	for i := range count {
		if s.a[first-1+i], err = curve.DecodeG1(a[i*curve.G1Size:][:curve.G1Size]); err != nil {
			return fmt.Errorf("sums: A_%d: %w", first+i, err)
		}
	}
	for i := range len(y) / curve.G2Size {
		if s.y[first-1+i], err = curve.DecodeG2(y[i*curve.G2Size:][:curve.G2Size]); err != nil {
			return fmt.Errorf("sums: Y_%d: %w", first+i, err)
		}
	}
	return nil
}

// CompressedA is the sums of A of the slots first…last, from 1, 48 bytes each.
func (s *Sums) CompressedA(first, last int) []byte {
	var out []byte
	for _, a := range s.a[first-1 : last] {
		compressed := a.Bytes()
		out = append(out, compressed[:]...)
	}
	return out
}

// CompressedY is the sums of Y of the slots first…last, from 1, 96 bytes each.
func (s *Sums) CompressedY(first, last int) []byte {
	var out []byte
	for _, y := range s.y[first-1 : last] {
		compressed := y.Bytes()
		out = append(out, compressed[:]...)
	}
	return out
}
