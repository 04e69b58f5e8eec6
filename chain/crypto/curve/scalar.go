package curve

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
)

// ScalarSize is the length of a scalar, big-endian, in bytes.
const ScalarSize = fr.Bytes

// ErrScalar says that bytes are not a scalar in the range asked for.
var ErrScalar = errors.New("curve: scalar out of range")

// DecodeScalar decodes 32 big-endian bytes in [0, r). It fails with ErrLength or
// ErrScalar.
func DecodeScalar(bigEndian []byte) (fr.Element, error) {
	var scalar fr.Element
	if len(bigEndian) != ScalarSize {
		return scalar, fmt.Errorf("%w: %d bytes, want %d", ErrLength, len(bigEndian), ScalarSize)
	}
	if err := scalar.SetBytesCanonical(bigEndian); err != nil {
		return fr.Element{}, fmt.Errorf("%w: not below the group order", ErrScalar)
	}
	return scalar, nil
}

// DecodeSecret decodes 32 big-endian bytes in [1, r): a secret key. It fails with
// ErrLength or ErrScalar.
func DecodeSecret(bigEndian []byte) (fr.Element, error) {
	scalar, err := DecodeScalar(bigEndian)
	if err != nil {
		return fr.Element{}, err
	}
	if scalar.IsZero() {
		return fr.Element{}, fmt.Errorf("%w: a secret is not zero", ErrScalar)
	}
	return scalar, nil
}

// HashToField maps a message to one scalar: RFC 9380 hash_to_field with
// expand_message_xmd, SHA-256, L = 48 and the tag as DST (protocol §1). The tag
// has at most 255 bytes; every tag of the protocol is a constant that does.
func HashToField(tag string, message []byte) fr.Element {
	elements, err := fr.Hash(message, []byte(tag), 1)
	if err != nil {
		panic(fmt.Errorf("curve: hash_to_field with tag %q: %w", tag, err))
	}
	return elements[0]
}

// Int is a scalar as the integer that the library's point multiplication takes.
func Int(scalar fr.Element) *big.Int {
	return scalar.BigInt(new(big.Int))
}
