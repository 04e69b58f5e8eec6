package pvss

import (
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
)

// Flags of the first byte of an uncompressed point: none, or the identity's.
const (
	rawFlags    = 0xe0
	rawInfinity = 0x40
)

// AppendSlots appends A_i ‖ Y_i of the slots first…last, from 1, uncompressed, 288
// bytes each.
func (s *Sums) AppendSlots(dst []byte, first, last int) []byte {
	for i := first - 1; i < last; i++ {
		a, y := s.a[i].RawBytes(), s.y[i].RawBytes()
		dst = append(append(dst, a[:]...), y[:]...)
	}
	return dst
}

// SetSlots sets the slots from first on to what AppendSlots wrote. It trusts them to
// be points of the subgroup and fails with ErrRaw where they are no coordinates,
// with ErrSums where they leave 1…W; then the sums are not to be used. CheckRaw
// checks the rest.
func (s *Sums) SetSlots(first int, raw []byte) error {
	count := len(raw) / RawSlotSize
	if len(raw)%RawSlotSize != 0 {
		return fmt.Errorf("%w: %d bytes, want a multiple of %d", ErrRaw, len(raw), RawSlotSize)
	}
	if first < 1 || first-1+count > len(s.a) {
		return fmt.Errorf("%w: %d slots from %d on, of %d", ErrSums, count, first, len(s.a))
	}
	for i := first - 1; len(raw) > 0; i++ {
		if err := setRawG1(&s.a[i], raw[:RawZeroSize]); err != nil {
			return fmt.Errorf("A_%d: %w", i+1, err)
		}
		if err := setRawG2(&s.y[i], raw[RawZeroSize:RawSlotSize]); err != nil {
			return fmt.Errorf("Y_%d: %w", i+1, err)
		}
		raw = raw[RawSlotSize:]
	}
	return nil
}

// RawZero is A_0, uncompressed.
func (s *Sums) RawZero() []byte {
	raw := s.zero.RawBytes()
	return raw[:]
}

// SetRawZero sets A_0 to what RawZero wrote, and trusts it as SetSlots does. It
// fails with ErrRaw.
func (s *Sums) SetRawZero(raw []byte) error {
	if len(raw) != RawZeroSize {
		return fmt.Errorf("%w: A_0 of %d bytes, want %d", ErrRaw, len(raw), RawZeroSize)
	}
	return setRawG1(&s.zero, raw)
}

// CheckRaw fails with ErrRaw if a sum is not a point of the subgroup. Sums that this
// program computed are; those of a genesis file may not be.
func (s *Sums) CheckRaw() error {
	if !s.zero.IsInSubGroup() {
		return fmt.Errorf("%w: A_0 is not in the subgroup", ErrRaw)
	}
	for i := range s.a {
		if !s.a[i].IsInSubGroup() || !s.y[i].IsInSubGroup() {
			return fmt.Errorf("%w: A_%d or Y_%d is not in the subgroup", ErrRaw, i+1, i+1)
		}
	}
	return nil
}

func setRawG1(point *bls12381.G1Affine, raw []byte) error {
	return setRaw(raw, &point.X, &point.Y)
}

func setRawG2(point *bls12381.G2Affine, raw []byte) error {
	return setRaw(raw, &point.X.A1, &point.X.A0, &point.Y.A1, &point.Y.A0)
}

// setRaw reads coordinates below the modulus, or zeros after the identity's flag.
func setRaw(raw []byte, coordinates ...*fp.Element) error {
	identity := raw[0]&rawFlags == rawInfinity
	zeros := raw[0]&^rawFlags == 0
	for _, b := range raw[1:] {
		zeros = zeros && b == 0
	}
	if identity != zeros || !identity && raw[0]&rawFlags != 0 {
		return fmt.Errorf("%w: flags", ErrRaw)
	}
	for i, coordinate := range coordinates {
		if coordinate.SetZero(); identity {
			continue
		}
		if err := coordinate.SetBytesCanonical(raw[i*fp.Bytes:][:fp.Bytes]); err != nil {
			return fmt.Errorf("%w: coordinate not below the modulus", ErrRaw)
		}
	}
	return nil
}
