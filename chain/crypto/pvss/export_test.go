package pvss

import (
	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// LowDegree is step 4 of Verify alone, Encrypted step 5.
func (r *Round) LowDegree(host, dealing []byte) bool {
	d, _ := r.mustDecode(host, dealing)
	return d.lowDegree(degreeChallenge(r.transcript(dealingTag, host, dealing)))
}

func (r *Round) Encrypted(host, dealing []byte) bool {
	_, c := r.mustDecode(host, dealing)
	return r.encrypted(c)
}

func (r *Round) mustDecode(host, dealing []byte) (*Dealing, combined) {
	zero, err := curve.DecodeG1(dealing[:curve.G1Size])
	if err != nil {
		panic(err)
	}
	d, c, err := r.decode(zero, dealing, r.encryptionChallenges(r.transcript(dealingTag, host, dealing)))
	if err != nil {
		panic(err)
	}
	return d, c
}

// MatchesBase checks e(left, h) = e(g, right).
func MatchesBase(left bls12381.G1Affine, right bls12381.G2Affine) bool {
	return matchesBase(left, right)
}

// Challenges are n factors from the stream of x.
func Challenges(x [xof.Size]byte, n int) [][ChallengeSize]byte { return challenges(x, n) }
