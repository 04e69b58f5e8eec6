package keeper

import (
	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/prune"
)

// prune deletes what is kept of the oldest epoch once it expired (S_{n+4} has come), at most 200 records a block: members,
// downtimes and exclusions, slashes, Hosts that have left, and last the parameters, whose lowest key names the oldest epoch.
func (k *Keeper) prune(ctx sdk.Context) error {
	n, found, err := prune.First(ctx, k.epochParams)
	if err != nil || !found {
		return err
	}
	expired, err := k.epoch.Expired(ctx, n)
	if err != nil || !expired {
		return err
	}
	ofHosts := collections.NewPrefixedPairRange[uint64, sdk.AccAddress](n)
	budget, err := prune.Some(ctx, k.members, ofHosts, prune.MaxDeletes)
	if err != nil {
		return err
	}
	if budget, err = prune.Some(ctx, k.downs, ofHosts, budget); err != nil {
		return err
	}
	if budget, err = prune.Some(ctx, k.exclusions, ofHosts, budget); err != nil {
		return err
	}
	// An offence may be found in the third epoch after its own, and the pool of the fourth is settled after that: who was slashed has no
	// share of it.
	if n > 0 {
		ofOffences := collections.NewPrefixedTripleRange[uint64, sdk.AccAddress, uint32](n - 1)
		if budget, err = prune.Some(ctx, k.slashes, ofOffences, budget); err != nil {
			return err
		}
	}
	if budget, err = k.forgetRetired(ctx, n, budget); err != nil || budget == 0 {
		return err
	}
	return k.epochParams.Remove(ctx, n)
}
