// Package keeper mints, holds, pays and burns what Hosts earn (protocol §8).
package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/reward/types"
)

type (
	rewardKey  = collections.Pair[uint64, []byte]
	releaseKey = collections.Triple[uint64, uint64, []byte]
	sweepKey   = collections.Pair[uint32, uint64]
)

// Keeper owns settlements and rewards.
type Keeper struct {
	epoch      types.EpochKeeper
	host       types.HostKeeper
	sprint     types.SprintKeeper
	inference  types.InferenceKeeper
	validation types.ValidationKeeper
	bank       types.BankKeeper

	Schema       collections.Schema
	params       collections.Item[types.Params]
	epochParams  collections.Map[uint64, types.Params]
	nextEmission collections.Item[math.Int]
	settlements  collections.Map[uint64, types.Settlement]
	// unsettled are the epochs whose settlement is not finished.
	unsettled collections.KeySet[uint64]
	// rewards are by epoch and Host.
	rewards collections.Map[rewardKey, types.Reward]
	// releases are the held rewards by the epoch at whose start they are paid, their own epoch, and Host.
	releases collections.KeySet[releaseKey]
	// sweeps are by kind and epoch.
	sweeps collections.Map[sweepKey, types.Sweep]
	totals collections.Item[types.Totals]
}

// New returns the keeper.
func New(
	cdc codec.BinaryCodec, service store.KVStoreService, epoch types.EpochKeeper, host types.HostKeeper,
	sprint types.SprintKeeper, inference types.InferenceKeeper, validation types.ValidationKeeper, bank types.BankKeeper,
) *Keeper {
	sb := collections.NewSchemaBuilder(service)
	k := &Keeper{
		epoch:        epoch,
		host:         host,
		sprint:       sprint,
		inference:    inference,
		validation:   validation,
		bank:         bank,
		params:       collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		epochParams:  collections.NewMap(sb, types.EpochParamsPrefix, "epoch_params", collections.Uint64Key, codec.CollValue[types.Params](cdc)),
		nextEmission: collections.NewItem(sb, types.NextEmissionPrefix, "next_emission", sdk.IntValue),
		settlements:  collections.NewMap(sb, types.SettlementsPrefix, "settlements", collections.Uint64Key, codec.CollValue[types.Settlement](cdc)),
		unsettled:    collections.NewKeySet(sb, types.UnsettledPrefix, "unsettled", collections.Uint64Key),
		rewards: collections.NewMap(sb, types.RewardsPrefix, "rewards",
			collections.PairKeyCodec(collections.Uint64Key, collections.BytesKey), codec.CollValue[types.Reward](cdc)),
		releases: collections.NewKeySet(sb, types.ReleasesPrefix, "releases",
			collections.TripleKeyCodec(collections.Uint64Key, collections.Uint64Key, collections.BytesKey)),
		sweeps: collections.NewMap(sb, types.SweepsPrefix, "sweeps",
			collections.PairKeyCodec(collections.Uint32Key, collections.Uint64Key), codec.CollValue[types.Sweep](cdc)),
		totals: collections.NewItem(sb, types.TotalsPrefix, "totals", codec.CollValue[types.Totals](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// ParamsOf returns the copy of the parameters that epoch n runs on.
func (k *Keeper) ParamsOf(ctx context.Context, n uint64) (types.Params, error) {
	params, err := k.epochParams.Get(ctx, n)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Params{}, types.ErrNotFound.Wrapf("epoch %d has not begun or is pruned", n)
	}
	return params, err
}

// Totals returns the sums that every coin is accounted for in.
func (k *Keeper) Totals(ctx context.Context) (types.Totals, error) { return k.totals.Get(ctx) }

// Reward returns a Host's reward of an epoch; found is false if it has none, or it is forgotten.
func (k *Keeper) Reward(ctx context.Context, n uint64, host sdk.AccAddress) (reward types.Reward, found bool, err error) {
	reward, err = k.rewards.Get(ctx, collections.Join(n, []byte(host)))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Reward{}, false, nil
	}
	return reward, err == nil, err
}

// setReward stores a reward under its epoch and Host.
func (k *Keeper) setReward(ctx context.Context, host sdk.AccAddress, reward types.Reward) error {
	return k.rewards.Set(ctx, collections.Join(reward.Epoch, []byte(host)), reward)
}

// coins returns an amount of the fee denomination.
func (k *Keeper) coins(ctx context.Context, amount math.Int) (sdk.Coins, error) {
	params, err := k.epoch.Params(ctx)
	if err != nil {
		return nil, err
	}
	return sdk.NewCoins(sdk.NewCoin(params.FeeDenom, amount)), nil
}
