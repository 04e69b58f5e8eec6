package bls_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/curve"
)

func signAll(t *testing.T, n byte, message []byte) (keys []bls.PublicKey, signatures []bls.Signature) {
	for i := range n {
		sk := key(t, i)
		keys = append(keys, sk.PublicKey())
		signatures = append(signatures, sk.Sign(message))
	}
	return keys, signatures
}

func TestAggregateVerifiesForExactlyItsSigners(t *testing.T) {
	message := []byte("verdict")
	keys, signatures := signAll(t, 5, message)
	aggregate, err := bls.Aggregate(signatures)
	if err != nil {
		t.Fatal(err)
	}
	if err := bls.FastAggregateVerify(keys, message, aggregate); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"one signer fewer": bls.FastAggregateVerify(keys[:4], message, aggregate),
		"one signer more":  bls.FastAggregateVerify(append(keys[:5:5], key(t, 9).PublicKey()), message, aggregate),
		"another message":  bls.FastAggregateVerify(keys, []byte("Verdict"), aggregate),
		"one signature":    bls.FastAggregateVerify(keys, message, signatures[0]),
	} {
		if !errors.Is(err, bls.ErrSignature) {
			t.Errorf("%s: %v, want ErrSignature", name, err)
		}
	}
}

func TestAggregateOfOneIsItself(t *testing.T) {
	message := []byte("m")
	keys, signatures := signAll(t, 1, message)
	aggregate, err := bls.Aggregate(signatures)
	if err != nil || aggregate.Bytes() != signatures[0].Bytes() {
		t.Errorf("signature: %v", err)
	}
	sum, err := bls.AggregatePublicKeys(keys)
	if err != nil || sum.Bytes() != keys[0].Bytes() {
		t.Errorf("key: %v", err)
	}
}

func TestAggregateOfNothingIsRefused(t *testing.T) {
	if _, err := bls.Aggregate(nil); !errors.Is(err, bls.ErrNoKeys) {
		t.Errorf("signatures: %v, want ErrNoKeys", err)
	}
	if _, err := bls.AggregatePublicKeys(nil); !errors.Is(err, bls.ErrNoKeys) {
		t.Errorf("keys: %v, want ErrNoKeys", err)
	}
	if err := bls.FastAggregateVerify(nil, []byte("m"), key(t, 1).Sign([]byte("m"))); !errors.Is(err, bls.ErrNoKeys) {
		t.Errorf("verify: %v, want ErrNoKeys", err)
	}
}

// A key and its negative cancel out: their aggregate would sign everything.
func TestAggregateThatCancelsOutIsRefused(t *testing.T) {
	sk := key(t, 1)
	secret := sk.Bytes()
	negative := new(big.Int).Sub(fr.Modulus(), new(big.Int).SetBytes(secret[:]))
	minus, err := bls.DecodeSecretKey(negative.FillBytes(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	message := []byte("m")
	if _, err := bls.AggregatePublicKeys([]bls.PublicKey{sk.PublicKey(), minus.PublicKey()}); !errors.Is(err, curve.ErrIdentity) {
		t.Errorf("keys: %v, want ErrIdentity", err)
	}
	if _, err := bls.Aggregate([]bls.Signature{sk.Sign(message), minus.Sign(message)}); !errors.Is(err, curve.ErrIdentity) {
		t.Errorf("signatures: %v, want ErrIdentity", err)
	}
}
