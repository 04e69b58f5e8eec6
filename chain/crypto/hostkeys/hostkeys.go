// Package hostkeys is the secrets of a Host in one place: a seed, from which the
// BLS key and the dealing key are derived, and the hot key (protocol §1, §3). The
// key file is an EIP-2335 keystore of seed ‖ hot key.
package hostkeys

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/eip2333"
	"github.com/pacer-network/pacer/chain/crypto/keystore"
)

// Paths of the children of the seed.
const (
	BLSPath     = "m/12381/7273/0/0"
	DealingPath = "m/12381/7273/0/1"
)

// Sizes in bytes.
const (
	SeedSize   = 32
	HotKeySize = 32
)

// ErrLength says that a key file holds something else than seed ‖ hot key.
var ErrLength = errors.New("host keys: a key file holds 64 bytes, seed and hot key")

// ErrPublicKey says that the file's public key is not the seed's: the file is
// damaged where its checksum does not look, or it is another Host's.
var ErrPublicKey = errors.New("host keys: the file's public key is not the one of its seed")

// Secrets is what a key file holds.
type Secrets struct {
	Seed   [SeedSize]byte
	HotKey [HotKeySize]byte // secp256k1, big-endian
}

// BLS is the seed's BLS key.
func (s Secrets) BLS() (bls.SecretKey, error) {
	secret, err := eip2333.Derive(s.Seed[:], BLSPath)
	if err != nil {
		return bls.SecretKey{}, err
	}
	return bls.DecodeSecretKey(secret[:])
}

// Dealing is the seed's dealing key.
func (s Secrets) Dealing() (dealingkey.Secret, error) {
	secret, err := eip2333.Derive(s.Seed[:], DealingPath)
	if err != nil {
		return dealingkey.Secret{}, err
	}
	return dealingkey.DecodeSecret(secret[:])
}

// Seal writes the key file with scrypt cost n; arguments and errors as of
// keystore.Encrypt. The file names the BLS public key.
func (s Secrets) Seal(entropy io.Reader, password string, n int) ([]byte, error) {
	sk, err := s.BLS()
	if err != nil {
		return nil, err
	}
	publicKey := sk.PublicKey().Bytes()
	return keystore.Encrypt(entropy, append(s.Seed[:], s.HotKey[:]...), publicKey[:], password, n)
}

// Open reads a key file and checks that its public key is the seed's.
// Errors: those of keystore.Decrypt, ErrLength, ErrPublicKey.
func Open(file []byte, password string) (Secrets, error) {
	secret, err := keystore.Decrypt(file, password)
	if err != nil {
		return Secrets{}, err
	}
	if len(secret) != SeedSize+HotKeySize {
		return Secrets{}, fmt.Errorf("%w: %d bytes", ErrLength, len(secret))
	}
	s := Secrets{Seed: [SeedSize]byte(secret), HotKey: [HotKeySize]byte(secret[SeedSize:])}
	sk, err := s.BLS()
	if err != nil {
		return Secrets{}, err
	}
	derived := sk.PublicKey().Bytes()
	named, err := keystore.PublicKey(file)
	if err != nil {
		return Secrets{}, err
	}
	if !bytes.Equal(named, derived[:]) {
		return Secrets{}, ErrPublicKey
	}
	return s, nil
}
