package pvss

import (
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
)

// Open makes the Host's opening S_first ‖ … ‖ S_last, S_i = Y_i^(1/dk), from the
// sums of its own slots. That dk is the key of the slots is for VerifyOpening to say.
// It fails with ErrNoSlots, ErrSums, or curve.ErrIdentity where a sum is the identity:
// nothing has been dealt.
func (r *Round) Open(dk dealingkey.Secret, host []byte, sums *Sums) ([]byte, error) {
	first, count, err := r.own(host, sums)
	if err != nil {
		return nil, err
	}
	secret := dk.Bytes()
	var inverse fr.Element
	inverse.SetBytes(secret[:])
	inverse.Inverse(&inverse)
	exponent := curve.Int(inverse)
	opening := make([]byte, 0, count*ShareSize)
	for i := first; i < first+count; i++ {
		y := sums.y[i-1]
		if y.IsInfinity() {
			return nil, fmt.Errorf("opening: Y_%d: %w", i, curve.ErrIdentity)
		}
		y.ScalarMultiplication(&y, exponent)
		compressed := y.Bytes()
		opening = append(opening, compressed[:]...)
	}
	return opening, nil
}

// VerifyOpening checks a Host's opening against the sums of A of its own slots, and
// returns the shares: e(∑ r_i·A_i, h) = e(g, ∑ r_i·S_i). Errors: ErrNoSlots,
// ErrSums, curve.ErrLength, curve.ErrNotCanonical, curve.ErrIdentity, ErrOpening.
func (r *Round) VerifyOpening(host, opening []byte, sums *Sums) ([]Share, error) {
	first, count, err := r.own(host, sums)
	if err != nil {
		return nil, err
	}
	if len(opening) != count*ShareSize {
		return nil, fmt.Errorf("opening: %w: %d bytes, want %d", curve.ErrLength, len(opening), count*ShareSize)
	}
	rs := r.openingChallenges(host, opening, sums, first, count)
	points, right, err := curve.DecodeManyG2(opening, rs, []int{count})
	if err != nil {
		return nil, fmt.Errorf("opening, from slot %d: %w", first, err)
	}
	var left bls12381.G1Affine
	if _, err := left.MultiExp(sums.a[first-1:][:count], scalars(rs), oneTask); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOpening, err)
	}
	if !matchesBase(left, right[0]) {
		return nil, ErrOpening
	}
	shares := make([]Share, count)
	for i := range shares {
		shares[i] = Share{first + i, points[i]}
	}
	return shares, nil
}

// OpeningChallenges are the r_i of an opening, big-endian. It fails
// with ErrNoSlots or ErrSums.
func (r *Round) OpeningChallenges(host, opening []byte, sums *Sums) ([][ChallengeSize]byte, error) {
	first, count, err := r.own(host, sums)
	if err != nil {
		return nil, err
	}
	return r.openingChallenges(host, opening, sums, first, count), nil
}

// openingChallenges are the r_i of an opening. The sums of A are in the transcript
// because the last dealer knows the exponents of his own shares before he deals:
// without them he could fit his dealing to r.
func (r *Round) openingChallenges(host, opening []byte, sums *Sums, first, count int) [][ChallengeSize]byte {
	return challenges(r.transcript(openingTag, host, sums.CompressedA(first, first+count-1), opening), count)
}

// own is the run of slots of a Host and refuses sums of another number of slots.
func (r *Round) own(host []byte, sums *Sums) (first, count int, err error) {
	first, count, ok := r.Run(host)
	if !ok {
		return 0, 0, fmt.Errorf("%w: %x", ErrNoSlots, host)
	}
	if sums.Slots() != r.slots {
		return 0, 0, fmt.Errorf("%w: %d sums, %d slots", ErrSums, sums.Slots(), r.slots)
	}
	return first, count, nil
}
