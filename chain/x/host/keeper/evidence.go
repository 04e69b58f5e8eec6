package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/core/comet"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// hearEvidence punishes who signed twice. CometBFT has checked the evidence and reports each piece once; so each is a step of its own, and
// one that fails stops no other.
func (k *Keeper) hearEvidence(ctx context.Context) error {
	evidence := sdk.UnwrapSDKContext(ctx).CometInfo().GetEvidence()
	for i := range evidence.Len() {
		if err := k.epoch.Run(ctx, "host/evidence", func(ctx sdk.Context) error {
			return k.punish(ctx, evidence.Get(i))
		}); err != nil {
			return err
		}
	}
	return nil
}

// punish slashes a Host, retired or not, for two votes of one height and takes its next epoch's weight, once for each epoch of such votes
// (protocol §3). Evidence of an unknown address, of who has left with all its stake, or from before the epochs for which stake stays
// bonded is ignored.
func (k *Keeper) punish(ctx sdk.Context, evidence comet.Evidence) error {
	if kind := evidence.Type(); kind != comet.DuplicateVote && kind != comet.LightClientAttack {
		return nil
	}
	host, known, err := k.consensusOwner(ctx, evidence.Validator().Address())
	if err != nil || !known {
		return err
	}
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	n, known, err := k.epochAt(ctx, current, evidence.Height())
	if err != nil || !known {
		return err
	}
	params, err := k.ParamsOf(ctx, current)
	if err != nil {
		return err
	}
	_, err = k.Slash(ctx, types.Penalty{Epoch: n, Host: host, Offence: types.OFFENCE_DOUBLE_SIGN, Ppm: params.DoubleSignPpm})
	if errors.Is(err, types.ErrAlreadySlashed) || errors.Is(err, types.ErrUnknownHost) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := k.Exclude(ctx, current+1, host, types.OFFENCE_DOUBLE_SIGN); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventDoubleSigned{Host: host.String(), Epoch: n, Height: evidence.Height()})
}

// epochAt returns the epoch of a height, by the schedules that are kept: those of the current epoch and of the three before it.
func (k *Keeper) epochAt(ctx context.Context, current uint64, height int64) (n uint64, known bool, err error) {
	for n = current; ; n-- {
		schedule, err := k.epoch.Schedule(ctx, n)
		if errors.Is(err, epochtypes.ErrUnknownEpoch) {
			return 0, false, nil
		}
		if err != nil {
			return 0, false, err
		}
		if height >= schedule.Start {
			return n, true, nil
		}
		if n == 0 {
			return 0, false, nil
		}
	}
}
