package types

import "github.com/pacer-network/pacer/chain/crypto/pvss"

const (
	// slotSize is what a dealing has for each slot in bytes: a compressed point of each group.
	slotSize = 48 + 96
	// restSize is what a dealing has besides: A_0, R and z.
	restSize = 48 + 48 + 32
)

// DealingSize is the length in bytes of a dealing to so many slots.
func DealingSize(slots uint32) uint64 { return slotSize*uint64(slots) + restSize }

// OpeningSize is the length in bytes of an opening of so many slots.
func OpeningSize(slots uint32) uint64 { return pvss.ShareSize * uint64(slots) }
