package bls_test

import (
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/bls"
)

// BenchmarkVerify is one check of a message's signature, both decoded from bytes.
func BenchmarkVerify(b *testing.B) {
	sk, message := key(b, 1), []byte("message")
	pk, signature := sk.PublicKey().Bytes(), sk.Sign(message).Bytes()
	for b.Loop() {
		if err := bls.Verify(pk[:], message, signature[:]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFastAggregateVerify is a verdict of 1,000 signers whose keys are cached
// (protocol §7 allows 10 ms).
func BenchmarkFastAggregateVerify(b *testing.B) {
	message := []byte("verdict")
	keys := make([]bls.PublicKey, 1000)
	signatures := make([]bls.Signature, len(keys))
	for i := range keys {
		sk := key(b, byte(i)) // keys repeat, which costs the same
		keys[i], signatures[i] = sk.PublicKey(), sk.Sign(message)
	}
	aggregate, err := bls.Aggregate(signatures)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := bls.FastAggregateVerify(keys, message, aggregate); err != nil {
			b.Fatal(err)
		}
	}
}
