package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/prune"
)

// EndBlock prunes.
func (k *Keeper) EndBlock(ctx context.Context) error {
	return k.epoch.Run(ctx, "validation/prune", k.prune)
}

// prune deletes what is about epochs before S_{N-4}, oldest first, in each block a bounded number of entries. The epoch's copy of the
// parameters goes last: it is what says that the epoch is not done.
func (k *Keeper) prune(ctx sdk.Context) error {
	n, found, err := prune.First(ctx, k.epochParams)
	if err != nil || !found {
		return err
	}
	expired, err := k.epoch.Expired(ctx, n)
	if err != nil || !expired {
		return err
	}
	budget, err := k.deletes(ctx, n)
	if err != nil {
		return err
	}
	budget, err = prune.Some(ctx, k.results, collections.NewPrefixedTripleRange[uint64, []byte, uint64](n), budget)
	if err != nil || budget == 0 {
		return err
	}
	perHost := collections.NewPrefixedPairRange[uint64, []byte](n)
	if budget, err = prune.Some(ctx, k.quotas, perHost, budget); err != nil || budget == 0 {
		return err
	}
	convicted := collections.Map[collections.Pair[uint64, []byte], collections.NoValue](k.convicted)
	if budget, err = prune.Some(ctx, convicted, perHost, budget); err != nil || budget == 0 {
		return err
	}
	if budget, err = prune.Some(ctx, k.weights, collections.NewPrefixedPairRange[uint64, uint32](n), budget); err != nil || budget == 0 {
		return err
	}
	for _, m := range []interface {
		Remove(context.Context, uint64) error
	}{k.rates, k.stored, k.epochParams} {
		if err := m.Remove(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// deletes is how many entries about an epoch a block deletes. A full block writes results on far more than 200 batches, so that a fixed
// number would fall behind for ever: the results of an epoch are gone when half of the epoch in which they expire is over. What deletes them
// was paid for by BatchGas.
func (k *Keeper) deletes(ctx sdk.Context, n uint64) (int, error) {
	due, err := k.storedBatches(ctx, n)
	if err != nil {
		return 0, err
	}
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return 0, err
	}
	params, err := k.epoch.ParamsOf(ctx, current)
	return prune.Within(due, params.EpochLength/2), err
}

// storedBatches returns on how many batches of an epoch Hosts have results: each Host on its own.
func (k *Keeper) storedBatches(ctx context.Context, n uint64) (uint64, error) {
	stored, err := k.stored.Get(ctx, n)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return stored, err
}

// addStored counts batches of an epoch on which a Host had no results before.
func (k *Keeper) addStored(ctx context.Context, n, batches uint64) error {
	if batches == 0 {
		return nil
	}
	stored, err := k.storedBatches(ctx, n)
	if err != nil {
		return err
	}
	return k.stored.Set(ctx, n, stored+batches)
}
