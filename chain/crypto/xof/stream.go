package xof

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
)

// ErrBelowZero says that a draw was asked for from an empty range.
var ErrBelowZero = errors.New("xof: below(0) has no value")

// Stream is the word stream of a seed x, protocol §1:
// SHA-256(x ‖ u32be(0)) ‖ SHA-256(x ‖ u32be(1)) ‖ … read as u64be words.
// Its zero value is the stream of 32 zero bytes; make one with NewStream.
type Stream struct {
	input [Size + 4]byte
	block [Size]byte
	next  uint32 // number of the block that is hashed next
	used  int    // bytes of block already returned
}

// NewStream starts the stream of x at its first word.
func NewStream(x [Size]byte) Stream {
	s := Stream{used: Size}
	copy(s.input[:], x[:])
	return s
}

// Next returns the next word. A stream has 2^34 words, more than any draw can
// use; its counter starts again after that.
func (s *Stream) Next() uint64 {
	if s.used == Size || s.next == 0 {
		binary.BigEndian.PutUint32(s.input[Size:], s.next)
		s.block = sha256.Sum256(s.input[:])
		s.next++
		s.used = 0
	}
	word := binary.BigEndian.Uint64(s.block[s.used:])
	s.used += 8
	return word
}

// Below returns a value in [0, n) without bias: words ≥ 2^64 − (2^64 mod n) are
// rejected (fewer than half of all, so that the loop ends), the rest taken mod n.
// It fails with ErrBelowZero.
func (s *Stream) Below(n uint64) (uint64, error) {
	if n == 0 {
		return 0, ErrBelowZero
	}
	excess := -n % n // 2^64 mod n
	for {
		word := s.Next()
		if excess == 0 || word < -excess {
			return word % n, nil
		}
	}
}
