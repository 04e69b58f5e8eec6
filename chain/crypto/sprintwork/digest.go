package sprintwork

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// Digest re-executes one nonce: SHA-256 of the forward pass of its tokens. The host is its raw address, 20 bytes.
func (v *Verifier) Digest(host []byte, nonce uint64) [xof.Size]byte {
	newStream(v.weights.epoch.InputKey(host, nonce)).read(v.tokens)
	return sha256.Sum256(v.forward())
}

// Digest is Verifier.Digest for callers that need a single one.
func Digest(w *Weights, host []byte, nonce uint64) [xof.Size]byte {
	return NewVerifier(w).Digest(host, nonce)
}

// Output is the result of the forward pass over tokens given outright, s·d bytes. It is valid until the next call. It fails with ErrLength.
func (v *Verifier) Output(tokens []byte) ([]byte, error) {
	if len(tokens) != len(v.tokens) {
		return nil, fmt.Errorf("%w: %d bytes of tokens, want %d", ErrLength, len(tokens), len(v.tokens))
	}
	copy(v.tokens, tokens)
	return v.forward(), nil
}

// IsHit says whether a digest is below target / 2^tier, as a number of its first eight bytes.
func IsHit(digest [xof.Size]byte, target uint64, tier uint32) bool {
	return binary.BigEndian.Uint64(digest[:]) < target>>tier
}
