package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/reward/types"
)

// beginSweep puts a sweep of an epoch on the list, if the epoch has a settlement.
func (k *Keeper) beginSweep(ctx context.Context, kind types.SweepKind, n uint64) error {
	settled, err := k.settlements.Has(ctx, n)
	if err != nil || !settled {
		return err
	}
	return k.sweeps.Set(ctx, collections.Join(uint32(kind), n), types.Sweep{Kind: kind, Epoch: n})
}

// sweep goes on with the first sweep that can go on. A sweep waits for the settlement of its epoch.
func (k *Keeper) sweep(ctx sdk.Context) error {
	var due types.Sweep
	err := k.sweeps.Walk(ctx, nil, func(_ sweepKey, s types.Sweep) (bool, error) {
		waits, err := k.unsettled.Has(ctx, s.Epoch)
		if err != nil || waits {
			return false, err
		}
		due = s
		return true, nil
	})
	if err != nil || due.Kind == types.SWEEP_KIND_UNSPECIFIED {
		return err
	}
	rewards, err := k.rewardsAfter(ctx, due.Epoch, due.Cursor, types.MaxSteps)
	if err != nil {
		return err
	}
	if due.Kind == types.SWEEP_KIND_BURN {
		err = k.burn(ctx, rewards)
	} else {
		err = k.forget(ctx, rewards)
	}
	if err != nil {
		return err
	}
	key := collections.Join(uint32(due.Kind), due.Epoch)
	if len(rewards) == types.MaxSteps {
		due.Cursor = rewards[len(rewards)-1].host
		return k.sweeps.Set(ctx, key, due)
	}
	if due.Kind == types.SWEEP_KIND_FORGET {
		if err := k.settlements.Remove(ctx, due.Epoch); err != nil {
			return err
		}
	}
	return k.sweeps.Remove(ctx, key)
}

// hostReward is a reward with the raw address of its Host.
type hostReward struct {
	host   sdk.AccAddress
	reward types.Reward
}

// rewardsAfter returns up to limit rewards of an epoch in order of address, after one of them.
func (k *Keeper) rewardsAfter(ctx context.Context, n uint64, after []byte, limit int) ([]hostReward, error) {
	r := collections.NewPrefixedPairRange[uint64, []byte](n)
	if len(after) > 0 {
		r = r.StartExclusive(after)
	}
	var all []hostReward
	err := k.rewards.Walk(ctx, r, func(key rewardKey, reward types.Reward) (bool, error) {
		all = append(all, hostReward{key.K2(), reward})
		return len(all) == limit, nil
	})
	return all, err
}

// burn burns what nobody claimed in time: supply goes down.
func (k *Keeper) burn(ctx sdk.Context, rewards []hostReward) error {
	sum := math.ZeroInt()
	for _, r := range rewards {
		if r.reward.State != types.REWARD_STATE_CLAIMABLE {
			continue
		}
		sum = sum.Add(r.reward.Amount)
		r.reward.State, r.reward.FinalHeight = types.REWARD_STATE_BURNED, ctx.BlockHeight()
		if err := k.setReward(ctx, r.host, r.reward); err != nil {
			return err
		}
		if err := ctx.EventManager().EmitTypedEvent(&types.EventBurned{
			Epoch: r.reward.Epoch, Host: r.reward.Host, Amount: r.reward.Amount,
		}); err != nil {
			return err
		}
	}
	if sum.IsZero() {
		return nil
	}
	coins, err := k.coins(ctx, sum)
	if err != nil {
		return err
	}
	if err := k.bank.BurnCoins(ctx, types.ModuleName, coins); err != nil {
		return err
	}
	return k.change(ctx, func(t *types.Totals) {
		t.Claimable = t.Claimable.Sub(sum)
		t.BurnedUnclaimed = t.BurnedUnclaimed.Add(sum)
	})
}

// forget deletes outcomes. A reward that still waits for its payment stays.
func (k *Keeper) forget(ctx context.Context, rewards []hostReward) error {
	for _, r := range rewards {
		if r.reward.State != types.REWARD_STATE_PAID && r.reward.State != types.REWARD_STATE_BURNED {
			continue
		}
		err := k.rewards.Remove(ctx, collections.Join(r.reward.Epoch, []byte(r.host)))
		if err != nil && !errors.Is(err, collections.ErrNotFound) {
			return err
		}
	}
	return nil
}
