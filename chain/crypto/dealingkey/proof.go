package dealingkey

import (
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// ProofSize is the length of a proof R ‖ z: a compressed point of G2 and a
// big-endian scalar.
const ProofSize = curve.G2Size + curve.ScalarSize // 128

const (
	nonceTag     = "pacer/ek-nonce/v1"
	proofTag     = "pacer/ek-proof/v1"
	challengeTag = "pacer/ek/v1"
)

// Prove makes the Schnorr proof of knowledge of dk for (chain, host), host being
// the raw address: R = h^k, z = k + c·dk. The nonce k is a function of the secret
// and everything proven, so that the same proof comes out each time and no two
// challenges ever share a nonce.
func Prove(dk Secret, chain string, host []byte) [ProofSize]byte {
	secret, ek := dk.Bytes(), dk.Key().Bytes()

	seed := append([]byte(nil), secret[:]...)
	seed = append(seed, chain...)
	seed = append(seed, host...)
	seed = append(seed, ek[:]...)
	k := curve.HashToField(nonceTag, seed)

	commitment := power(k)
	r := commitment.Bytes()
	c := challenge(chain, host, ek, r)
	var z fr.Element
	z.Mul(&c, &dk.scalar).Add(&z, &k)

	var proof [ProofSize]byte
	copy(proof[:], r[:])
	scalar := z.Bytes()
	copy(proof[curve.G2Size:], scalar[:])
	return proof
}

// VerifyProof checks h^z = R · ek^c. Errors: curve.ErrLength,
// curve.ErrNotCanonical, curve.ErrIdentity, curve.ErrScalar (z ≥ r), ErrProof.
func VerifyProof(chain string, host []byte, ek Key, proof []byte) error {
	if len(proof) != ProofSize {
		return fmt.Errorf("dealing key proof: %w: %d bytes, want %d", curve.ErrLength, len(proof), ProofSize)
	}
	r, err := curve.DecodeG2(proof[:curve.G2Size])
	if err != nil {
		return fmt.Errorf("dealing key proof: commitment: %w", err)
	}
	z, err := curve.DecodeScalar(proof[curve.G2Size:])
	if err != nil {
		return fmt.Errorf("dealing key proof: response: %w", err)
	}
	c := challenge(chain, host, ek.Bytes(), [curve.G2Size]byte(proof))
	var right bls12381.G2Affine
	right.ScalarMultiplication(&ek.point, curve.Int(c))
	right.Add(&right, &r)
	left := power(z)
	if !left.Equal(&right) {
		return ErrProof
	}
	return nil
}

// challenge is c = hash_to_field("pacer/ek/v1", H("pacer/ek-proof/v1", chain,
// host, ek, R)), protocol §1.
func challenge(chain string, host []byte, ek, r [curve.G2Size]byte) fr.Element {
	transcript := xof.H(proofTag, []byte(chain), host, ek[:], r[:])
	return curve.HashToField(challengeTag, transcript[:])
}
