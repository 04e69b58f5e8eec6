package keeper

import (
	"errors"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// miss is a committed nonce whose digest is no hit.
type miss struct {
	nonce  uint64
	digest [types.HashSize]byte
	// challenger reported it; nil if it was the chain's own sample.
	challenger sdk.AccAddress
}

// condemn finds a Host guilty (protocol §5): its work of this Sprint counts nothing, it has no weight in the next epoch to start, and it
// loses a part of its stake. Until the settlement the next epoch is the one that the work would have counted in. Who has retired and left
// with all its stake meanwhile has neither, and stops nothing.
func (k *Keeper) condemn(ctx sdk.Context, host sdk.AccAddress, work types.Work, m miss) error {
	params, err := k.ParamsOf(ctx, work.Epoch)
	if err != nil {
		return err
	}
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	work.GuiltyHeight, work.GuiltyNonce = ctx.BlockHeight(), m.nonce
	if err := k.setWork(ctx, host, work); err != nil {
		return err
	}
	slashed, err := k.host.Slash(ctx, hosttypes.Penalty{
		Epoch: work.Epoch, Host: host, Offence: hosttypes.OFFENCE_FALSE_WORK, Ppm: params.GuiltPpm, Reporter: m.challenger,
	})
	gone := errors.Is(err, hosttypes.ErrUnknownHost)
	if gone || errors.Is(err, hosttypes.ErrAlreadySlashed) {
		slashed = math.ZeroInt()
	} else if err != nil {
		return err
	}
	if !gone {
		if err := k.host.Exclude(ctx, current+1, host, hosttypes.OFFENCE_FALSE_WORK); err != nil {
			return err
		}
	}
	challenger := ""
	if m.challenger != nil {
		challenger = m.challenger.String()
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventGuilty{
		Epoch: work.Epoch, Host: work.Host, Nonce: m.nonce, Digest: m.digest[:], Challenger: challenger,
		WeightEpoch: current + 1, Slashed: slashed.String(),
	})
}
