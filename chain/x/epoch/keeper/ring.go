package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// mark writes the context's block into the ring of the last 64.
func (k *Keeper) mark(ctx sdk.Context) error {
	return k.ring.Set(ctx, place(ctx.BlockHeight()), types.BlockMark{
		Height: ctx.BlockHeight(),
		Hash:   ctx.HeaderHash(),
		Time:   ctx.BlockTime(),
	})
}

// BlockHash returns the hash of a block's header; known is false when the block is not one of the last 64. From BeginBlock(h) on, the
// hash of block h itself is known.
func (k *Keeper) BlockHash(ctx context.Context, height int64) (hash []byte, known bool, err error) {
	mark, known, err := k.markOf(ctx, height)
	return mark.Hash, known, err
}

func (k *Keeper) markOf(ctx context.Context, height int64) (types.BlockMark, bool, error) {
	if height <= 0 {
		return types.BlockMark{}, false, nil
	}
	mark, err := k.ring.Get(ctx, place(height))
	if errors.Is(err, collections.ErrNotFound) {
		return types.BlockMark{}, false, nil
	}
	if err != nil || mark.Height != height {
		return types.BlockMark{}, false, err
	}
	return mark, true, nil
}

// meanBlockMs returns the mean time between the blocks of the ring in milliseconds, or 0 while there is only one.
func (k *Keeper) meanBlockMs(ctx context.Context) (uint64, error) {
	var first, last types.BlockMark
	err := k.ring.Walk(ctx, nil, func(_ uint64, m types.BlockMark) (bool, error) {
		if first.Height == 0 || m.Height < first.Height {
			first = m
		}
		if m.Height > last.Height {
			last = m
		}
		return false, nil
	})
	blocks := last.Height - first.Height
	if err != nil || blocks == 0 {
		return 0, err
	}
	// BFT time never runs backwards.
	return uint64(last.Time.Sub(first.Time).Milliseconds()) / uint64(blocks), nil
}

// place is where a block stands in the ring.
func place(height int64) uint64 { return uint64(height) % types.RingSize }

// orZero reads a counter that may never have been written.
func orZero(value uint64, err error) (uint64, error) {
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return value, err
}
