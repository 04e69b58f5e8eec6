package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/reward/types"
)

// InitGenesis writes a genesis state. The balances are there already: those of the module must be what the rewards say.
func (k *Keeper) InitGenesis(ctx context.Context, g types.GenesisState) error {
	if err := g.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	params, err := k.epoch.Params(ctx)
	if err != nil {
		return err
	}
	if g.Totals == nil {
		totals := types.NewTotals(k.bank.GetSupply(ctx, params.FeeDenom).Amount)
		g.Totals = &totals
	}
	if pool := k.balance(ctx, types.ModuleName, params.FeeDenom); !pool.Equal(g.Totals.Pool()) {
		return types.ErrInvalidGenesis.Wrapf("the module's account holds %s, held and claimable are %s", pool, g.Totals.Pool())
	}
	if err := k.totals.Set(ctx, *g.Totals); err != nil {
		return err
	}
	if g.NextEmission != nil {
		if err := k.nextEmission.Set(ctx, *g.NextEmission); err != nil {
			return err
		}
	}
	for _, p := range g.EpochParams {
		if err := k.epochParams.Set(ctx, p.Epoch, p.Params); err != nil {
			return err
		}
	}
	for _, s := range g.Settlements {
		if err := k.settlements.Set(ctx, s.Epoch, s); err != nil {
			return err
		}
		if s.SettledHeight == 0 {
			if err := k.unsettled.Set(ctx, s.Epoch); err != nil {
				return err
			}
		}
	}
	for _, s := range g.Sweeps {
		if err := k.sweeps.Set(ctx, collections.Join(uint32(s.Kind), s.Epoch), s); err != nil {
			return err
		}
	}
	return k.initRewards(ctx, g.Rewards)
}

func (k *Keeper) initRewards(ctx context.Context, rewards []types.Reward) error {
	for _, r := range rewards {
		host, err := hosttypes.ParseAddress("host", r.Host)
		if err != nil {
			return err
		}
		if err := k.setReward(ctx, host, r); err != nil {
			return err
		}
		if r.State != types.REWARD_STATE_HELD {
			continue
		}
		if err := k.releases.Set(ctx, collections.Join3(r.ReleaseEpoch, r.Epoch, []byte(host))); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis reads everything back but copies of the parameters that wait to be pruned.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	totals, err := k.totals.Get(ctx)
	if err != nil {
		return nil, err
	}
	g := &types.GenesisState{Params: params, Totals: &totals}
	if emission, err := k.nextEmission.Get(ctx); err == nil {
		g.NextEmission = &emission
	} else if !errors.Is(err, collections.ErrNotFound) {
		return nil, err
	}
	if err := k.epochParams.Walk(ctx, nil, func(n uint64, p types.Params) (bool, error) {
		expired, err := k.epoch.Expired(ctx, n)
		if err == nil && !expired {
			g.EpochParams = append(g.EpochParams, types.EpochParams{Epoch: n, Params: p})
		}
		return false, err
	}); err != nil {
		return nil, err
	}
	if err := k.settlements.Walk(ctx, nil, func(_ uint64, s types.Settlement) (bool, error) {
		g.Settlements = append(g.Settlements, s)
		return false, nil
	}); err != nil {
		return nil, err
	}
	if err := k.rewards.Walk(ctx, nil, func(_ rewardKey, r types.Reward) (bool, error) {
		g.Rewards = append(g.Rewards, r)
		return false, nil
	}); err != nil {
		return nil, err
	}
	return g, k.sweeps.Walk(ctx, nil, func(_ sweepKey, s types.Sweep) (bool, error) {
		g.Sweeps = append(g.Sweeps, s)
		return false, nil
	})
}
