package bls

import (
	"errors"
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// Suites of protocol §1: signatures of the proof-of-possession scheme, and the
// proofs themselves.
const (
	signatureDST  = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"
	possessionDST = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"
)

// ErrSignature says that a well-formed signature is not one of this message by
// this key.
var ErrSignature = errors.New("bls: signature does not verify")

// ErrNoKeys says that an aggregate of nothing was asked for.
var ErrNoKeys = errors.New("bls: nothing to aggregate")

// Sign signs a message. The result depends on nothing else: it is unique.
func (sk SecretKey) Sign(message []byte) Signature {
	return sk.signWith(signatureDST, message)
}

// Verify checks a signature of a message. It fails with ErrSignature.
func (pk PublicKey) Verify(message []byte, signature Signature) error {
	return pk.verifyWith(signatureDST, message, signature)
}

// Verify decodes key and signature and checks them: the form for callers that
// hold bytes. Errors: those of DecodePublicKey and DecodeSignature, ErrSignature.
func Verify(publicKey, message, signature []byte) error {
	pk, err := DecodePublicKey(publicKey)
	if err != nil {
		return err
	}
	s, err := DecodeSignature(signature)
	if err != nil {
		return err
	}
	return pk.Verify(message, s)
}

// Aggregate adds signatures. It fails with ErrNoKeys, or with curve.ErrIdentity
// if they cancel out.
func Aggregate(signatures []Signature) (Signature, error) {
	if len(signatures) == 0 {
		return Signature{}, ErrNoKeys
	}
	var sum bls12381.G2Jac
	sum.FromAffine(&signatures[0].point)
	for i := range signatures[1:] {
		sum.AddMixed(&signatures[1+i].point)
	}
	var out Signature
	out.point.FromJacobian(&sum)
	if out.point.IsInfinity() {
		return Signature{}, fmt.Errorf("aggregate signature: %w", curve.ErrIdentity)
	}
	return out, nil
}

// AggregatePublicKeys adds keys, each of which has proven possession. It fails
// with ErrNoKeys, or with curve.ErrIdentity if they cancel out.
func AggregatePublicKeys(keys []PublicKey) (PublicKey, error) {
	if len(keys) == 0 {
		return PublicKey{}, ErrNoKeys
	}
	var sum bls12381.G1Jac
	sum.FromAffine(&keys[0].point)
	for i := range keys[1:] {
		sum.AddMixed(&keys[1+i].point)
	}
	var out PublicKey
	out.point.FromJacobian(&sum)
	if out.point.IsInfinity() {
		return PublicKey{}, fmt.Errorf("aggregate public key: %w", curve.ErrIdentity)
	}
	return out, nil
}

// FastAggregateVerify checks one aggregate of signatures of the same message by
// all keys, each of which has proven possession: without the proofs a key
// "mine − victim's" would sign for both. Errors: those of AggregatePublicKeys,
// ErrSignature.
func FastAggregateVerify(keys []PublicKey, message []byte, aggregate Signature) error {
	sum, err := AggregatePublicKeys(keys)
	if err != nil {
		return err
	}
	return sum.Verify(message, aggregate)
}

func (sk SecretKey) signWith(dst string, message []byte) Signature {
	point := hashToG2(dst, message)
	point.ScalarMultiplication(&point, curve.Int(sk.scalar))
	return Signature{point}
}

// verifyWith checks e(pk, H(m)) = e(g, s) as e(pk, H(m)) · e(−g, s) = 1.
func (pk PublicKey) verifyWith(dst string, message []byte, signature Signature) error {
	if pk.point.IsInfinity() || signature.point.IsInfinity() {
		return curve.ErrIdentity // the zero values, which no decode returns
	}
	_, _, generator, _ := bls12381.Generators()
	var minusG bls12381.G1Affine
	minusG.Neg(&generator)
	ok, err := bls12381.PairingCheck(
		[]bls12381.G1Affine{pk.point, minusG},
		[]bls12381.G2Affine{hashToG2(dst, message), signature.point},
	)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if !ok {
		return ErrSignature
	}
	return nil
}

func hashToG2(dst string, message []byte) bls12381.G2Affine {
	point, err := bls12381.HashToG2(message, []byte(dst))
	if err != nil {
		panic(fmt.Errorf("bls: hash_to_curve with suite %q: %w", dst, err)) // only a DST over 255 bytes fails
	}
	return point
}
