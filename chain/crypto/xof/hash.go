// Package xof holds the hash conventions of protocol §1: the tagged hash H and
// the stream of 64-bit words that every draw of the protocol reads.
package xof

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Size is the length of a hash, in bytes.
const Size = sha256.Size

// MaxTag is the longest tag, in bytes: its length is written as one byte.
const MaxTag = math.MaxUint8

// ErrTagTooLong says that a tag does not fit its one length byte.
var ErrTagTooLong = errors.New("xof: tag is longer than 255 bytes")

// ErrPartTooLong says that a part does not fit its four length bytes.
var ErrPartTooLong = errors.New("xof: part is longer than 2^32-1 bytes")

// Sum is H(tag, p1, p2, …) = SHA-256(u8(len tag) ‖ tag ‖ u32be(len p1) ‖ p1 ‖ …),
// protocol §1. The lengths make the preimage unambiguous: no two lists of parts
// share one. It fails with ErrTagTooLong or ErrPartTooLong.
func Sum(tag string, parts ...[]byte) ([Size]byte, error) {
	preimage, err := AppendPreimage(nil, tag, parts...)
	if err != nil {
		return [Size]byte{}, err
	}
	return sha256.Sum256(preimage), nil
}

// H is Sum for tags and parts whose lengths the program fixes, which is every
// use in the protocol. It panics where Sum fails.
func H(tag string, parts ...[]byte) [Size]byte {
	sum, err := Sum(tag, parts...)
	if err != nil {
		panic(err)
	}
	return sum
}

// AppendPreimage appends the bytes that H hashes, for callers that hash the same
// leading parts many times.
func AppendPreimage(dst []byte, tag string, parts ...[]byte) ([]byte, error) {
	if len(tag) > MaxTag {
		return nil, fmt.Errorf("%w: %d bytes", ErrTagTooLong, len(tag))
	}
	size := 1 + len(tag)
	for _, part := range parts {
		if uint64(len(part)) > math.MaxUint32 {
			return nil, fmt.Errorf("%w: %d bytes", ErrPartTooLong, len(part))
		}
		size += 4 + len(part)
	}
	if cap(dst)-len(dst) < size {
		dst = append(make([]byte, 0, len(dst)+size), dst...)
	}
	dst = append(dst, byte(len(tag)))
	dst = append(dst, tag...)
	for _, part := range parts {
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(part)))
		dst = append(dst, part...)
	}
	return dst, nil
}

// U64 is n as the eight big-endian bytes that H expects of an integer.
func U64(n uint64) []byte {
	return binary.BigEndian.AppendUint64(nil, n)
}
