package pvss

import (
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// Dealing is the points of a dealing that Verify accepted.
type Dealing struct {
	zero bls12381.G1Affine   // A_0
	a    []bls12381.G1Affine // A_1 … A_W
	y    []bls12381.G2Affine // Y_1 … Y_W
}

// Verify checks a dealing of a Host, in this order: the Host holds slots
// (ErrNoSlots) and the length is right (curve.ErrLength); the proof of knowledge of
// f(0) (ErrProof); every other point decodes (curve.ErrNotCanonical,
// curve.ErrIdentity; z: curve.ErrScalar); A_0 … A_W are of one polynomial of degree
// below t (ErrDegree); the encryptions are of the same shares (ErrEncryption).
func (r *Round) Verify(host, dealing []byte) (*Dealing, error) {
	zero, err := r.checkProof(host, dealing)
	if err != nil {
		return nil, err
	}
	t := r.transcript(dealingTag, host, dealing)
	d, combined, err := r.decode(zero, dealing, r.encryptionChallenges(t))
	if err != nil {
		return nil, err
	}
	if !d.lowDegree(degreeChallenge(t)) {
		return nil, ErrDegree
	}
	if !r.encrypted(combined) {
		return nil, ErrEncryption
	}
	return d, nil
}

// combined is what the check of the encryptions needs of a dealing.
type combined struct {
	a []bls12381.G1Affine // ∑ r_i·A_i of each holder
	y bls12381.G2Affine   // ∑ r_i·Y_i
}

// decode decodes A_1 … A_W and Y_1 … Y_W of a dealing of the right length. The
// challenges are those of its transcript.
func (r *Round) decode(zero bls12381.G1Affine, dealing []byte, challenges [][ChallengeSize]byte) (*Dealing, combined, error) {
	counts := make([]int, len(r.holders))
	for i, h := range r.holders {
		counts[i] = int(h.Slots)
	}
	a := dealing[curve.G1Size:][:r.slots*curve.G1Size]
	y := dealing[(r.slots+1)*curve.G1Size:][:r.slots*curve.G2Size]
	as, sumsA, err := curve.DecodeManyG1(a, challenges, counts)
	if err != nil {
		return nil, combined{}, fmt.Errorf("dealing: A, from slot 1: %w", err)
	}
	ys, sumY, err := curve.DecodeManyG2(y, challenges, []int{r.slots})
	if err != nil {
		return nil, combined{}, fmt.Errorf("dealing: Y, from slot 1: %w", err)
	}
	return &Dealing{zero, as, ys}, combined{sumsA, sumY[0]}, nil
}
