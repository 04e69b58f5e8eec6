package keeper

import (
	"bytes"
	"context"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Exclude takes a Host's weight in epoch n, whatever its work was.
func (k *Keeper) Exclude(ctx context.Context, n uint64, host sdk.AccAddress, offence types.Offence) error {
	key := collections.Join(n, host)
	excluded, err := k.exclusions.Has(ctx, key)
	if err != nil || excluded {
		return err
	}
	exclusion := types.Exclusion{Epoch: n, Host: host.String(), Offence: offence}
	if err := k.exclusions.Set(ctx, key, exclusion); err != nil {
		return err
	}
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventExcluded{
		Host: exclusion.Host, Epoch: n, Offence: offence.String(),
	})
}

// Slash takes a part of a Host's stake and of all that it is unbonding, at most once per epoch and kind of offence (protocol §3). Who
// reported it gets reporter_ppm of that at once, the rest goes to the members of the next epoch. It fails with ErrUnknownHost or
// ErrAlreadySlashed.
func (k *Keeper) Slash(ctx context.Context, p types.Penalty) (math.Int, error) {
	host, err := k.Host(ctx, p.Host)
	if err != nil {
		return math.Int{}, err
	}
	key := collections.Join3(p.Epoch, p.Host, uint32(p.Offence))
	slashed, err := k.slashes.Has(ctx, key)
	if err != nil {
		return math.Int{}, err
	}
	if slashed {
		return math.Int{}, types.ErrAlreadySlashed.Wrapf("%s for %s in epoch %d", host.Address, p.Offence, p.Epoch)
	}
	params, err := k.currentParams(ctx)
	if err != nil {
		return math.Int{}, err
	}
	taken := math.NewIntFromUint64(types.Part(host.Stake.Uint64(), p.Ppm))
	host.Stake = host.Stake.Sub(taken)
	if err := k.hosts.Set(ctx, p.Host, host); err != nil {
		return math.Int{}, err
	}
	unbonding, err := k.slashUnbondings(ctx, p)
	if err != nil {
		return math.Int{}, err
	}
	taken = taken.Add(unbonding)
	record := types.Slash{
		Epoch: p.Epoch, Host: host.Address, Offence: p.Offence, Amount: taken, Reported: math.ZeroInt(),
		Height: sdk.UnwrapSDKContext(ctx).BlockHeight(),
	}
	if p.Reporter != nil {
		record.Reporter, record.Reported = p.Reporter.String(), math.NewIntFromUint64(types.Part(taken.Uint64(), params.ReporterPpm))
		if err := k.pay(ctx, p.Reporter, record.Reported); err != nil {
			return math.Int{}, err
		}
	}
	if err := k.slashes.Set(ctx, key, record); err != nil {
		return math.Int{}, err
	}
	epoch, err := k.addToPool(ctx, taken.Sub(record.Reported))
	if err != nil {
		return math.Int{}, err
	}
	return taken, sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventSlashed{
		Host: record.Host, Epoch: record.Epoch, Offence: p.Offence.String(), Amount: taken.String(),
		Reporter: record.Reporter, Reported: record.Reported.String(), PoolEpoch: epoch,
	})
}

// slashUnbondings takes the same part of each unbonding of a Host.
func (k *Keeper) slashUnbondings(ctx context.Context, p types.Penalty) (math.Int, error) {
	taken := math.ZeroInt()
	var left []types.Unbonding
	of := collections.NewPrefixedPairRange[sdk.AccAddress, uint64](p.Host)
	if err := k.unbondings.Walk(ctx, of, func(_ collections.Pair[sdk.AccAddress, uint64], u types.Unbonding) (bool, error) {
		part := math.NewIntFromUint64(types.Part(u.Amount.Uint64(), p.Ppm))
		u.Amount, taken = u.Amount.Sub(part), taken.Add(part)
		left = append(left, u)
		return false, nil
	}); err != nil {
		return math.Int{}, err
	}
	for _, u := range left {
		if err := k.unbondings.Set(ctx, collections.Join(p.Host, u.Id), u); err != nil {
			return math.Int{}, err
		}
	}
	return taken, nil
}

// SlashedSince returns the Hosts that were slashed since the start of epoch n, in order of raw address.
func (k *Keeper) SlashedSince(ctx context.Context, n uint64) ([]sdk.AccAddress, error) {
	schedule, err := k.epoch.Schedule(ctx, n)
	if err != nil {
		return nil, err
	}
	var slashed []sdk.AccAddress
	err = k.slashes.Walk(ctx, nil, func(key collections.Triple[uint64, sdk.AccAddress, uint32], s types.Slash) (bool, error) {
		if s.Height >= schedule.Start {
			slashed = append(slashed, slices.Clone(key.K2()))
		}
		return false, nil
	})
	slices.SortFunc(slashed, func(a, b sdk.AccAddress) int { return bytes.Compare(a, b) })
	return slices.CompactFunc(slashed, func(a, b sdk.AccAddress) bool { return a.Equals(b) }), err
}

// pay sends coins of the module's account to an address.
func (k *Keeper) pay(ctx context.Context, to sdk.AccAddress, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	coins, err := k.coins(ctx, amount)
	if err != nil {
		return err
	}
	return k.bank.SendCoinsFromModuleToAccount(ctx, types.ModuleName, to, coins)
}

// take moves coins of an account into the module's. It fails with ErrInsufficientFunds.
func (k *Keeper) take(ctx context.Context, from sdk.AccAddress, amount math.Int) error {
	coins, err := k.coins(ctx, amount)
	if err != nil {
		return err
	}
	if balance := k.bank.GetBalance(ctx, from, coins[0].Denom); balance.IsLT(coins[0]) {
		return types.ErrInsufficientFunds.Wrapf("%s has %s of %s", from, balance, coins)
	}
	if err := k.bank.SendCoinsFromAccountToModule(ctx, from, types.ModuleName, coins); err != nil {
		return types.ErrInsufficientFunds.Wrap(err.Error())
	}
	return nil
}

// coins is an amount, which is positive, in the fee denomination.
func (k *Keeper) coins(ctx context.Context, amount math.Int) (sdk.Coins, error) {
	clock, err := k.epoch.LiveParams(ctx)
	if err != nil {
		return nil, err
	}
	return sdk.NewCoins(sdk.NewCoin(clock.FeeDenom, amount)), nil
}
