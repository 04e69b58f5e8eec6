package bls_test

import (
	"slices"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/bls"
)

// FuzzVerify: whatever the bytes, Verify returns, and for this key and message it
// accepts one signature only.
func FuzzVerify(f *testing.F) {
	sk, message := key(f, 1), []byte("message")
	pk, valid := sk.PublicKey().Bytes(), sk.Sign(message).Bytes()
	f.Add(pk[:], valid[:])
	f.Add(pk[:], append([]byte{0xc0}, make([]byte, 95)...))
	f.Add(append([]byte{0xc0}, make([]byte, 47)...), append([]byte{0xc0}, make([]byte, 95)...))
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, publicKey, signature []byte) {
		if bls.Verify(publicKey, message, signature) == nil && slices.Equal(publicKey, pk[:]) && !slices.Equal(signature, valid[:]) {
			t.Fatalf("a second signature verifies: %x", signature)
		}
	})
}
