package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/prune"
)

// EndBlock prunes.
func (k *Keeper) EndBlock(ctx context.Context) error {
	return k.epoch.Run(ctx, "validation/prune", k.prune)
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
	budget, err := prune.Some(ctx, k.results, collections.NewPrefixedTripleRange[uint64, []byte, uint64](n), prune.MaxDeletes)
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
	if err := k.rates.Remove(ctx, n); err != nil {
		return err
	}
	return k.epochParams.Remove(ctx, n)
}
