// Package bls is BLS12-381 signatures, min-pk: public keys of 48 bytes in G1,
// signatures of 96 bytes in G2, the proof-of-possession scheme of
// draft-irtf-cfrg-bls-signature (protocol §1).
//
// A PublicKey or Signature exists only as the result of a decode that rejected
// the identity, points outside the subgroup and non-canonical bytes, or of an
// operation on such values.
package bls

import (
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// Sizes in bytes.
const (
	SecretKeySize = curve.ScalarSize // 32
	PublicKeySize = curve.G1Size     // 48
	SignatureSize = curve.G2Size     // 96
)

// SecretKey is a scalar in [1, r).
type SecretKey struct{ scalar fr.Element }

// PublicKey is a point of G1's subgroup, not the identity.
type PublicKey struct{ point bls12381.G1Affine }

// Signature is a point of G2's subgroup, not the identity.
type Signature struct{ point bls12381.G2Affine }

// DecodeSecretKey decodes 32 big-endian bytes in [1, r).
// Errors: curve.ErrLength, curve.ErrScalar.
func DecodeSecretKey(bigEndian []byte) (SecretKey, error) {
	scalar, err := curve.DecodeSecret(bigEndian)
	if err != nil {
		return SecretKey{}, fmt.Errorf("bls secret key: %w", err)
	}
	return SecretKey{scalar}, nil
}

// DecodePublicKey decodes 48 bytes.
// Errors: curve.ErrLength, curve.ErrNotCanonical, curve.ErrIdentity.
func DecodePublicKey(compressed []byte) (PublicKey, error) {
	point, err := curve.DecodeG1(compressed)
	if err != nil {
		return PublicKey{}, fmt.Errorf("bls public key: %w", err)
	}
	return PublicKey{point}, nil
}

// DecodeSignature decodes 96 bytes.
// Errors: curve.ErrLength, curve.ErrNotCanonical, curve.ErrIdentity.
func DecodeSignature(compressed []byte) (Signature, error) {
	point, err := curve.DecodeG2(compressed)
	if err != nil {
		return Signature{}, fmt.Errorf("bls signature: %w", err)
	}
	return Signature{point}, nil
}

// Bytes is the key's 32 big-endian bytes.
func (sk SecretKey) Bytes() [SecretKeySize]byte { return sk.scalar.Bytes() }

// PublicKey is g^sk.
func (sk SecretKey) PublicKey() PublicKey {
	var point bls12381.G1Affine
	point.ScalarMultiplicationBase(curve.Int(sk.scalar))
	return PublicKey{point}
}

// Bytes is the compressed point.
func (pk PublicKey) Bytes() [PublicKeySize]byte { return pk.point.Bytes() }

// Bytes is the compressed point.
func (s Signature) Bytes() [SignatureSize]byte { return s.point.Bytes() }
