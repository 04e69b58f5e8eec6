// Package consensuskey proves that a Host holds the ed25519 key with which its
// node signs blocks (protocol §1): nobody registers another's consensus key.
package consensuskey

import (
	"crypto/ed25519"
	"errors"
	"fmt"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

const tag = "pacer/consensus-key/v1"

// Sizes in bytes.
const (
	KeySize   = ed25519.PublicKeySize // 32
	ProofSize = ed25519.SignatureSize // 64
	SeedSize  = ed25519.SeedSize      // 32
)

// Reasons for which a proof is refused.
var (
	ErrLength = errors.New("consensus key: wrong length")
	ErrProof  = errors.New("consensus key: proof does not verify")
)

// Prove signs H("pacer/consensus-key/v1", chain, host, public key) with the key
// of a 32-byte seed (RFC 8032) and returns both. host is the raw address. It fails
// with ErrLength.
func Prove(seed []byte, chain string, host []byte) (publicKey [KeySize]byte, proof [ProofSize]byte, err error) {
	if len(seed) != SeedSize {
		return publicKey, proof, fmt.Errorf("%w: seed of %d bytes, want %d", ErrLength, len(seed), SeedSize)
	}
	private := ed25519.NewKeyFromSeed(seed)
	publicKey = [KeySize]byte(private.Public().(ed25519.PublicKey))
	message := message(chain, host, publicKey[:])
	proof = [ProofSize]byte(ed25519.Sign(private, message[:]))
	return publicKey, proof, nil
}

// Verify checks a proof. It fails with ErrLength or ErrProof.
func Verify(chain string, host, publicKey, proof []byte) error {
	if len(publicKey) != KeySize {
		return fmt.Errorf("%w: key of %d bytes, want %d", ErrLength, len(publicKey), KeySize)
	}
	if len(proof) != ProofSize {
		return fmt.Errorf("%w: proof of %d bytes, want %d", ErrLength, len(proof), ProofSize)
	}
	message := message(chain, host, publicKey)
	if !ed25519.Verify(publicKey, message[:], proof) {
		return ErrProof
	}
	return nil
}

func message(chain string, host, publicKey []byte) [xof.Size]byte {
	return xof.H(tag, []byte(chain), host, publicKey)
}
