package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
)

// prune deletes members, model weights and parameters of epochs that expired (S_{n+4} has come), oldest first, at most 200 a block. The
// lowest key that is left is the cursor.
func (k *Keeper) prune(ctx sdk.Context) error {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil || current < epochtypes.KeptEpochs {
		return err
	}
	upTo := current - epochtypes.KeptEpochs
	budget := epochtypes.MaxDeletes
	if budget, err = pruneKeys(ctx, k.members, pairEpoch[sdk.AccAddress], upTo, budget); err != nil {
		return err
	}
	if budget, err = pruneKeys(ctx, k.modelWeights, pairEpoch[string], upTo, budget); err != nil {
		return err
	}
	_, err = pruneKeys(ctx, k.epochParams, func(n uint64) uint64 { return n }, upTo, budget)
	return err
}

func pairEpoch[K any](key collections.Pair[uint64, K]) uint64 { return key.K1() }

// pruneKeys deletes the lowest keys whose epoch is at most upTo, at most budget of them, and returns what is left of the budget.
func pruneKeys[K, V any](
	ctx context.Context, m collections.Map[K, V], epochOf func(K) uint64, upTo uint64, budget int,
) (left int, err error) {
	if budget == 0 {
		return 0, nil
	}
	it, err := m.Iterate(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	var expired []K
	for ; it.Valid() && len(expired) < budget; it.Next() {
		key, err := it.Key()
		if err != nil {
			return 0, err
		}
		if epochOf(key) > upTo {
			break
		}
		expired = append(expired, key)
	}
	for _, key := range expired {
		if err := m.Remove(ctx, key); err != nil {
			return 0, err
		}
	}
	return budget - len(expired), nil
}
