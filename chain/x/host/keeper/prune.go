package keeper

import (
	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/prune"
)

// prune deletes what is kept of the oldest epoch once it expired (S_{n+4} has come), at most 200 records a block: members, weights of
// models, and last the parameters, whose lowest key names the oldest epoch.
func (k *Keeper) prune(ctx sdk.Context) error {
	n, found, err := prune.First(ctx, k.epochParams)
	if err != nil || !found {
		return err
	}
	expired, err := k.epoch.Expired(ctx, n)
	if err != nil || !expired {
		return err
	}
	budget, err := prune.Some(ctx, k.members, collections.NewPrefixedPairRange[uint64, sdk.AccAddress](n), prune.MaxDeletes)
	if err != nil {
		return err
	}
	budget, err = prune.Some(ctx, k.modelWeights, collections.NewPrefixedPairRange[uint64, string](n), budget)
	if err != nil || budget == 0 {
		return err
	}
	return k.epochParams.Remove(ctx, n)
}
