package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/settlement"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/prune"
	"github.com/pacer-network/pacer/chain/x/reward/types"
)

// OnCutoff fixes what epoch n shares out, and among whom: the emission, the listed models, and the weight of the members that serve one.
// The shares themselves are minted at the end of this block and, if there are many, of those after it.
func (k *Keeper) OnCutoff(ctx sdk.Context, n uint64) error {
	params, err := k.ParamsOf(ctx, n)
	if err != nil {
		return err
	}
	emission, err := k.takeEmission(ctx, params)
	if err != nil {
		return err
	}
	s := types.Settlement{Epoch: n, Emission: math.NewIntFromUint64(emission), Minted: math.ZeroInt()}
	if s.Models, err = k.inference.Listed(ctx); err != nil {
		return err
	}
	if err := k.fixPool(ctx, &s); err != nil {
		return err
	}
	if err := k.host.WalkMembers(ctx, n, nil, func(m hosttypes.Member) (bool, error) {
		if shares(s, m) {
			s.TotalWeight += m.Weight
		}
		if sharesPool(s, m) {
			s.PoolWeight += m.Weight
		}
		return false, nil
	}); err != nil {
		return err
	}
	if err := k.unsettled.Set(ctx, n); err != nil {
		return err
	}
	return k.settlements.Set(ctx, n, s)
}

// takeEmission returns the emission of the epoch that is settled and steps on to that of the next: × decay_ppm, rounded down.
func (k *Keeper) takeEmission(ctx context.Context, params types.Params) (uint64, error) {
	emission, err := k.nextEmission.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		emission, err = params.Emission, nil
	}
	if err != nil {
		return 0, err
	}
	next, err := settlement.NextEmission(emission.Uint64(), params.DecayPpm)
	if err != nil {
		return 0, err
	}
	return emission.Uint64(), k.nextEmission.Set(ctx, math.NewIntFromUint64(next))
}

// shares reports whether a member serves a model that was listed at the cutoff.
func shares(s types.Settlement, m hosttypes.Member) bool {
	return slices.ContainsFunc(m.Models, func(id string) bool {
		_, listed := slices.BinarySearch(s.Models, id)
		return listed
	})
}

// settle goes on with the oldest settlement that is not finished: it mints the shares of up to 200 members, rounded down, and moves those
// of the pool. What remains by rounding, and what an absence from the epoch's beacon takes (protocol §4), is not minted; of the pool it is
// the next epoch's.
func (k *Keeper) settle(ctx sdk.Context) error {
	n, found, err := prune.First(ctx, collections.Map[uint64, collections.NoValue](k.unsettled))
	if err != nil || !found {
		return err
	}
	s, err := k.settlements.Get(ctx, n)
	if err != nil {
		return err
	}
	visited, minted, shared := 0, math.ZeroInt(), math.ZeroInt()
	err = k.host.WalkMembers(ctx, n, s.Cursor, func(m hosttypes.Member) (bool, error) {
		host, err := hosttypes.ParseAddress("host", m.Host)
		if err != nil {
			return false, err
		}
		visited++
		s.Cursor = host
		if !shares(s, m) || m.Weight == 0 {
			return visited == types.MaxSteps, nil
		}
		penalty, err := k.sprint.PenaltyPpm(ctx, n, host)
		if err != nil {
			return false, err
		}
		share, err := settlement.Share(s.Emission.Uint64(), m.Weight, s.TotalWeight)
		if err != nil {
			return false, err
		}
		if share, err = settlement.Without(share, penalty); err != nil {
			return false, err
		}
		emission, forfeited := math.NewIntFromUint64(share), poolShare(s, m, penalty)
		amount := emission.Add(forfeited)
		if amount.IsZero() {
			return visited == types.MaxSteps, nil
		}
		minted, shared = minted.Add(emission), shared.Add(forfeited)
		s.Hosts++
		return visited == types.MaxSteps, k.setReward(ctx, host, types.Reward{
			Epoch: n, Host: m.Host, Amount: amount, State: types.REWARD_STATE_CLAIMABLE,
			SettledHeight: ctx.BlockHeight(), Rebate: math.ZeroInt(), Payout: m.Payout, AbsencePpm: penalty,
		})
	})
	if err != nil {
		return err
	}
	if err := k.mint(ctx, minted); err != nil {
		return err
	}
	if err := k.share(ctx, n, shared); err != nil {
		return err
	}
	s.Minted, s.Shared = s.Minted.Add(minted), s.Shared.Add(shared)
	if visited < types.MaxSteps {
		if err := k.finish(ctx, &s); err != nil {
			return err
		}
	}
	return k.settlements.Set(ctx, n, s)
}

func (k *Keeper) finish(ctx sdk.Context, s *types.Settlement) error {
	s.SettledHeight = ctx.BlockHeight()
	if err := k.unsettled.Remove(ctx, s.Epoch); err != nil {
		return err
	}
	if err := k.host.CarryPool(ctx, s.Epoch); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventSettled{Epoch: s.Epoch, Minted: s.Minted, Hosts: s.Hosts, Shared: s.Shared})
}

// mint creates claimable coins in the module's account.
func (k *Keeper) mint(ctx context.Context, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	coins, err := k.coins(ctx, amount)
	if err != nil {
		return err
	}
	if err := k.bank.MintCoins(ctx, types.ModuleName, coins); err != nil {
		return err
	}
	return k.change(ctx, func(t *types.Totals) {
		t.Minted = t.Minted.Add(amount)
		t.Claimable = t.Claimable.Add(amount)
	})
}

// change applies fn to the totals.
func (k *Keeper) change(ctx context.Context, fn func(*types.Totals)) error {
	totals, err := k.totals.Get(ctx)
	if err != nil {
		return err
	}
	fn(&totals)
	return k.totals.Set(ctx, totals)
}
