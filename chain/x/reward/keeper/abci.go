package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/prune"
	"github.com/pacer-network/pacer/chain/x/reward/types"
)

// OnStart makes the epoch's copy of the parameters and begins the sweeps that are due: what of epoch n−2 was not claimed is burned, the
// outcomes of epoch n−65 are forgotten.
func (k *Keeper) OnStart(ctx sdk.Context, n uint64) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if err := k.epochParams.Set(ctx, n, params); err != nil {
		return err
	}
	if n >= types.ClaimWindow {
		if err := k.beginSweep(ctx, types.SWEEP_KIND_BURN, n-types.ClaimWindow); err != nil {
			return err
		}
	}
	if n > types.KnownEpochs {
		return k.beginSweep(ctx, types.SWEEP_KIND_FORGET, n-types.KnownEpochs-1)
	}
	return nil
}

// EndBlock settles, pays, sweeps and burns fees: each step at most 200 rewards a block.
func (k *Keeper) EndBlock(ctx context.Context) error {
	for _, step := range []struct {
		name string
		run  func(sdk.Context) error
	}{
		{"reward/settle", k.settle},
		{"reward/release", k.release},
		{"reward/sweep", k.sweep},
		{"reward/prune", k.prune},
		{"reward/fees", k.burnFees},
	} {
		if err := k.epoch.Run(ctx, step.name, step.run); err != nil {
			return err
		}
	}
	return nil
}

// prune deletes the oldest copy of the parameters when it has expired.
func (k *Keeper) prune(ctx sdk.Context) error {
	n, found, err := prune.First(ctx, k.epochParams)
	if err != nil || !found {
		return err
	}
	expired, err := k.epoch.Expired(ctx, n)
	if err != nil || !expired {
		return err
	}
	return k.epochParams.Remove(ctx, n)
}
