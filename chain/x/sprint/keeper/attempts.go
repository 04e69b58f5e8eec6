package keeper

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// CountAttempt counts a Host's attempt to deal in epoch n. The ante chain calls it once the signer may act for the Host and its signature
// is verified, so that a stranger uses up nobody's attempts; what it writes stays when the dealing fails. It fails with ErrEpochNotBegun,
// ErrEpochOver, ErrNoSlots or ErrTooManyAttempts.
func (k *Keeper) CountAttempt(ctx sdk.Context, n uint64, host sdk.AccAddress) error {
	_, c, err := k.current(ctx, n, host)
	if err != nil {
		return err
	}
	params, err := k.ParamsOf(ctx, n)
	if err != nil {
		return err
	}
	if c.Attempts >= params.MaxAttempts {
		return types.ErrTooManyAttempts.Wrapf("%s has used all %d of epoch %d", c.Host, params.MaxAttempts, n)
	}
	c.Attempts++
	return k.setContribution(ctx, host, c)
}

// current returns the round of the current epoch and a Host's part in it. It fails with ErrEpochNotBegun or ErrEpochOver if n is another
// epoch, and with ErrNoSlots.
func (k *Keeper) current(ctx sdk.Context, n uint64, host sdk.AccAddress) (types.Round, types.Contribution, error) {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return types.Round{}, types.Contribution{}, err
	}
	switch {
	case n > current:
		return types.Round{}, types.Contribution{}, types.ErrEpochNotBegun.Wrapf("epoch %d, it is %d", n, current)
	case n < current:
		return types.Round{}, types.Contribution{}, types.ErrEpochOver.Wrapf("epoch %d, it is %d", n, current)
	}
	round, err := k.Round(ctx, n)
	if err != nil {
		return types.Round{}, types.Contribution{}, err
	}
	c, ok, err := k.Contribution(ctx, n, host)
	if err != nil {
		return types.Round{}, types.Contribution{}, err
	}
	if !ok {
		return types.Round{}, types.Contribution{}, types.ErrNoSlots.Wrapf("%s in epoch %d", host, n)
	}
	return round, c, nil
}
