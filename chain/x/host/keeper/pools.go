package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Forfeit takes a lost bond from an account; the members of the next epoch share it. It fails with ErrInsufficientFunds.
func (k *Keeper) Forfeit(ctx context.Context, from sdk.AccAddress, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	if err := k.take(ctx, from, amount); err != nil {
		return err
	}
	_, err := k.addToPool(ctx, amount)
	return err
}

// addToPool adds coins, which the module's account holds, to what the next epoch shares out. It returns that epoch.
func (k *Keeper) addToPool(ctx context.Context, amount math.Int) (uint64, error) {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return 0, err
	}
	pool, err := k.Pool(ctx, current+1)
	if err != nil || amount.IsZero() {
		return current + 1, err
	}
	return current + 1, k.pools.Set(ctx, current+1, types.Pool{Epoch: current + 1, Amount: pool.Add(amount)})
}

// Pool returns what slashes and lost bonds have added to what epoch n shares out, until it is taken.
func (k *Keeper) Pool(ctx context.Context, n uint64) (math.Int, error) {
	pool, err := k.pools.Get(ctx, n)
	if errors.Is(err, collections.ErrNotFound) {
		return math.ZeroInt(), nil
	}
	return pool.Amount, err
}

// TakePool moves coins of the pool of epoch n into the account of the module that shares it out. It fails with ErrInsufficientFunds.
func (k *Keeper) TakePool(ctx context.Context, n uint64, module string, amount math.Int) error {
	pool, err := k.Pool(ctx, n)
	if err != nil {
		return err
	}
	if amount.GT(pool) {
		return types.ErrInsufficientFunds.Wrapf("%s of the pool of epoch %d, which has %s", amount, n, pool)
	}
	coins, err := k.coins(ctx, amount)
	if err != nil {
		return err
	}
	if err := k.bank.SendCoinsFromModuleToModule(ctx, types.ModuleName, module, coins); err != nil {
		return err
	}
	return k.pools.Set(ctx, n, types.Pool{Epoch: n, Amount: pool.Sub(amount)})
}

// CarryPool leaves what was not taken of the pool of epoch n to the epoch after the current one.
func (k *Keeper) CarryPool(ctx context.Context, n uint64) error {
	rest, err := k.Pool(ctx, n)
	if err != nil {
		return err
	}
	if err := k.pools.Remove(ctx, n); err != nil {
		return err
	}
	_, err = k.addToPool(ctx, rest)
	return err
}

// TotalHeld returns what the module's account holds: stakes, what is unbonding, and the pools.
func (k *Keeper) TotalHeld(ctx context.Context) (math.Int, error) {
	total, err := k.TotalStake(ctx)
	if err != nil {
		return math.Int{}, err
	}
	if err := k.unbondings.Walk(ctx, nil, func(_ collections.Pair[sdk.AccAddress, uint64], u types.Unbonding) (bool, error) {
		total = total.Add(u.Amount)
		return false, nil
	}); err != nil {
		return math.Int{}, err
	}
	err = k.pools.Walk(ctx, nil, func(_ uint64, p types.Pool) (bool, error) {
		total = total.Add(p.Amount)
		return false, nil
	})
	return total, err
}
