package pvss

import (
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// Share is the opened share of a slot, counted from 1.
type Share struct {
	Slot  int
	point bls12381.G2Affine
}

// DecodeShare decodes 96 bytes. Whether it is the slot's share, VerifyOpening says.
// Errors: curve.ErrLength, curve.ErrNotCanonical, curve.ErrIdentity.
func DecodeShare(slot int, compressed []byte) (Share, error) {
	point, err := curve.DecodeG2(compressed)
	if err != nil {
		return Share{}, fmt.Errorf("S_%d: %w", slot, err)
	}
	return Share{slot, point}, nil
}

// ShareFromRaw reads the 192 bytes that AppendRaw wrote. It trusts them to be a
// point of the subgroup and fails with ErrRaw where they are no coordinates, or the
// identity; CheckRaw checks the rest.
func ShareFromRaw(slot int, raw []byte) (Share, error) {
	if len(raw) != RawShareSize {
		return Share{}, fmt.Errorf("%w: share of %d bytes, want %d", ErrRaw, len(raw), RawShareSize)
	}
	s := Share{Slot: slot}
	if err := setRawG2(&s.point, raw); err != nil {
		return Share{}, err
	}
	if s.point.IsInfinity() {
		return Share{}, fmt.Errorf("%w: the identity is no share", ErrRaw)
	}
	return s, nil
}

// Bytes is the compressed point.
func (s Share) Bytes() [ShareSize]byte { return s.point.Bytes() }

// AppendRaw appends the coordinates, 192 bytes.
func (s Share) AppendRaw(dst []byte) []byte {
	raw := s.point.RawBytes()
	return append(dst, raw[:]...)
}

// CheckRaw fails with ErrRaw if the share is not a point of the subgroup.
func (s Share) CheckRaw() error {
	if s.point.IsInfinity() || !s.point.IsInSubGroup() {
		return fmt.Errorf("%w: share of slot %d is not in the subgroup", ErrRaw, s.Slot)
	}
	return nil
}
