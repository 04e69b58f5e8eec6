// Package keeper keeps the commitments to what Executors did (protocol §6): models, batches, and the hash that follows each batch.
package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/inference/types"
)

// Keeper owns models and batches.
type Keeper struct {
	epoch types.EpochKeeper
	host  types.HostKeeper
	bank  types.BankKeeper

	Schema       collections.Schema
	params       collections.Item[types.Params]
	epochParams  collections.Map[uint64, types.EpochParams]
	models       collections.Map[uint32, types.Model]
	modelNumbers collections.Map[string, uint32]
	// headers are packed, 16 a value, by epoch and id / 16.
	headers collections.Map[collections.Pair[uint64, uint64], []byte]
	// counts and records are the numbers of headers and of records on which duties are drawn, by epoch.
	counts  collections.Map[uint64, uint64]
	records collections.Map[uint64, uint64]
	// unfilled is the first id of an epoch that waits for the hash of the next block.
	unfilled     collections.Map[uint64, uint64]
	lastBatches  collections.Map[collections.Triple[[]byte, uint32, uint32], int64]
	artifactFees collections.Map[collections.Pair[uint64, []byte], uint64]
	burned       collections.Item[math.Int]
}

// New returns the keeper.
func New(cdc codec.BinaryCodec, service store.KVStoreService, epoch types.EpochKeeper, host types.HostKeeper, bank types.BankKeeper) *Keeper {
	sb := collections.NewSchemaBuilder(service)
	k := &Keeper{
		epoch:        epoch,
		host:         host,
		bank:         bank,
		params:       collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		epochParams:  collections.NewMap(sb, types.EpochParamsPrefix, "epoch_params", collections.Uint64Key, codec.CollValue[types.EpochParams](cdc)),
		models:       collections.NewMap(sb, types.ModelsPrefix, "models", collections.Uint32Key, codec.CollValue[types.Model](cdc)),
		modelNumbers: collections.NewMap(sb, types.ModelNumbersPrefix, "model_numbers", collections.StringKey, collections.Uint32Value),
		headers: collections.NewMap(sb, types.HeadersPrefix, "headers",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key), collections.BytesValue),
		counts:   collections.NewMap(sb, types.CountsPrefix, "counts", collections.Uint64Key, collections.Uint64Value),
		records:  collections.NewMap(sb, types.RecordsPrefix, "records", collections.Uint64Key, collections.Uint64Value),
		unfilled: collections.NewMap(sb, types.UnfilledPrefix, "unfilled", collections.Uint64Key, collections.Uint64Value),
		lastBatches: collections.NewMap(sb, types.LastBatchesPrefix, "last_batches",
			collections.TripleKeyCodec(collections.BytesKey, collections.Uint32Key, collections.Uint32Key), collections.Int64Value),
		artifactFees: collections.NewMap(sb, types.ArtifactFeesPrefix, "artifact_fees",
			collections.PairKeyCodec(collections.Uint64Key, collections.BytesKey), collections.Uint64Value),
		burned: collections.NewItem(sb, types.BurnedPrefix, "burned", sdk.IntValue),
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
	of, err := k.of(ctx, n)
	return of.Params, err
}

// LastModel returns the greatest number of a model when epoch n began. Weights of later models are not known to the epoch.
func (k *Keeper) LastModel(ctx context.Context, n uint64) (uint32, error) {
	of, err := k.of(ctx, n)
	return of.LastModel, err
}

func (k *Keeper) of(ctx context.Context, n uint64) (types.EpochParams, error) {
	of, err := k.epochParams.Get(ctx, n)
	if errors.Is(err, collections.ErrNotFound) {
		return types.EpochParams{}, types.ErrInvalidRange.Wrapf("epoch %d has not begun or is pruned", n)
	}
	return of, err
}

// Burned returns the leaf fees burned since genesis.
func (k *Keeper) Burned(ctx context.Context) (math.Int, error) {
	return orElse(k.burned.Get(ctx))(math.ZeroInt())
}

// OnStart makes the epoch's copy of the parameters.
func (k *Keeper) OnStart(ctx sdk.Context, n uint64) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	last, err := k.lastModel(ctx)
	if err != nil {
		return err
	}
	return k.epochParams.Set(ctx, n, types.EpochParams{Epoch: n, Params: params, LastModel: last})
}

// OnCutoff does nothing: records count for the next epoch since the tail began.
func (*Keeper) OnCutoff(sdk.Context, uint64) error { return nil }

// orElse reads a value that may never have been written.
func orElse[V any](value V, err error) func(V) (V, error) {
	return func(missing V) (V, error) {
		if errors.Is(err, collections.ErrNotFound) {
			return missing, nil
		}
		return value, err
	}
}
