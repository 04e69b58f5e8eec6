package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// ChallengeWork re-executes a nonce that another Host has committed (protocol §5). If it is no hit, that Host is guilty; if it is one, the
// challenger's operator loses the bond, and the message succeeds all the same: what it wrote has to stay. Rules that cost nothing come
// first, then the bond, then the re-execution.
func (s msgServer) ChallengeWork(goCtx context.Context, msg *types.MsgChallengeWork) (*types.MsgChallengeWorkResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	challenger, err := s.authorised(ctx, msg.Host, msg.Signer, hosttypes.ACTION_KIND_CHALLENGE)
	if err != nil {
		return nil, err
	}
	accused, err := hosttypes.ParseAddress("accused", msg.Accused)
	if err != nil {
		return nil, err
	}
	if err := types.TakeAlone(ctx); err != nil {
		return nil, err
	}
	ctx.GasMeter().ConsumeGas(types.ChallengeBaseGas(), "challenge")
	if accused.Equals(challenger) {
		return nil, types.ErrOwnWork
	}
	if err := s.challengeable(free(ctx), msg.Epoch); err != nil {
		return nil, err
	}
	params, err := s.ParamsOf(free(ctx), msg.Epoch)
	if err != nil {
		return nil, err
	}
	work, err := s.accusable(free(ctx), accused, msg)
	if err != nil {
		return nil, err
	}
	lost, err := s.standsFor(free(ctx), challenger, msg.Epoch, params)
	if err != nil {
		return nil, err
	}
	ctx.GasMeter().ConsumeGas(types.ChallengeGas(params.Shape()), "re-execution")
	ctx = free(ctx)
	sprint, err := s.Sprint(ctx, msg.Epoch)
	if err != nil {
		return nil, err
	}
	replay, err := s.replayer(ctx, msg.Epoch, sprint.Target)
	if err != nil {
		return nil, err
	}
	digest, hit := replay.run(accused, msg.Nonce, work.Tier)
	answer := &types.MsgChallengeWorkResponse{Guilty: !hit, Digest: digest[:]}
	if hit {
		return answer, s.lose(ctx, challenger, lost, msg, params)
	}
	return answer, s.condemn(ctx, accused, work, miss{nonce: msg.Nonce, digest: digest, challenger: challenger})
}

// challengeable tells whether work of epoch n can be challenged now: from the end of the compute window to the block before S_{n+2}.
func (k *Keeper) challengeable(ctx sdk.Context, n uint64) error {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	switch {
	case n > current:
		return types.ErrEpochNotBegun.Wrapf("epoch %d, it is %d", n, current)
	case n < current && current-n > 1:
		return types.ErrSprintOver.Wrapf("work of epoch %d could be challenged until epoch %d began", n, n+2)
	case n < current:
		return nil
	}
	schedule, err := k.epoch.Schedule(ctx, n)
	if err != nil {
		return err
	}
	switch {
	case schedule.BeaconHeight == 0:
		return types.ErrSprintNotBegun.Wrapf("the beacon of epoch %d is not known", n+1)
	case ctx.BlockHeight() <= schedule.ComputeEnd:
		return types.ErrTooEarly.Wrapf("work of epoch %d can be challenged from height %d on", n, schedule.ComputeEnd+1)
	}
	return nil
}

// accusable returns the accused's work, if it holds the nonce and was not found guilty.
func (k *Keeper) accusable(ctx sdk.Context, accused sdk.AccAddress, msg *types.MsgChallengeWork) (types.Work, error) {
	work, ok, err := k.Work(ctx, msg.Epoch, accused)
	switch {
	case err != nil:
		return work, err
	case !ok:
		return work, types.ErrNotCommitted.Wrapf("%s has no work in epoch %d", msg.Accused, msg.Epoch)
	case work.Guilty():
		return work, types.ErrAlreadyGuilty.Wrapf("%s since height %d", msg.Accused, work.GuiltyHeight)
	}
	found, err := k.committed(ctx, accused, work, msg.Nonce)
	if err == nil && !found {
		err = types.ErrNotCommitted.Wrapf("nonce %d of %s in epoch %d", msg.Nonce, msg.Accused, msg.Epoch)
	}
	return work, err
}

// standsFor tells whether the challenger may lose one more challenge, and returns how many it has lost.
func (k *Keeper) standsFor(ctx sdk.Context, challenger sdk.AccAddress, n uint64, params types.Params) (types.LostChallenges, error) {
	lost, err := k.lostChallenges.Get(ctx, collections.Join(n, []byte(challenger)))
	if errors.Is(err, collections.ErrNotFound) {
		lost = types.LostChallenges{Epoch: n, Host: challenger.String()}
	} else if err != nil {
		return lost, err
	}
	if lost.Count >= params.MaxLostChallenges {
		return lost, types.ErrTooManyChallenges.Wrapf("%s has lost %d in epoch %d", lost.Host, lost.Count, n)
	}
	clock, err := k.epoch.LiveParams(ctx)
	if err != nil {
		return lost, err
	}
	bond := math.NewIntFromUint64(params.ChallengeBond)
	if has := k.bank.SpendableCoin(ctx, challenger, clock.FeeDenom); has.Amount.LT(bond) {
		return lost, types.ErrBondMissing.Wrapf("%s has %s, the bond is %s", lost.Host, has, bond)
	}
	return lost, nil
}

// lose takes the bond of a challenge that proved nothing.
func (k *Keeper) lose(
	ctx sdk.Context, challenger sdk.AccAddress, lost types.LostChallenges, msg *types.MsgChallengeWork, params types.Params,
) error {
	lost.Count++
	if err := k.lostChallenges.Set(ctx, collections.Join(lost.Epoch, []byte(challenger)), lost); err != nil {
		return err
	}
	bond := math.NewIntFromUint64(params.ChallengeBond)
	if err := k.host.Forfeit(ctx, challenger, bond); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventChallengeLost{
		Epoch: lost.Epoch, Challenger: lost.Host, Accused: msg.Accused, Nonce: msg.Nonce, Bond: bond.String(),
	})
}
