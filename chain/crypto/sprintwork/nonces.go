package sprintwork

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Reasons for which a list of nonces or its coding is refused.
var (
	ErrNoNonces      = errors.New("sprintwork: there is no nonce")
	ErrVarint        = errors.New("sprintwork: not an unsigned varint of minimal length below 2^64")
	ErrNonceOrder    = errors.New("sprintwork: nonces do not increase strictly")
	ErrNonceRange    = errors.New("sprintwork: a nonce of 2^64 or more")
	ErrTooManyNonces = errors.New("sprintwork: more nonces than allowed")
)

// EncodeNonces writes nonces as MsgCommitWork carries them: unsigned LEB128 varints of minimal length, first the first nonce, then the
// difference of each to the one before. It fails with ErrNoNonces or ErrNonceOrder.
func EncodeNonces(nonces []uint64) ([]byte, error) {
	if len(nonces) == 0 {
		return nil, ErrNoNonces
	}
	out := binary.AppendUvarint(nil, nonces[0])
	for i, nonce := range nonces[1:] {
		if nonce <= nonces[i] {
			return nil, fmt.Errorf("%w: %d after %d", ErrNonceOrder, nonce, nonces[i])
		}
		out = binary.AppendUvarint(out, nonce-nonces[i])
	}
	return out, nil
}

// DecodeNonces reads what EncodeNonces writes, and nothing else: each list has one coding. It fails with ErrNoNonces, ErrVarint,
// ErrNonceOrder for a difference of zero, ErrNonceRange, or ErrTooManyNonces beyond limit nonces, whichever comes first in the bytes.
func DecodeNonces(coded []byte, limit int) ([]uint64, error) {
	if len(coded) == 0 {
		return nil, ErrNoNonces
	}
	nonces := make([]uint64, 0, min(len(coded), max(limit, 0)))
	last := uint64(0)
	for at := 0; at < len(coded); {
		if len(nonces) >= limit {
			return nil, fmt.Errorf("%w: %d", ErrTooManyNonces, limit)
		}
		step, size := binary.Uvarint(coded[at:])
		if size <= 0 || size > 1 && coded[at+size-1] == 0 {
			return nil, fmt.Errorf("%w: byte %d", ErrVarint, at)
		}
		if step == 0 && len(nonces) > 0 {
			return nil, fmt.Errorf("%w: %d twice", ErrNonceOrder, last)
		}
		if last+step < last {
			return nil, fmt.Errorf("%w: %d more than %d", ErrNonceRange, step, last)
		}
		last += step
		nonces = append(nonces, last)
		at += size
	}
	return nonces, nil
}
