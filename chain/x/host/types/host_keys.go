package types

import (
	"crypto/sha256"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/consensuskey"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
)

// ConsensusAddressSize is the length of a validator's address in bytes.
const ConsensusAddressSize = 20

// ConsensusAddress is the address under which consensus knows a validator: the first 20 bytes of the SHA-256 of its ed25519 key.
func ConsensusAddress(key []byte) []byte {
	sum := sha256.Sum256(key)
	return sum[:ConsensusAddressSize]
}

// List returns the keys one by one. The three kinds differ in length.
func (k Keys) List() [][]byte { return [][]byte{k.Consensus, k.Bls, k.Dealing} }

// ValidateSizes checks the lengths, which costs nothing. It fails with ErrInvalidKey.
func (k Keys) ValidateSizes() error {
	for _, part := range []struct {
		name       string
		have, want int
	}{
		{"consensus", len(k.Consensus), consensuskey.KeySize},
		{"BLS", len(k.Bls), bls.PublicKeySize},
		{"dealing", len(k.Dealing), dealingkey.KeySize},
	} {
		if part.have != part.want {
			return ErrInvalidKey.Wrapf("the %s key has %d bytes, want %d", part.name, part.have, part.want)
		}
	}
	return nil
}

// ValidateSizes checks the lengths of the proofs. It fails with ErrInvalidProof.
func (p KeyProofs) ValidateSizes() error {
	for _, part := range []struct {
		name       string
		have, want int
	}{
		{"consensus", len(p.Consensus), consensuskey.ProofSize},
		{"BLS", len(p.Bls), bls.SignatureSize},
		{"dealing", len(p.Dealing), dealingkey.ProofSize},
	} {
		if part.have != part.want {
			return ErrInvalidProof.Wrapf("the proof of the %s key has %d bytes, want %d", part.name, part.have, part.want)
		}
	}
	return nil
}

// KeysFrom returns the keys that are, or will be, in force in epoch n or a later one: those before have had their time, and members keep
// copies of their own.
func (h Host) KeysFrom(n uint64) []Keys {
	first := 0
	for i, k := range h.Keys {
		if k.FromEpoch <= n {
			first = i
		}
	}
	return h.Keys[first:]
}
