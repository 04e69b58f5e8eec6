package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// maxPayments is the most unbondings that a block pays: the next block goes on with what is left.
const maxPayments = 100

// maturing is a key of the unbondings in order of the epoch at whose start they are paid.
type maturing = collections.Triple[uint64, sdk.AccAddress, uint64]

// beginUnbonding gives an unbonding its identifier and writes it. Its coins stay in the module's account.
func (k *Keeper) beginUnbonding(ctx context.Context, host sdk.AccAddress, u types.Unbonding) (types.Unbonding, error) {
	var err error
	if u.Id, err = k.nextUnbonding.Next(ctx); err != nil {
		return u, err
	}
	if err := k.setUnbonding(ctx, host, u); err != nil {
		return u, err
	}
	return u, sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventUnbonding{
		Host: u.Host, Id: u.Id, Amount: u.Amount.String(), MatureEpoch: u.MatureEpoch,
	})
}

func (k *Keeper) setUnbonding(ctx context.Context, host sdk.AccAddress, u types.Unbonding) error {
	if err := k.unbondings.Set(ctx, collections.Join(host, u.Id), u); err != nil {
		return err
	}
	return k.maturing.Set(ctx, collections.Join3(u.MatureEpoch, host, u.Id))
}

// unbondingsOf returns what a Host has under way, in order of identifiers.
func (k *Keeper) unbondingsOf(ctx context.Context, host sdk.AccAddress) ([]types.Unbonding, error) {
	var under []types.Unbonding
	of := collections.NewPrefixedPairRange[sdk.AccAddress, uint64](host)
	err := k.unbondings.Walk(ctx, of, func(_ collections.Pair[sdk.AccAddress, uint64], u types.Unbonding) (bool, error) {
		under = append(under, u)
		return false, nil
	})
	return under, err
}

// payMature pays the unbondings whose epoch has come to their operators, less what slashes took, at most maxPayments a block. Each is a
// step of its own: one that can't be paid raises its alarm, waits for the next epoch, and stops nobody else.
func (k *Keeper) payMature(ctx sdk.Context) error {
	n, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	var due []maturing
	if err := k.maturing.Walk(ctx, nil, func(key maturing) (bool, error) {
		if key.K1() > n || len(due) == maxPayments {
			return true, nil
		}
		due = append(due, collections.Join3(key.K1(), slices.Clone(key.K2()), key.K3()))
		return false, nil
	}); err != nil {
		return err
	}
	for _, key := range due {
		paid := false
		if err := k.epoch.Run(ctx, "host/unbonding", func(ctx sdk.Context) error {
			err := k.payUnbonding(ctx, key)
			paid = err == nil
			return err
		}); err != nil {
			return err
		}
		if paid {
			continue
		}
		if err := k.postponeUnbonding(ctx, key, n+1); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) payUnbonding(ctx sdk.Context, key maturing) error {
	id := collections.Join(key.K2(), key.K3())
	u, err := k.unbondings.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := k.pay(ctx, key.K2(), u.Amount); err != nil {
		return err
	}
	if err := k.unbondings.Remove(ctx, id); err != nil {
		return err
	}
	if err := k.maturing.Remove(ctx, key); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventUnbonded{Host: u.Host, Id: u.Id, Amount: u.Amount.String()})
}

// postponeUnbonding makes an unbonding wait for another epoch.
func (k *Keeper) postponeUnbonding(ctx context.Context, key maturing, until uint64) error {
	u, err := k.unbondings.Get(ctx, collections.Join(key.K2(), key.K3()))
	if err != nil {
		return err
	}
	if err := k.maturing.Remove(ctx, key); err != nil {
		return err
	}
	u.MatureEpoch = until
	return k.setUnbonding(ctx, key.K2(), u)
}
