package sprintwork

import (
	"encoding/binary"
	"fmt"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

const checkTag = "pacer/sprint-check/v1"

// CheckSeed is H("pacer/sprint-check/v1", chain, epoch, block hash, host): what draws the nonces of a Host that the chain re-executes
// (sprint-work §5). The hash is that of the first block after the compute window, the host its raw address.
func CheckSeed(chain string, epoch uint64, blockHash [xof.Size]byte, host []byte) [xof.Size]byte {
	return xof.H(checkTag, []byte(chain), xof.U64(epoch), blockHash[:], host)
}

// Drawn is the places in a Host's list of count nonces that the chain re-executes: min(k, count) of them, distinct and in increasing order, by
// Floyd's algorithm on the seed's stream.
func Drawn(seed [xof.Size]byte, count, k uint32) []uint32 {
	stream := xof.NewStream(seed)
	drawn, err := stream.Floyd(count, min(k, count))
	if err != nil {
		panic(fmt.Errorf("sprintwork: %w", err)) // no sample is larger than its range here
	}
	return drawn
}

// FirstChecked is the place, of a Sprint's Hosts in order of address, at which the chain begins to re-execute: it goes on from there and ends
// at the place before. So whom it reaches while the work can still be kept out of the weights is drawn anew in each Sprint, whatever its
// address and whoever stands beside it. u64be(hash[0..8]) mod hosts, of the hash of the first block after the compute window; hosts > 0.
func FirstChecked(blockHash [xof.Size]byte, hosts uint32) uint32 {
	return uint32(binary.BigEndian.Uint64(blockHash[:8]) % uint64(hosts))
}
