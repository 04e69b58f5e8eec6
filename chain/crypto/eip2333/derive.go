// Package eip2333 derives BLS12-381 secret keys from one seed along a path
// (EIP-2333; the path's form is that of EIP-2334).
package eip2333

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// MinSeed is the shortest seed, in bytes.
const MinSeed = 32

// Reasons for which a derivation is refused.
var (
	ErrSeed = errors.New("eip2333: seed is shorter than 32 bytes")
	ErrPath = errors.New("eip2333: path is not m/i/j/… with indices below 2^32")
)

const (
	salt         = "BLS-SIG-KEYGEN-SALT-"
	secretLength = 48  // L = ⌈1.5 · ⌈log2 r⌉ / 8⌉, in bytes
	lamportChunk = 32  // bytes of one Lamport secret
	lamportCount = 255 // secrets of one Lamport key
)

// Derive is the secret, 32 big-endian bytes in [1, r), at a path such as
// "m/12381/7273/0/0"; "m" is the master key. It fails with ErrSeed or ErrPath.
func Derive(seed []byte, path string) ([curve.ScalarSize]byte, error) {
	indices, err := parse(path)
	if err != nil {
		return [curve.ScalarSize]byte{}, err
	}
	secret, err := Master(seed)
	for _, index := range indices {
		if err != nil {
			break
		}
		secret, err = Child(secret, index)
	}
	return secret, err
}

// Master is derive_master_SK. It fails with ErrSeed.
func Master(seed []byte) ([curve.ScalarSize]byte, error) {
	if len(seed) < MinSeed {
		return [curve.ScalarSize]byte{}, fmt.Errorf("%w: %d", ErrSeed, len(seed))
	}
	return modR(seed)
}

// Child is derive_child_SK.
func Child(parent [curve.ScalarSize]byte, index uint32) ([curve.ScalarSize]byte, error) {
	compressed, err := parentToLamport(parent, index)
	if err != nil {
		return [curve.ScalarSize]byte{}, err
	}
	return modR(compressed[:])
}

// modR is hkdf_mod_r with an empty key_info.
func modR(material []byte) ([curve.ScalarSize]byte, error) {
	hashed := sha256.Sum256([]byte(salt))
	for {
		expanded, err := hkdf.Key(sha256.New, append(append([]byte(nil), material...), 0), hashed[:], string([]byte{0, secretLength}), secretLength)
		if err != nil {
			return [curve.ScalarSize]byte{}, fmt.Errorf("eip2333: hkdf: %w", err)
		}
		secret := new(big.Int).SetBytes(expanded)
		if secret.Mod(secret, fr.Modulus()).Sign() != 0 {
			return [curve.ScalarSize]byte(secret.FillBytes(make([]byte, curve.ScalarSize))), nil
		}
		hashed = sha256.Sum256(hashed[:]) // as EIP-2333 says; happens once in 2^255
	}
}

// parentToLamport is parent_SK_to_lamport_PK: the hash of the public halves of two
// Lamport keys, one of the parent's bytes and one of their complement.
func parentToLamport(parent [curve.ScalarSize]byte, index uint32) ([sha256.Size]byte, error) {
	info := binary.BigEndian.AppendUint32(nil, index)
	complement := parent
	for i := range complement {
		complement[i] = ^complement[i]
	}
	whole := sha256.New()
	for _, material := range [][curve.ScalarSize]byte{parent, complement} {
		secrets, err := hkdf.Key(sha256.New, material[:], info, "", lamportChunk*lamportCount)
		if err != nil {
			return [sha256.Size]byte{}, fmt.Errorf("eip2333: hkdf: %w", err)
		}
		for at := 0; at < len(secrets); at += lamportChunk {
			public := sha256.Sum256(secrets[at : at+lamportChunk])
			whole.Write(public[:])
		}
	}
	return [sha256.Size]byte(whole.Sum(nil)), nil
}

func parse(path string) ([]uint32, error) {
	parts := strings.Split(path, "/")
	if parts[0] != "m" {
		return nil, fmt.Errorf("%w: %q", ErrPath, path)
	}
	indices := make([]uint32, 0, len(parts)-1)
	for _, part := range parts[1:] {
		index, err := strconv.ParseUint(part, 10, 32)
		if err != nil || strconv.FormatUint(index, 10) != part {
			return nil, fmt.Errorf("%w: %q", ErrPath, path)
		}
		indices = append(indices, uint32(index))
	}
	return indices, nil
}
