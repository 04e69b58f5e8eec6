package keeper

import (
	"context"
	"errors"
	"slices"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// countVotes notes who didn't sign the block before, and takes the power of who missed too many of the last ones until the next epoch
// (protocol §3). A vote for nil is a sign of life. Votes of unknown addresses are ignored, and so are those of who has no power in the
// current epoch: the set before signs for two more blocks.
func (k *Keeper) countVotes(ctx sdk.Context) error {
	n, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	params, err := k.ParamsOf(ctx, n)
	if err != nil {
		return err
	}
	signed := ctx.BlockHeight() - 1
	for _, vote := range ctx.VoteInfos() {
		host, known, err := k.consensusOwner(ctx, vote.Validator.Address)
		if err != nil {
			return err
		}
		if !known {
			continue
		}
		missed := vote.BlockIdFlag == cmtproto.BlockIDFlagAbsent
		uptime, changed, err := k.uptimeAfter(ctx, host, params.DowntimeWindow, signed, missed)
		if err != nil {
			return err
		}
		// Who signs is up. Who was down but for the limit of an epoch is looked at again with the next block that it misses.
		late := missed && uptime.Count >= params.DowntimeMissed
		if !changed && !late {
			continue
		}
		member, ok, err := k.Member(ctx, n, host)
		if err != nil {
			return err
		}
		down, err := k.downs.Has(ctx, collections.Join(n, host))
		if err != nil {
			return err
		}
		if !ok || member.Slots == 0 || down {
			continue
		}
		if late {
			if down, err = k.takePower(ctx, member, host, params, uptime.Count); err != nil {
				return err
			}
		}
		if down || uptime.Count == 0 {
			err = k.uptimes.Remove(ctx, host)
		} else {
			err = k.uptimes.Set(ctx, host, uptime)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// consensusOwner returns the Host that a validator's address belongs, or once belonged, to.
func (k *Keeper) consensusOwner(ctx context.Context, validator []byte) (host sdk.AccAddress, known bool, err error) {
	owner, err := k.consensusOwners.Get(ctx, validator)
	if errors.Is(err, collections.ErrNotFound) {
		return nil, false, nil
	}
	return owner, err == nil, err
}

// uptimeAfter returns a Host's record with a block that it signed or missed, and whether it differs. A record of another window begins
// anew.
func (k *Keeper) uptimeAfter(
	ctx context.Context, host sdk.AccAddress, window uint32, height int64, missed bool,
) (uptime types.Uptime, changed bool, err error) {
	uptime, err = k.uptimes.Get(ctx, host)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return types.Uptime{}, false, err
	}
	if err != nil || uptime.Window != window {
		changed = err == nil
		uptime = types.NewUptime(host.String(), window)
	}
	return uptime, uptime.Note(height, missed) || changed, nil
}

// takePower takes a member's power until the next epoch, unless more than a third of the epoch's slots would then be without. It reports
// whether it did.
func (k *Keeper) takePower(
	ctx sdk.Context, member types.Member, host sdk.AccAddress, params types.Params, missed uint32,
) (bool, error) {
	without := member.Slots
	if err := k.walkDowns(ctx, member.Epoch, func(down types.Member) { without += down.Slots }); err != nil {
		return false, err
	}
	if 3*without > params.Slots {
		return false, nil
	}
	down := types.Down{Epoch: member.Epoch, Host: member.Host, Height: ctx.BlockHeight(), Missed: missed}
	if err := k.downs.Set(ctx, collections.Join(down.Epoch, host), down); err != nil {
		return false, err
	}
	if err := k.updateDue.Set(ctx, true); err != nil {
		return false, err
	}
	if err := ctx.EventManager().EmitTypedEvent(&types.EventDown{
		Host: down.Host, Epoch: down.Epoch, Height: down.Height, Missed: down.Missed,
	}); err != nil {
		return false, err
	}
	return true, ctx.EventManager().EmitTypedEvent(&types.EventPowerChanged{
		Host: down.Host, Epoch: down.Epoch, Before: int64(member.Slots), Reason: reasonDowntime,
	})
}

// walkDowns visits the members of epoch n that have no power because they were down.
func (k *Keeper) walkDowns(ctx context.Context, n uint64, fn func(types.Member)) error {
	return k.downs.Walk(ctx, collections.NewPrefixedPairRange[uint64, sdk.AccAddress](n), func(key epochHost, _ types.Down) (bool, error) {
		member, ok, err := k.Member(ctx, n, key.K2())
		if ok {
			fn(member)
		}
		return false, err
	})
}

// forgetUptimes deletes the records of Hosts that have no power in epoch n: who comes back begins anew.
func (k *Keeper) forgetUptimes(ctx context.Context, n uint64) error {
	var gone []sdk.AccAddress
	if err := k.uptimes.Walk(ctx, nil, func(host sdk.AccAddress, _ types.Uptime) (bool, error) {
		member, _, err := k.Member(ctx, n, host)
		if member.Slots == 0 {
			gone = append(gone, slices.Clone(host))
		}
		return false, err
	}); err != nil {
		return err
	}
	for _, host := range gone {
		if err := k.uptimes.Remove(ctx, host); err != nil {
			return err
		}
	}
	return nil
}
