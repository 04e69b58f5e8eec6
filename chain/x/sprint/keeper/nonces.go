package keeper

import (
	"context"
	"encoding/binary"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// committed reports whether a Host has committed a nonce. Nonces increase from chunk to chunk, and a chunk begins with its first: the one
// that may hold it is found by bisection.
func (k *Keeper) committed(ctx context.Context, host sdk.AccAddress, work types.Work, nonce uint64) (bool, error) {
	low, high := uint32(0), work.Chunks // the first chunk that begins above the nonce is in [low, high]
	for low < high {
		middle := low + (high-low)/2
		chunk, err := k.workChunks.Get(ctx, collections.Join3(work.Epoch, []byte(host), middle))
		if err != nil {
			return false, err
		}
		if first, _ := binary.Uvarint(chunk.Nonces); first <= nonce {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == 0 {
		return false, nil
	}
	chunk, err := k.workChunks.Get(ctx, collections.Join3(work.Epoch, []byte(host), low-1))
	if err != nil {
		return false, err
	}
	nonces, err := sprintwork.DecodeNonces(chunk.Nonces, int(chunk.Count))
	if err != nil {
		return false, err
	}
	_, found := slices.BinarySearch(nonces, nonce)
	return found, nil
}

// noncesAt returns the nonces at some places, in increasing order, of all that a Host has committed.
func (k *Keeper) noncesAt(ctx context.Context, n uint64, host sdk.AccAddress, places []uint32) ([]uint64, error) {
	picked, before := make([]uint64, 0, len(places)), uint32(0)
	of := collections.NewSuperPrefixedTripleRange[uint64, []byte, uint32](n, host)
	err := k.workChunks.Walk(ctx, of, func(_ workKey, chunk types.WorkChunk) (bool, error) {
		after := before + chunk.Count
		if len(picked) < len(places) && places[len(picked)] < after {
			nonces, err := sprintwork.DecodeNonces(chunk.Nonces, int(chunk.Count))
			if err != nil {
				return true, err
			}
			for len(picked) < len(places) && places[len(picked)] < after {
				picked = append(picked, nonces[places[len(picked)]-before])
			}
		}
		before = after
		return len(picked) == len(places), nil
	})
	if err == nil && len(picked) < len(places) {
		err = types.ErrNotFound.Wrapf("nonces of %s in epoch %d end before place %d", host, n, places[len(picked)])
	}
	return picked, err
}
