package duty

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

const tag = "pacer/duty/v1"

// Seeds computes the draws' seeds x of one chain and one σ. It keeps the part of
// the preimage that all batches of an epoch share, so that a claim can afford
// thousands of batches, and is not safe for concurrent use.
type Seeds struct {
	preimage []byte
	shared   int // bytes of preimage that stand
}

// NewSeeds fixes chain id and σ (96 bytes). It fails with xof.ErrPartTooLong.
func NewSeeds(chain string, sigma []byte) (*Seeds, error) {
	shared, err := xof.AppendPreimage(nil, tag, []byte(chain), sigma)
	if err != nil {
		return nil, fmt.Errorf("duty seeds: %w", err)
	}
	const batchPart = 4 + 8 + 2*(4+xof.Size)
	preimage := append(make([]byte, 0, len(shared)+batchPart), shared...)
	return &Seeds{preimage: preimage, shared: len(shared)}, nil
}

// X is H("pacer/duty/v1", chain, σ, batch id, root, next hash): root is the
// batch's, nextHash the header hash of the block after the one that carries it.
func (s *Seeds) X(batchID uint64, root, nextHash [xof.Size]byte) [xof.Size]byte {
	b := s.preimage[:s.shared]
	b = append(b, 0, 0, 0, 8)
	b = binary.BigEndian.AppendUint64(b, batchID)
	b = append(b, 0, 0, 0, xof.Size)
	b = append(b, root[:]...)
	b = append(b, 0, 0, 0, xof.Size)
	b = append(b, nextHash[:]...)
	s.preimage = b
	return sha256.Sum256(b)
}

// X is the seed of one batch, σ as its 96 bytes: Seeds.X for callers that need a single one.
func X(chain string, sigma []byte, batchID uint64, root, nextHash [xof.Size]byte) [xof.Size]byte {
	return xof.H(tag, []byte(chain), sigma, xof.U64(batchID), root[:], nextHash[:])
}
