package pvss

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// Holder is a Host with at least one slot.
type Holder struct {
	Address []byte // raw, 20 bytes
	Key     dealingkey.Key
	Slots   uint32
}

// Round is everything that the dealings and openings of one epoch have in common.
// It does not change and is safe for concurrent use; keep it for the epoch, since
// the first Verify computes what all others use.
type Round struct {
	chain   string
	epoch   uint64
	hash    [HashSize]byte
	holders []Holder
	first   []int // first slot of each holder, from 1
	slots   int
	lines   func() []lines // of each holder's key
}

// NewRound makes the round of the slot table of an epoch: its dealings are made in
// that epoch and give the beacon of the next. beacon is the epoch's, blockHash that
// of the block before its first (zeros before the first block). Holders stand in
// strictly increasing order of their addresses, slots run in that order. It fails
// with ErrTable.
func NewRound(chain string, epoch uint64, beacon, blockHash []byte, holders []Holder) (*Round, error) {
	if len(beacon) != HashSize || len(blockHash) != HashSize {
		return nil, fmt.Errorf("%w: beacon of %d bytes, block hash of %d, want %d", ErrTable, len(beacon), len(blockHash), HashSize)
	}
	r, err := NewRoundWithHash(chain, epoch, [HashSize]byte{}, holders)
	if err != nil {
		return nil, err
	}
	parts := [][]byte{[]byte(chain), xof.U64(epoch), beacon, blockHash}
	for _, h := range r.holders {
		key := h.Key.Bytes()
		parts = append(parts, slices.Concat(h.Address, key[:], xof.U64(uint64(h.Slots))))
	}
	r.hash = xof.H(tableTag, parts...)
	return r, nil
}

// NewRoundWithHash is NewRound for those who are given the table's hash.
func NewRoundWithHash(chain string, epoch uint64, tableHash [HashSize]byte, holders []Holder) (*Round, error) {
	r := &Round{chain: chain, epoch: epoch, hash: tableHash}
	for i, h := range holders {
		if len(h.Address) != AddressSize {
			return nil, fmt.Errorf("%w: address of %d bytes, want %d", ErrTable, len(h.Address), AddressSize)
		}
		if i > 0 && bytes.Compare(holders[i-1].Address, h.Address) >= 0 {
			return nil, fmt.Errorf("%w: %x does not come after %x", ErrTable, h.Address, holders[i-1].Address)
		}
		if key := h.Key.Point(); key.IsInfinity() {
			return nil, fmt.Errorf("%w: %x has no dealing key", ErrTable, h.Address)
		}
		if h.Slots == 0 || h.Slots > MaxSlots || r.slots+int(h.Slots) > MaxSlots {
			return nil, fmt.Errorf("%w: %d slots of %x after %d, want 1 or more and at most %d in all", ErrTable, h.Slots, h.Address, r.slots, MaxSlots)
		}
		r.holders = append(r.holders, Holder{slices.Clone(h.Address), h.Key, h.Slots})
		r.first = append(r.first, r.slots+1)
		r.slots += int(h.Slots)
	}
	if r.slots == 0 {
		return nil, fmt.Errorf("%w: nobody holds a slot", ErrTable)
	}
	r.lines = sync.OnceValue(r.precompute)
	return r, nil
}

// Hash is the table's hash.
func (r *Round) Hash() [HashSize]byte { return r.hash }

// Slots is W.
func (r *Round) Slots() int { return r.slots }

// Threshold is t.
func (r *Round) Threshold() int { return Threshold(r.slots) }

// DealingSize is the length of a dealing in bytes:
// A_0 ‖ A_1 ‖ … ‖ A_W ‖ Y_1 ‖ … ‖ Y_W ‖ R ‖ z.
func (r *Round) DealingSize() int {
	return (r.slots+1)*curve.G1Size + r.slots*curve.G2Size + curve.G1Size + curve.ScalarSize
}

// Run is the run of slots of a Host: its first, from 1, and how many; ok is false
// if it has none.
func (r *Round) Run(address []byte) (first, count int, ok bool) {
	at, ok := slices.BinarySearchFunc(r.holders, address, func(h Holder, address []byte) int { return bytes.Compare(h.Address, address) })
	if !ok {
		return 0, 0, false
	}
	return r.first[at], int(r.holders[at].Slots), true
}

// transcript is H(tag, chain, epoch, table hash, parts…).
func (r *Round) transcript(tag string, parts ...[]byte) [xof.Size]byte {
	return xof.H(tag, append([][]byte{[]byte(r.chain), xof.U64(r.epoch), r.hash[:]}, parts...)...)
}
