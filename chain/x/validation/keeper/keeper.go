// Package keeper draws duties, records what was re-executed, and tells what is missing (protocol §7).
package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// Keeper owns rates, results and quotas.
type Keeper struct {
	epoch     types.EpochKeeper
	host      types.HostKeeper
	inference types.InferenceKeeper

	Schema      collections.Schema
	params      collections.Item[types.Params]
	epochParams collections.Map[uint64, types.Params]
	rates       collections.Map[uint64, uint32]
	// results are packed, by epoch, host and batch.
	results   collections.Map[collections.Triple[uint64, []byte, uint64], []byte]
	quotas    collections.Map[collections.Pair[uint64, []byte], types.Quota]
	convicted collections.KeySet[collections.Pair[uint64, []byte]]
	// weights are packed, by epoch and number of the model.
	weights collections.Map[collections.Pair[uint64, uint32], []byte]
	// stored is how many values results has, by epoch.
	stored collections.Map[uint64, uint64]
}

// New returns the keeper.
func New(cdc codec.BinaryCodec, service store.KVStoreService, epoch types.EpochKeeper, host types.HostKeeper, inference types.InferenceKeeper) *Keeper {
	sb := collections.NewSchemaBuilder(service)
	perHost := collections.PairKeyCodec(collections.Uint64Key, collections.BytesKey)
	k := &Keeper{
		epoch:       epoch,
		host:        host,
		inference:   inference,
		params:      collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		epochParams: collections.NewMap(sb, types.EpochParamsPrefix, "epoch_params", collections.Uint64Key, codec.CollValue[types.Params](cdc)),
		rates:       collections.NewMap(sb, types.RatesPrefix, "rates", collections.Uint64Key, collections.Uint32Value),
		results: collections.NewMap(sb, types.ResultsPrefix, "results",
			collections.TripleKeyCodec(collections.Uint64Key, collections.BytesKey, collections.Uint64Key), collections.BytesValue),
		quotas:    collections.NewMap(sb, types.QuotasPrefix, "quotas", perHost, codec.CollValue[types.Quota](cdc)),
		convicted: collections.NewKeySet(sb, types.ConvictedPrefix, "convicted", perHost),
		weights: collections.NewMap(sb, types.WeightsPrefix, "weights",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint32Key), collections.BytesValue),
		stored: collections.NewMap(sb, types.StoredPrefix, "stored", collections.Uint64Key, collections.Uint64Value),
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
		return types.Params{}, types.ErrEpochNotBegun.Wrapf("epoch %d has not begun or is pruned", n)
	}
	return params, err
}

// Rate returns the share of an epoch's records that are re-executed, in ppm.
func (k *Keeper) Rate(ctx context.Context, n uint64) (uint32, error) {
	rate, err := k.rates.Get(ctx, n)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, types.ErrEpochNotBegun.Wrapf("epoch %d has not begun or is pruned", n)
	}
	return rate, err
}

// Convicted reports whether a Host lost a case about an epoch.
func (k *Keeper) Convicted(ctx context.Context, n uint64, host sdk.AccAddress) (bool, error) {
	return k.convicted.Has(ctx, collections.Join(n, []byte(host)))
}

// OnStart makes the epoch's copies: parameters, rate, and the weights that draws divide by. Weights that don't fit 64 bits are refused here,
// where they are set, and not when somebody claims.
func (k *Keeper) OnStart(ctx sdk.Context, n uint64) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if err := k.epochParams.Set(ctx, n, params); err != nil {
		return err
	}
	before := uint64(0)
	if n > 0 {
		if before, err = k.inference.Records(ctx, n-1); err != nil {
			return err
		}
	}
	if err := k.rates.Set(ctx, n, params.Rate(n, before)); err != nil {
		return err
	}
	return k.writeWeights(ctx, n)
}

// OnCutoff does nothing: results of an epoch are accepted for as long as its rewards can be claimed.
func (*Keeper) OnCutoff(sdk.Context, uint64) error { return nil }
