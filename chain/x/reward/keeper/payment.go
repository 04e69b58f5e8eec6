package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/reward/types"
)

// hold moves a claimed reward from claimable to held, to be paid when an epoch begins.
func (k *Keeper) hold(ctx sdk.Context, host sdk.AccAddress, reward types.Reward) error {
	if err := k.change(ctx, func(t *types.Totals) {
		t.Claimable = t.Claimable.Sub(reward.Amount)
		t.Held = t.Held.Add(reward.Amount)
	}); err != nil {
		return err
	}
	if err := k.releases.Set(ctx, collections.Join3(reward.ReleaseEpoch, reward.Epoch, []byte(host))); err != nil {
		return err
	}
	return k.setReward(ctx, host, reward)
}

// pay pays a held reward to its payout address, whoever claimed it.
func (k *Keeper) pay(ctx sdk.Context, host sdk.AccAddress, reward *types.Reward) error {
	payout, err := hosttypes.ParseAddress("payout", reward.Payout)
	if err != nil {
		return err
	}
	coins, err := k.coins(ctx, reward.Amount)
	if err != nil {
		return err
	}
	if err := k.bank.SendCoinsFromModuleToAccount(ctx, types.ModuleName, payout, coins); err != nil {
		return err
	}
	if err := k.change(ctx, func(t *types.Totals) {
		t.Held = t.Held.Sub(reward.Amount)
		t.Paid = t.Paid.Add(reward.Amount)
	}); err != nil {
		return err
	}
	if err := k.releases.Remove(ctx, collections.Join3(reward.ReleaseEpoch, reward.Epoch, []byte(host))); err != nil {
		return err
	}
	reward.State, reward.FinalHeight = types.REWARD_STATE_PAID, ctx.BlockHeight()
	if err := k.setReward(ctx, host, *reward); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventPaid{
		Epoch: reward.Epoch, Host: reward.Host, Payout: reward.Payout, Amount: reward.Amount,
	})
}

// release pays up to 200 held rewards whose time has come. Each is a step of its own: one that can't be paid raises its alarm, waits for
// the next epoch, and stops nobody else.
func (k *Keeper) release(ctx sdk.Context) error {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	due, err := k.due(ctx, current)
	if err != nil {
		return err
	}
	for _, key := range due {
		host, paid := sdk.AccAddress(key.K3()), false
		reward, err := k.rewards.Get(ctx, collections.Join(key.K2(), key.K3()))
		if err != nil {
			return err
		}
		if err := k.epoch.Run(ctx, "reward/pay", func(ctx sdk.Context) error {
			err := k.pay(ctx, host, &reward)
			paid = err == nil
			return err
		}); err != nil {
			return err
		}
		if paid {
			continue
		}
		if err := k.postpone(ctx, key, current+1); err != nil {
			return err
		}
	}
	return nil
}

// due returns the first held rewards that are to be paid by now.
func (k *Keeper) due(ctx context.Context, current uint64) ([]releaseKey, error) {
	var due []releaseKey
	err := k.releases.Walk(ctx, nil, func(key releaseKey) (bool, error) {
		if key.K1() > current {
			return true, nil
		}
		due = append(due, key)
		return len(due) == types.MaxSteps, nil
	})
	return due, err
}

// postpone makes a held reward wait for another epoch.
func (k *Keeper) postpone(ctx context.Context, key releaseKey, until uint64) error {
	reward, err := k.rewards.Get(ctx, collections.Join(key.K2(), key.K3()))
	if err != nil {
		return err
	}
	if err := k.releases.Remove(ctx, key); err != nil {
		return err
	}
	reward.ReleaseEpoch = until
	if err := k.releases.Set(ctx, collections.Join3(until, key.K2(), key.K3())); err != nil {
		return err
	}
	return k.setReward(ctx, key.K3(), reward)
}

// burnFees burns what the fee collector holds: there is nobody to distribute fees to (protocol §8).
func (k *Keeper) burnFees(ctx sdk.Context) error {
	params, err := k.epoch.Params(ctx)
	if err != nil {
		return err
	}
	fees := k.bank.GetBalance(ctx, moduleAddress(authtypes.FeeCollectorName), params.FeeDenom)
	if fees.IsZero() {
		return nil
	}
	coins := sdk.NewCoins(fees)
	if err := k.bank.SendCoinsFromModuleToModule(ctx, authtypes.FeeCollectorName, types.ModuleName, coins); err != nil {
		return err
	}
	if err := k.bank.BurnCoins(ctx, types.ModuleName, coins); err != nil {
		return err
	}
	return k.change(ctx, func(t *types.Totals) { t.BurnedFees = t.BurnedFees.Add(fees.Amount) })
}
