package keeper

import (
	"context"
	"errors"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// forgetRetired deletes Hosts that have retired once all their stake is paid and no epoch that is kept knows them as a member, at most
// budget of them, and returns what is left of the budget. oldest is the oldest epoch that is kept. Their address and keys stay used for
// ever, and their consensus keys stay known.
func (k *Keeper) forgetRetired(ctx context.Context, oldest uint64, budget int) (int, error) {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return budget, err
	}
	type leaver struct {
		address sdk.AccAddress
		host    types.Host
	}
	var gone []leaver
	if err := k.hosts.Walk(ctx, nil, func(address sdk.AccAddress, h types.Host) (bool, error) {
		if !h.RetiredAt(current) {
			return false, nil
		}
		if len(gone) == budget {
			return true, nil
		}
		bound, err := k.bound(ctx, address, oldest, current)
		if err == nil && !bound {
			gone = append(gone, leaver{slices.Clone(address), h})
		}
		return false, err
	}); err != nil {
		return budget, err
	}
	for _, l := range gone {
		if err := k.forget(ctx, l.address, l.host); err != nil {
			return budget, err
		}
	}
	return budget - len(gone), nil
}

// bound reports whether a Host has stake under way or is a member of an epoch that is kept.
func (k *Keeper) bound(ctx context.Context, address sdk.AccAddress, oldest, current uint64) (bool, error) {
	under, err := k.unbondingsOf(ctx, address)
	if err != nil || len(under) > 0 {
		return true, err
	}
	for n := oldest; n <= current; n++ {
		if _, member, err := k.Member(ctx, n, address); err != nil || member {
			return true, err
		}
	}
	return false, nil
}

func (k *Keeper) forget(ctx context.Context, address sdk.AccAddress, host types.Host) error {
	var hot error
	if host.HotKey != "" {
		hot = k.hotKeys.Remove(ctx, sdk.MustAccAddressFromBech32(host.HotKey))
	}
	return errors.Join(hot, k.uptimes.Remove(ctx, address), k.proofs.Remove(ctx, address), k.hosts.Remove(ctx, address))
}
