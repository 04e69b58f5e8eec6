package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// CommitWork takes the nonces of a Host's hits (protocol §5). Nothing is re-executed here: a nonce that is no hit costs more than it brings
// once it is found. Open to every Host that may be a member of the next epoch, member of this one or not.
func (s msgServer) CommitWork(goCtx context.Context, msg *types.MsgCommitWork) (*types.MsgCommitWorkResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	host, err := s.authorised(ctx, msg.Host, msg.Signer, hosttypes.ACTION_KIND_WORK)
	if err != nil {
		return nil, err
	}
	ctx.GasMeter().ConsumeGas(types.WorkGas(len(msg.Nonces)), "work")
	ctx = free(ctx)
	if err := s.computing(ctx, msg.Epoch); err != nil {
		return nil, err
	}
	eligible, err := s.host.Eligible(ctx, msg.Epoch+1, host)
	if err != nil {
		return nil, err
	}
	if !eligible {
		return nil, types.ErrNotEligible.Wrapf("%s in epoch %d", msg.Host, msg.Epoch+1)
	}
	if msg.Tier != 0 {
		return nil, types.ErrInvalidTier.Wrapf("tier %d, must be 0", msg.Tier)
	}
	work, committed, err := s.Work(ctx, msg.Epoch, host)
	if err != nil {
		return nil, err
	}
	nonces, err := s.acceptable(ctx, work, msg)
	if err != nil {
		return nil, err
	}
	if !committed {
		work = types.Work{Epoch: msg.Epoch, Host: msg.Host, Tier: msg.Tier}
	}
	chunk := types.WorkChunk{Epoch: msg.Epoch, Host: msg.Host, Index: work.Chunks, Count: uint32(len(nonces)), Nonces: msg.Nonces}
	work.Count += chunk.Count
	work.LastNonce = nonces[len(nonces)-1]
	work.Chunks++
	if err := s.append(ctx, host, work, chunk); err != nil {
		return nil, err
	}
	return &types.MsgCommitWorkResponse{Count: work.Count}, ctx.EventManager().EmitTypedEvent(&types.EventWorkCommitted{
		Epoch: msg.Epoch, Host: msg.Host, Added: chunk.Count, Count: work.Count,
	})
}

// computing tells whether work of epoch n is accepted now: from the block after the beacon became known to the end of the compute window.
func (k *Keeper) computing(ctx sdk.Context, n uint64) error {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	switch {
	case n > current:
		return types.ErrEpochNotBegun.Wrapf("epoch %d, it is %d", n, current)
	case n < current:
		return types.ErrSprintOver.Wrapf("that of epoch %d, it is %d", n, current)
	}
	schedule, err := k.epoch.Schedule(ctx, n)
	if err != nil {
		return err
	}
	switch height := ctx.BlockHeight(); {
	case schedule.BeaconHeight == 0 || height <= schedule.BeaconHeight:
		return types.ErrSprintNotBegun.Wrapf("the beacon of epoch %d is not known", n+1)
	case height > schedule.ComputeEnd:
		return types.ErrSprintOver.Wrapf("work of epoch %d was accepted until height %d", n, schedule.ComputeEnd)
	}
	return nil
}

// acceptable returns the nonces of a message, if they may be added to a Host's work.
func (k *Keeper) acceptable(ctx sdk.Context, work types.Work, msg *types.MsgCommitWork) ([]uint64, error) {
	params, err := k.ParamsOf(ctx, msg.Epoch)
	if err != nil {
		return nil, err
	}
	nonces, err := sprintwork.DecodeNonces(msg.Nonces, int(params.MaxNonces))
	switch {
	case errors.Is(err, sprintwork.ErrTooManyNonces):
		return nil, types.ErrTooManyNonces.Wrapf("at most %d", params.MaxNonces)
	case err != nil:
		return nil, types.ErrInvalidNonces.Wrap(err.Error())
	case work.Chunks > 0 && nonces[0] <= work.LastNonce:
		return nil, types.ErrNotAbove.Wrapf("%d, the last one was %d", nonces[0], work.LastNonce)
	case uint64(work.Count)+uint64(len(nonces)) > uint64(params.MaxNonces):
		return nil, types.ErrTooManyNonces.Wrapf("%d and %d more, at most %d", work.Count, len(nonces), params.MaxNonces)
	}
	return nonces, nil
}

// append writes a Host's work with one more chunk, and counts it in the Sprint's record.
func (k *Keeper) append(ctx sdk.Context, host sdk.AccAddress, work types.Work, chunk types.WorkChunk) error {
	sprint, err := k.Sprint(ctx, work.Epoch)
	if err != nil {
		return err
	}
	if chunk.Index == 0 {
		part, _, err := k.Contribution(ctx, work.Epoch, host)
		if err != nil {
			return err
		}
		sprint.Hosts++
		sprint.CommittedSlots += part.Slots // 0 for who is no member
	}
	sprint.Nonces += uint64(chunk.Count)
	if err := k.sprints.Set(ctx, work.Epoch, sprint); err != nil {
		return err
	}
	if err := k.setWork(ctx, host, work); err != nil {
		return err
	}
	return k.workChunks.Set(ctx, collections.Join3(work.Epoch, []byte(host), chunk.Index), chunk)
}
