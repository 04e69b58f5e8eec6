package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
	"github.com/pacer-network/pacer/chain/x/prune"
)

// Expired reports whether the records of epoch n are past their time at the current epoch: they stay until S_{n+4} (protocol §8).
func (k *Keeper) Expired(ctx context.Context, n uint64) (bool, error) {
	current, err := k.CurrentEpoch(ctx)
	return err == nil && current >= types.KeptEpochs && n <= current-types.KeptEpochs, err
}

// prune deletes what expired, oldest first, at most 200 records a block. The lowest key that is left is the cursor.
func (k *Keeper) prune(ctx sdk.Context) error {
	current, err := k.CurrentEpoch(ctx)
	if err != nil || current < types.KeptEpochs {
		return err
	}
	expired := new(collections.Range[uint64]).EndInclusive(current - types.KeptEpochs)
	budget, err := prune.Some(ctx, k.schedules, expired, prune.MaxDeletes)
	if err != nil {
		return err
	}
	if budget, err = prune.Some(ctx, k.epochParams, expired, budget); err != nil {
		return err
	}
	_, err = prune.Some(ctx, k.beacons, expired, budget)
	return err
}
