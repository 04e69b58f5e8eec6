package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// Expired reports whether the records of epoch n are past their time at the current epoch: they stay until S_{n+4} (protocol §8).
func (k *Keeper) Expired(ctx context.Context, n uint64) (bool, error) {
	current, err := k.CurrentEpoch(ctx)
	return err == nil && n+types.KeptEpochs <= current, err
}

// prune deletes what expired, oldest first, at most 200 records a block. The lowest key that is left is the cursor.
func (k *Keeper) prune(ctx sdk.Context) error {
	current, err := k.CurrentEpoch(ctx)
	if err != nil || current < types.KeptEpochs {
		return err
	}
	upTo := current - types.KeptEpochs
	budget := types.MaxDeletes
	if budget, err = pruneEpochs(ctx, k.schedules, upTo, budget); err != nil {
		return err
	}
	if budget, err = pruneEpochs(ctx, k.epochParams, upTo, budget); err != nil {
		return err
	}
	_, err = pruneEpochs(ctx, k.beacons, upTo, budget)
	return err
}

// pruneEpochs deletes the entries of epochs up to upTo, at most budget of them, and returns what is left of the budget.
func pruneEpochs[V any](ctx context.Context, m collections.Map[uint64, V], upTo uint64, budget int) (int, error) {
	var expired []uint64
	if budget == 0 {
		return 0, nil
	}
	err := m.Walk(ctx, new(collections.Range[uint64]).EndInclusive(upTo), func(n uint64, _ V) (bool, error) {
		expired = append(expired, n)
		return len(expired) == budget, nil
	})
	if err != nil {
		return 0, err
	}
	for _, n := range expired {
		if err := m.Remove(ctx, n); err != nil {
			return 0, err
		}
	}
	return budget - len(expired), nil
}
