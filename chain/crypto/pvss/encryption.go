package pvss

import (
	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// lines are the lines of the Miller loop of a fixed point of G2.
type lines = [2][len(bls12381.LoopCounter) - 1]bls12381.LineEvaluationAff

func (r *Round) precompute() []lines {
	all := make([]lines, len(r.holders))
	for i, h := range r.holders {
		all[i] = bls12381.PrecomputeLines(h.Key.Point())
	}
	return all
}

// EncryptionChallenges is r_1 … r_W of a dealing, big-endian.
func (r *Round) EncryptionChallenges(host, dealing []byte) [][ChallengeSize]byte {
	return r.encryptionChallenges(r.transcript(dealingTag, host, dealing))
}

func (r *Round) encryptionChallenges(t [xof.Size]byte) [][ChallengeSize]byte {
	return challenges(xof.H(encryptionTag, t[:]), r.slots)
}

// encrypted checks Y_i = ek^f(i) for every slot by one random combination:
// ∏_holders e(∑ r_i·A_i, ek) = e(g, ∑ r_i·Y_i).
func (r *Round) encrypted(c combined) bool {
	var points []bls12381.G1Affine
	var fixed []lines
	for i, sum := range c.a {
		if !sum.IsInfinity() {
			points, fixed = append(points, sum), append(fixed, r.lines()[i])
		}
	}
	return pairsMatch(points, fixed, c.y)
}
