package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/prune"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// BeginBlock closes the dealings that are due, so that none is accepted in the block of deal_close itself.
func (k *Keeper) BeginBlock(ctx context.Context) error {
	return k.epoch.Run(ctx, "sprint/close", k.closeIfDue)
}

// EndBlock closes dealings that were put off until this block's, makes the beacon that can be made, and prunes.
func (k *Keeper) EndBlock(ctx context.Context) error {
	for _, step := range []struct {
		name string
		run  func(sdk.Context) error
	}{
		{"sprint/close", k.closeIfDue},
		{"sprint/beacon", k.openIfDue},
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

// prune deletes, at most 200 records a block, sums and shares of rounds that are over from the second block of the next epoch on, and all
// that is known of the oldest epoch once it has expired; its parameters last, whose key says that it is not done.
func (k *Keeper) prune(ctx sdk.Context) error {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil || current == 0 {
		return err
	}
	schedule, err := k.epoch.Schedule(ctx, current)
	if err != nil || ctx.BlockHeight() <= schedule.Start {
		return err
	}
	budget, err := prune.Some(ctx, k.sums, collections.NewPrefixUntilPairRange[uint64, uint32](current-1), prune.MaxDeletes)
	if err != nil {
		return err
	}
	if budget, err = prune.Some(ctx, k.shares, collections.NewPrefixUntilPairRange[uint64, []byte](current-1), budget); err != nil || budget == 0 {
		return err
	}
	n, found, err := prune.First(ctx, k.epochParams)
	if err != nil || !found {
		return err
	}
	expired, err := k.epoch.Expired(ctx, n)
	if err != nil || !expired {
		return err
	}
	budget, err = prune.Some(ctx, k.contributions, collections.NewPrefixedPairRange[uint64, []byte](n), budget)
	if err != nil || budget == 0 {
		return err
	}
	if err := k.rounds.Remove(ctx, n); err != nil {
		return err
	}
	return k.epochParams.Remove(ctx, n)
}
