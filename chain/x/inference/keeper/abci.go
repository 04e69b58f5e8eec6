package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/prune"
)

// maxFills is the most headers that one block completes. A block's gas holds far fewer batches.
const maxFills = 4096

// BeginBlock gives the batches of the block before this one the hash of this one.
func (k *Keeper) BeginBlock(ctx context.Context) error {
	return k.epoch.Run(ctx, "inference/next_hash", k.fill)
}

// EndBlock prunes.
func (k *Keeper) EndBlock(ctx context.Context) error {
	return k.epoch.Run(ctx, "inference/prune", k.prune)
}

// fill completes headers whose following block exists by now. A batch in block h needs the hash of block h+1; if that step failed then,
// it is done from the ring later. Once the ring has forgotten the block, the header stays as it is and draws no duties.
func (k *Keeper) fill(ctx sdk.Context) error {
	type waiting struct{ epoch, from uint64 }
	var all []waiting
	if err := k.unfilled.Walk(ctx, nil, func(n, from uint64) (bool, error) {
		all = append(all, waiting{n, from})
		return false, nil
	}); err != nil {
		return err
	}
	budget := maxFills
	for _, w := range all {
		next, err := k.fillEpoch(ctx, w.epoch, w.from, &budget)
		if err != nil {
			return err
		}
		count, err := k.HeaderCount(ctx, w.epoch)
		if err != nil {
			return err
		}
		if next < count {
			err = k.unfilled.Set(ctx, w.epoch, next)
		} else {
			err = k.unfilled.Remove(ctx, w.epoch)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fillEpoch completes headers of an epoch value by value and returns the first id that it did not reach.
func (k *Keeper) fillEpoch(ctx sdk.Context, n, from uint64, budget *int) (uint64, error) {
	count, err := k.HeaderCount(ctx, n)
	if err != nil {
		return from, err
	}
	for from < count && *budget > 0 {
		key := collections.Join(n, from/types.HeadersPerValue)
		stored, err := k.headers.Get(ctx, key)
		if err != nil {
			return from, err
		}
		value := append([]byte(nil), stored...)
		packed, err := types.CheckPacked(value)
		if err != nil {
			return from, err
		}
		ready := true
		for at := int(from % types.HeadersPerValue); at < packed && ready; at++ {
			if ready, err = k.complete(ctx, value, at); err != nil {
				return from, err
			}
			if ready {
				from++
				*budget--
			}
		}
		if err := k.headers.Set(ctx, key, value); err != nil {
			return from, err
		}
		if !ready {
			break
		}
	}
	return from, nil
}

// complete writes the next block's hash into one header of a value. It reports false while that block does not exist.
func (k *Keeper) complete(ctx sdk.Context, value []byte, at int) (bool, error) {
	var header types.PackedHeader
	if err := header.Decode(packedAt(value, at)); err != nil {
		return false, err
	}
	if header.Height >= ctx.BlockHeight() {
		return false, nil
	}
	hash, known, err := k.epoch.BlockHash(ctx, header.Height+1)
	if err != nil || !known {
		return true, err
	}
	header.HasNext = true
	copy(header.NextHash[:], hash)
	header.Append(packedAt(value, at)[:0])
	return true, nil
}

// prune deletes what is about epochs before S_{N-4}, oldest first, at most 200 entries a block. The epoch's copy of the parameters goes
// last: it is what says that the epoch is not done.
func (k *Keeper) prune(ctx sdk.Context) error {
	n, found, err := prune.First(ctx, k.epochParams)
	if err != nil || !found {
		return err
	}
	expired, err := k.epoch.Expired(ctx, n)
	if err != nil || !expired {
		return err
	}
	budget, err := prune.Some(ctx, k.headers, collections.NewPrefixedPairRange[uint64, uint64](n), prune.MaxDeletes)
	if err != nil || budget == 0 {
		return err
	}
	budget, err = prune.Some(ctx, k.artifactFees, collections.NewPrefixedPairRange[uint64, []byte](n), budget)
	if err != nil || budget == 0 {
		return err
	}
	for _, m := range []collections.Map[uint64, uint64]{k.counts, k.records, k.unfilled} {
		if err := m.Remove(ctx, n); err != nil {
			return err
		}
	}
	return k.epochParams.Remove(ctx, n)
}
