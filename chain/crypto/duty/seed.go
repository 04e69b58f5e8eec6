package duty

import (
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"fmt"
	"hash"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

const tag = "pacer/duty/v1"

// Seeds computes the draws' seeds x of one chain and one σ. It keeps the state of SHA-256 after the part of the preimage that all batches
// of an epoch share, which is more than half of it, so that a claim can afford thousands of batches. It is not safe for concurrent use.
type Seeds struct {
	hash   resumable
	shared []byte // state after chain id and σ
	rest   [restSize]byte
	sum    [xof.Size]byte
}

// restSize is the length of the preimage after chain id and σ: batch id, root and next hash with their lengths.
const restSize = 4 + 8 + 2*(4+xof.Size)

// resumable is what the standard library's SHA-256 is.
type resumable interface {
	hash.Hash
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// NewSeeds fixes chain id and σ (96 bytes). It fails with xof.ErrPartTooLong.
func NewSeeds(chain string, sigma []byte) (*Seeds, error) {
	shared, err := xof.AppendPreimage(nil, tag, []byte(chain), sigma)
	if err != nil {
		return nil, fmt.Errorf("duty seeds: %w", err)
	}
	s := &Seeds{hash: sha256.New().(resumable)}
	s.hash.Write(shared)
	if s.shared, err = s.hash.MarshalBinary(); err != nil {
		return nil, fmt.Errorf("duty seeds: %w", err)
	}
	s.rest[3], s.rest[15], s.rest[51] = 8, xof.Size, xof.Size
	return s, nil
}

// X is H("pacer/duty/v1", chain, σ, batch id, root, next hash): root is the
// batch's, nextHash the header hash of the block after the one that carries it.
func (s *Seeds) X(batchID uint64, root, nextHash [xof.Size]byte) [xof.Size]byte {
	binary.BigEndian.PutUint64(s.rest[4:], batchID)
	copy(s.rest[16:], root[:])
	copy(s.rest[52:], nextHash[:])
	if err := s.hash.UnmarshalBinary(s.shared); err != nil {
		panic(fmt.Errorf("duty: SHA-256 refuses its own state: %w", err))
	}
	s.hash.Write(s.rest[:])
	s.hash.Sum(s.sum[:0])
	return s.sum
}

// X is the seed of one batch, σ as its 96 bytes: Seeds.X for callers that need a single one.
func X(chain string, sigma []byte, batchID uint64, root, nextHash [xof.Size]byte) [xof.Size]byte {
	return xof.H(tag, []byte(chain), sigma, xof.U64(batchID), root[:], nextHash[:])
}
