// Package dealingkey is the key pair with which a Host receives shares of the
// beacon (protocol §1 and §4): dk in [1, r) and ek = h^dk in G2, with a Schnorr
// proof of knowledge of dk bound to one Host on one chain.
package dealingkey

import (
	"errors"
	"fmt"
	"sync"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// Sizes in bytes.
const (
	SecretSize = curve.ScalarSize // 32
	KeySize    = curve.G2Size     // 96
)

// baseDST names h = hash_to_G2("", DST), of which nobody knows the logarithm to
// the group's generator.
const baseDST = "pacer/pvss/h/v1"

// Secret is dk.
type Secret struct{ scalar fr.Element }

// Key is ek: a point of G2's subgroup, not the identity.
type Key struct{ point bls12381.G2Affine }

// ErrProof says that a well-formed proof is not one for this key, Host and chain.
var ErrProof = errors.New("dealing key: proof does not verify")

// DecodeSecret decodes 32 big-endian bytes in [1, r).
// Errors: curve.ErrLength, curve.ErrScalar.
func DecodeSecret(bigEndian []byte) (Secret, error) {
	scalar, err := curve.DecodeSecret(bigEndian)
	if err != nil {
		return Secret{}, fmt.Errorf("dealing secret: %w", err)
	}
	return Secret{scalar}, nil
}

// DecodeKey decodes 96 bytes.
// Errors: curve.ErrLength, curve.ErrNotCanonical, curve.ErrIdentity.
func DecodeKey(compressed []byte) (Key, error) {
	point, err := curve.DecodeG2(compressed)
	if err != nil {
		return Key{}, fmt.Errorf("dealing key: %w", err)
	}
	return Key{point}, nil
}

// Bytes is dk's 32 big-endian bytes.
func (dk Secret) Bytes() [SecretSize]byte { return dk.scalar.Bytes() }

// Key is ek = h^dk.
func (dk Secret) Key() Key { return Key{power(dk.scalar)} }

// Bytes is the compressed point.
func (ek Key) Bytes() [KeySize]byte { return ek.point.Bytes() }

// Point is ek as a point; of the zero Key it is the identity.
func (ek Key) Point() bls12381.G2Affine { return ek.point }

// Base is h.
func Base() bls12381.G2Affine { return base() }

var base = sync.OnceValue(func() bls12381.G2Affine {
	h, err := bls12381.HashToG2(nil, []byte(baseDST))
	if err != nil {
		panic(fmt.Errorf("dealing key: base point: %w", err)) // only a DST over 255 bytes fails
	}
	return h
})

// power is h^exponent.
func power(exponent fr.Element) bls12381.G2Affine {
	h := base()
	var point bls12381.G2Affine
	point.ScalarMultiplication(&h, curve.Int(exponent))
	return point
}
