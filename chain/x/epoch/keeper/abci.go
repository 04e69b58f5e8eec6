package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// BeginBlock moves time. Every step looks at what is true, not at what just happened, so that one that failed is done later.
func (k *Keeper) BeginBlock(ctx context.Context) error {
	for _, step := range []struct {
		name string
		run  func(sdk.Context) error
	}{
		{"epoch/ring", k.mark},
		{"epoch/start", k.startIfDue},
		{"epoch/cutoff", k.cutOffIfDue},
		{"epoch/stretch", k.stretchIfLate},
		{"epoch/prune", k.prune},
	} {
		if err := k.Run(ctx, step.name, step.run); err != nil {
			return err
		}
	}
	return nil
}

// startIfDue starts epoch 0 in the first block, and N+1 once N is cut off and its next start is reached.
func (k *Keeper) startIfDue(ctx sdk.Context) error {
	progress, err := k.progress.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return k.start(ctx, 0)
	}
	if err != nil {
		return err
	}
	schedule, err := k.Schedule(ctx, progress.Epoch)
	if err != nil {
		return err
	}
	if schedule.NextStart == 0 || ctx.BlockHeight() < schedule.NextStart || !progress.CutoffDone {
		return nil
	}
	return k.start(ctx, progress.Epoch+1)
}

// start writes the schedule of epoch n, with this height as its S_n, and everybody's copies for it.
func (k *Keeper) start(ctx sdk.Context, n uint64) error {
	params, err := k.LiveParams(ctx)
	if err != nil {
		return err
	}
	if _, err := k.Beacon(ctx, n); err != nil {
		return err
	}
	schedule := types.NewSchedule(n, ctx.BlockHeight(), params)
	if err := k.epochParams.Set(ctx, n, params); err != nil {
		return err
	}
	if err := k.schedules.Set(ctx, n, schedule); err != nil {
		return err
	}
	if err := k.progress.Set(ctx, types.Progress{Epoch: n}); err != nil {
		return err
	}
	for _, h := range k.hooks {
		if err := h.OnStart(ctx, n); err != nil {
			return err
		}
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventStarted{Epoch: n, Start: schedule.Start, Cutoff: schedule.Cutoff})
}

// cutOffIfDue carries out the cutoff of the current epoch once.
func (k *Keeper) cutOffIfDue(ctx sdk.Context) error {
	progress, schedule, err := k.now(ctx)
	if err != nil || progress.CutoffDone || ctx.BlockHeight() < schedule.Cutoff {
		return err
	}
	progress.CutoffDone = true
	if err := k.progress.Set(ctx, progress); err != nil {
		return err
	}
	for _, h := range k.hooks {
		if err := h.OnCutoff(ctx, progress.Epoch); err != nil {
			return err
		}
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventCutoff{Epoch: progress.Epoch, Height: ctx.BlockHeight()})
}

// stretchIfLate tells once that the epoch has its length behind it and no beacon to go on with. Nothing replaces a late beacon.
func (k *Keeper) stretchIfLate(ctx sdk.Context) error {
	progress, schedule, err := k.now(ctx)
	if err != nil || progress.Stretched || schedule.BeaconHeight != 0 {
		return err
	}
	params, err := k.ParamsOf(ctx, progress.Epoch)
	if err != nil || ctx.BlockHeight() < schedule.Start+int64(params.EpochLength) {
		return err
	}
	progress.Stretched = true
	if err := k.progress.Set(ctx, progress); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventStretched{Epoch: progress.Epoch, Height: ctx.BlockHeight()})
}

// now returns the current epoch's progress and schedule.
func (k *Keeper) now(ctx context.Context) (types.Progress, types.Schedule, error) {
	progress, err := k.progress.Get(ctx)
	if err != nil {
		return types.Progress{}, types.Schedule{}, unknown(err, "no epoch has begun")
	}
	schedule, err := k.Schedule(ctx, progress.Epoch)
	return progress, schedule, err
}
