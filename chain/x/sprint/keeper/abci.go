package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// BeginBlock closes the dealings that are due, so that none is accepted in the block of deal_close itself.
func (k *Keeper) BeginBlock(ctx context.Context) error {
	return k.epoch.Run(ctx, "sprint/close", k.closeIfDue)
}

// EndBlock closes dealings that were put off until this block's, makes the beacon that can be made, re-executes samples of the work, hands
// the weights over, and prunes. Samples come before the weights, so that guilt found in the last block still takes weight.
func (k *Keeper) EndBlock(ctx context.Context) error {
	for _, step := range []struct {
		name string
		run  func(sdk.Context) error
	}{
		{"sprint/close", k.closeIfDue},
		{"sprint/beacon", k.openIfDue},
		{"sprint/check-hash", k.noteCheckHash},
		{"sprint/samples", k.checkSamples},
		{"sprint/settle", k.settleIfDue},
		{"sprint/prune", k.prune},
	} {
		if err := k.epoch.Run(ctx, step.name, step.run); err != nil {
			return err
		}
	}
	return nil
}

// closeIfDue closes the dealings of the current epoch at the first height from deal_close on at which dealers hold enough slots to open
// the beacon; until then it tells once that they don't.
func (k *Keeper) closeIfDue(ctx sdk.Context) error {
	n, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	round, err := k.Round(ctx, n)
	if err != nil || round.Closed() {
		return err
	}
	schedule, err := k.epoch.Schedule(ctx, n)
	if err != nil || ctx.BlockHeight() < schedule.DealClose {
		return err
	}
	if round.Dealable() {
		round.CloseHeight = ctx.BlockHeight()
		if err := k.rounds.Set(ctx, n, round); err != nil {
			return err
		}
		return ctx.EventManager().EmitTypedEvent(&types.EventClosed{
			Epoch: n, Height: round.CloseHeight, Dealers: round.Dealers, DealtSlots: round.DealtSlots,
		})
	}
	if round.Extended {
		return nil
	}
	round.Extended = true
	if err := k.rounds.Set(ctx, n, round); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventCloseExtended{
		Epoch: n, Height: ctx.BlockHeight(), DealtSlots: round.DealtSlots, Threshold: round.Threshold,
	})
}
