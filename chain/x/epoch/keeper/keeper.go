// Package keeper is the network's clock (protocol §2): which epoch it is, where its boundaries are, and what runs at them.
package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// Hooks is how other modules take part in the boundaries of an epoch. An error undoes the whole step, which is tried again in the next
// block.
type Hooks interface {
	// OnStart runs in BeginBlock(S_n), when epoch n, its schedule and its beacon are current.
	OnStart(ctx sdk.Context, n uint64) error
	// OnCutoff runs in BeginBlock(cutoff) of epoch n.
	OnCutoff(ctx sdk.Context, n uint64) error
}

// Keeper owns time.
type Keeper struct {
	strict bool
	hooks  []Hooks

	Schema      collections.Schema
	params      collections.Item[types.Params]
	epochParams collections.Map[uint64, types.Params]
	progress    collections.Item[types.Progress]
	schedules   collections.Map[uint64, types.Schedule]
	beacons     collections.Map[uint64, []byte]
	ring        collections.Map[uint64, types.BlockMark]
	alarms      collections.Item[uint64]
}

// Option changes how a keeper works.
type Option func(*Keeper)

// Strict makes Run return errors and let panics through instead of raising an alarm: a step that fails must fail the tests.
func Strict() Option { return func(k *Keeper) { k.strict = true } }

// New returns the keeper; SetHooks completes it.
func New(cdc codec.BinaryCodec, service store.KVStoreService, options ...Option) *Keeper {
	sb := collections.NewSchemaBuilder(service)
	k := &Keeper{
		params:      collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		epochParams: collections.NewMap(sb, types.EpochParamsPrefix, "epoch_params", collections.Uint64Key, codec.CollValue[types.Params](cdc)),
		progress:    collections.NewItem(sb, types.ProgressPrefix, "progress", codec.CollValue[types.Progress](cdc)),
		schedules:   collections.NewMap(sb, types.SchedulesPrefix, "schedules", collections.Uint64Key, codec.CollValue[types.Schedule](cdc)),
		beacons:     collections.NewMap(sb, types.BeaconsPrefix, "beacons", collections.Uint64Key, collections.BytesValue),
		ring:        collections.NewMap(sb, types.RingPrefix, "ring", collections.Uint64Key, codec.CollValue[types.BlockMark](cdc)),
		alarms:      collections.NewItem(sb, types.AlarmsPrefix, "alarms", collections.Uint64Value),
	}
	for _, option := range options {
		option(k)
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// SetHooks sets, once, who takes part in the boundaries, in this order.
func (k *Keeper) SetHooks(hooks ...Hooks) {
	if k.hooks != nil {
		panic("epoch: hooks are set twice")
	}
	k.hooks = hooks
}

// CurrentEpoch returns N. It fails with ErrUnknownEpoch before the first block.
func (k *Keeper) CurrentEpoch(ctx context.Context) (uint64, error) {
	progress, err := k.progress.Get(ctx)
	if err != nil {
		return 0, unknown(err, "no epoch has begun")
	}
	return progress.Epoch, nil
}

// Schedule returns the boundaries of an epoch. It fails with ErrUnknownEpoch.
func (k *Keeper) Schedule(ctx context.Context, n uint64) (types.Schedule, error) {
	schedule, err := k.schedules.Get(ctx, n)
	if err != nil {
		return types.Schedule{}, unknown(err, "epoch %d has not begun or is pruned", n)
	}
	return schedule, nil
}

// ParamsOf returns the copy of the parameters that epoch n runs on. It fails with ErrUnknownEpoch.
func (k *Keeper) ParamsOf(ctx context.Context, n uint64) (types.Params, error) {
	params, err := k.epochParams.Get(ctx, n)
	if err != nil {
		return types.Params{}, unknown(err, "epoch %d has not begun or is pruned", n)
	}
	return params, nil
}

// LiveParams returns the parameters of the next epoch to begin.
func (k *Keeper) LiveParams(ctx context.Context) (types.Params, error) { return k.params.Get(ctx) }

// Params returns the parameters in force: those of the current epoch, or the live ones before the first block.
func (k *Keeper) Params(ctx context.Context) (types.Params, error) {
	n, err := k.CurrentEpoch(ctx)
	if errors.Is(err, types.ErrUnknownEpoch) {
		return k.LiveParams(ctx)
	}
	if err != nil {
		return types.Params{}, err
	}
	return k.ParamsOf(ctx, n)
}

// Phase returns the phase of the current epoch at the context's height.
func (k *Keeper) Phase(ctx context.Context) (types.Phase, error) {
	n, err := k.CurrentEpoch(ctx)
	if err != nil {
		return types.PHASE_UNSPECIFIED, err
	}
	schedule, err := k.Schedule(ctx, n)
	if err != nil {
		return types.PHASE_UNSPECIFIED, err
	}
	return schedule.PhaseAt(sdk.UnwrapSDKContext(ctx).BlockHeight()), nil
}

// RecordEpoch returns the epoch that records committed at the context's height count for: N before its tail, N+1 from there on.
func (k *Keeper) RecordEpoch(ctx context.Context) (uint64, error) {
	n, err := k.CurrentEpoch(ctx)
	if err != nil {
		return 0, err
	}
	schedule, err := k.Schedule(ctx, n)
	if err != nil {
		return 0, err
	}
	if sdk.UnwrapSDKContext(ctx).BlockHeight() >= schedule.Tail {
		return n + 1, nil
	}
	return n, nil
}

// unknown turns a missing record into ErrUnknownEpoch and leaves any other error as it is.
func unknown(err error, format string, args ...any) error {
	if errors.Is(err, collections.ErrNotFound) {
		return types.ErrUnknownEpoch.Wrapf(format, args...)
	}
	return err
}
