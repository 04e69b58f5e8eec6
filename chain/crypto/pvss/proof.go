package pvss

import (
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// proofSize is the length of R ‖ z, a Schnorr proof of knowledge of f(0).
const proofSize = curve.G1Size + curve.ScalarSize // 80

// CheckProof does the first two steps of Verify, which cost little: the Host holds
// slots, the length is right, and the dealing's proof of knowledge verifies:
// g^z = R · A_0^c. Errors: ErrNoSlots, curve.ErrLength, curve.ErrNotCanonical,
// curve.ErrIdentity, curve.ErrScalar, ErrProof.
func (r *Round) CheckProof(host, dealing []byte) error {
	_, err := r.checkProof(host, dealing)
	return err
}

// checkProof also returns A_0, so that it is not decoded twice.
func (r *Round) checkProof(host, dealing []byte) (zero bls12381.G1Affine, err error) {
	if _, _, ok := r.Run(host); !ok {
		return zero, fmt.Errorf("%w: %x", ErrNoSlots, host)
	}
	if len(dealing) != r.DealingSize() {
		return zero, fmt.Errorf("dealing: %w: %d bytes, want %d", curve.ErrLength, len(dealing), r.DealingSize())
	}
	if zero, err = curve.DecodeG1(dealing[:curve.G1Size]); err != nil {
		return zero, fmt.Errorf("dealing: A_0: %w", err)
	}
	proof := dealing[len(dealing)-proofSize:]
	commitment, err := curve.DecodeG1(proof[:curve.G1Size])
	if err != nil {
		return zero, fmt.Errorf("dealing: proof: commitment: %w", err)
	}
	z, err := curve.DecodeScalar(proof[curve.G1Size:])
	if err != nil {
		return zero, fmt.Errorf("dealing: proof: response: %w", err)
	}
	c := r.challenge(host, dealing[:curve.G1Size], proof[:curve.G1Size])
	c.Neg(&c)
	var left bls12381.G1Jac
	left.JointScalarMultiplicationBase(&zero, curve.Int(z), curve.Int(c))
	var point bls12381.G1Affine
	if point.FromJacobian(&left); !point.Equal(&commitment) {
		return zero, ErrProof
	}
	return zero, nil
}

// prove appends R ‖ z. The nonce is a function of the secret and everything in the
// challenge but R: the same proof comes out each time, and no two challenges share
// a nonce.
func (r *Round) prove(dealing []byte, secret [curve.ScalarSize]byte, host []byte, f0 fr.Element) []byte {
	zero := dealing[:curve.G1Size]
	seed := r.seed(secret)
	seed = append(seed, host...)
	seed = append(seed, zero...)
	k := curve.HashToField(nonceTag, seed)

	var point bls12381.G1Affine
	point.ScalarMultiplicationBase(curve.Int(k))
	commitment := point.Bytes()
	c := r.challenge(host, zero, commitment[:])
	var z fr.Element
	z.Mul(&c, &f0).Add(&z, &k)
	response := z.Bytes()
	return append(append(dealing, commitment[:]...), response[:]...)
}

// challenge is c = hash_to_field("pacer/pvss/c/v1", H("pacer/pvss/proof/v1",
// chain, epoch, table hash, host, A_0, R)).
func (r *Round) challenge(host, zero, commitment []byte) fr.Element {
	t := r.transcript(proofTag, host, zero, commitment)
	return curve.HashToField(challengeTag, t[:])
}
