package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/math"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/reward/types"
)

// CheckInvariant checks, at the end of a block, that every coin is accounted for (protocol §8): minted + forfeited = paid + held +
// claimable + burned, the balances of the modules, and the supply.
func (k *Keeper) CheckInvariant(ctx context.Context) error {
	totals, err := k.totals.Get(ctx)
	if err != nil {
		return err
	}
	if err := totals.Validate(); err != nil {
		return err
	}
	if err := k.checkRewards(ctx, totals); err != nil {
		return err
	}
	burned, err := k.inference.Burned(ctx)
	if err != nil {
		return err
	}
	held, err := k.host.TotalHeld(ctx)
	if err != nil {
		return err
	}
	params, err := k.epoch.Params(ctx)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		what       string
		have, want math.Int
	}{
		{"balance of " + types.ModuleName, k.balance(ctx, types.ModuleName, params.FeeDenom), totals.Pool()},
		{"balance of " + hosttypes.ModuleName, k.balance(ctx, hosttypes.ModuleName, params.FeeDenom), held},
		{"balance of " + inferencetypes.ModuleName, k.balance(ctx, inferencetypes.ModuleName, params.FeeDenom), math.ZeroInt()},
		{"balance of " + authtypes.FeeCollectorName, k.balance(ctx, authtypes.FeeCollectorName, params.FeeDenom), math.ZeroInt()},
		{"supply", k.bank.GetSupply(ctx, params.FeeDenom).Amount, totals.Supply(burned)},
	} {
		if !c.have.Equal(c.want) {
			return fmt.Errorf("%s is %s, accounted for %s", c.what, c.have, c.want)
		}
	}
	return nil
}

// checkRewards checks that the rewards themselves sum up to what is claimable and held.
func (k *Keeper) checkRewards(ctx context.Context, totals types.Totals) error {
	claimable, held := math.ZeroInt(), math.ZeroInt()
	err := k.rewards.Walk(ctx, nil, func(_ rewardKey, r types.Reward) (bool, error) {
		switch r.State {
		case types.REWARD_STATE_CLAIMABLE:
			claimable = claimable.Add(r.Amount)
		case types.REWARD_STATE_HELD:
			held = held.Add(r.Amount)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if !claimable.Equal(totals.Claimable) || !held.Equal(totals.Held) {
		return fmt.Errorf("rewards sum up to claimable %s and held %s, totals say %s and %s", claimable, held, totals.Claimable, totals.Held)
	}
	return nil
}
