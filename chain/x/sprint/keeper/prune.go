package keeper

import (
	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/prune"
)

// prune deletes, at most 200 records a block and from the second block of an epoch on: sums and shares of rounds that are over, nonces and
// lost challenges of Sprints whose work can't be challenged any more, and all that is known of the oldest epoch once it has expired.
func (k *Keeper) prune(ctx sdk.Context) error {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil || current == 0 {
		return err
	}
	schedule, err := k.epoch.Schedule(ctx, current)
	if err != nil || ctx.BlockHeight() <= schedule.Start {
		return err
	}
	budget, err := prune.Some(ctx, k.sums, collections.NewPrefixUntilPairRange[uint64, uint32](current-1), prune.MaxDeletes)
	if err != nil {
		return err
	}
	if budget, err = prune.Some(ctx, k.shares, collections.NewPrefixUntilPairRange[uint64, []byte](current-1), budget); err != nil {
		return err
	}
	if current > 1 {
		if budget, err = k.pruneNonces(ctx, current-2, budget); err != nil {
			return err
		}
	}
	if budget == 0 {
		return nil
	}
	return k.pruneExpired(ctx, budget)
}

// pruneNonces deletes what only challenges need, of epochs up to n.
func (k *Keeper) pruneNonces(ctx sdk.Context, n uint64, budget int) (int, error) {
	budget, err := prune.Some(ctx, k.workChunks, collections.NewPrefixUntilTripleRange[uint64, []byte, uint32](n), budget)
	if err != nil {
		return budget, err
	}
	return prune.Some(ctx, k.lostChallenges, collections.NewPrefixUntilPairRange[uint64, []byte](n), budget)
}

// pruneExpired deletes what is left of the oldest epoch; its parameters last, whose key says that it is not done.
func (k *Keeper) pruneExpired(ctx sdk.Context, budget int) error {
	n, found, err := prune.First(ctx, k.epochParams)
	if err != nil || !found {
		return err
	}
	expired, err := k.epoch.Expired(ctx, n)
	if err != nil || !expired {
		return err
	}
	of := collections.NewPrefixedPairRange[uint64, []byte](n)
	if budget, err = prune.Some(ctx, k.contributions, of, budget); err != nil {
		return err
	}
	if budget, err = prune.Some(ctx, k.works, of, budget); err != nil || budget == 0 {
		return err
	}
	if err := k.rounds.Remove(ctx, n); err != nil {
		return err
	}
	if err := k.sprints.Remove(ctx, n); err != nil {
		return err
	}
	return k.epochParams.Remove(ctx, n)
}
