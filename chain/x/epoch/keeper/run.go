package keeper

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// Run carries out one step of BeginBlock or EndBlock; every module's steps go through it. When the step fails or panics, nothing that
// it wrote remains, EventAlarm is emitted, the alarm counter goes up and Run returns nil: BeginBlock and EndBlock never stop the chain
// (protocol §1), and a step that looks at what is true is tried again in the next block. A strict keeper fails instead.
func (k *Keeper) Run(ctx context.Context, step string, fn func(sdk.Context) error) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	cached, write := sdkCtx.CacheContext()
	if k.strict {
		if err := fn(cached); err != nil {
			return fmt.Errorf("step %s at height %d: %w", step, sdkCtx.BlockHeight(), err)
		}
		write()
		return nil
	}
	if failure := attempt(cached, fn); failure != "" {
		return k.alarm(sdkCtx, step, failure)
	}
	write()
	return nil
}

// attempt returns why the step failed, or nothing.
func attempt(ctx sdk.Context, fn func(sdk.Context) error) (failure string) {
	defer func() {
		if r := recover(); r != nil {
			failure = fmt.Sprintf("panic: %v", r)
		}
	}()
	if err := fn(ctx); err != nil {
		return err.Error()
	}
	return ""
}

// alarm counts a failed step and tells the world.
func (k *Keeper) alarm(ctx sdk.Context, step, failure string) error {
	count, err := k.Alarms(ctx)
	if err != nil {
		return err
	}
	count++
	if err := k.alarms.Set(ctx, count); err != nil {
		return err
	}
	ctx.Logger().Error("a step of the block failed and is tried again in the next one", "step", step, "error", failure, "alarms", count)
	return ctx.EventManager().EmitTypedEvent(&types.EventAlarm{Step: step, Error: failure, Count: count})
}

// Alarms returns the number of failed steps since genesis.
func (k *Keeper) Alarms(ctx context.Context) (uint64, error) {
	return orZero(k.alarms.Get(ctx))
}
