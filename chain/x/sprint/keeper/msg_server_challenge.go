package keeper

import (
	"context"
	"errors"
	gomath "math"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// ChallengeWork re-executes a nonce that another Host has committed (protocol §5). If it is no hit, that Host is guilty; if it is one, the
// challenger's operator loses the bond, and the message succeeds all the same: what it wrote has to stay. Rules that cost nothing come
// first, then the bond, then the re-execution. What is charged doesn't depend on the state, so that the ante chain knows it.
func (s msgServer) ChallengeWork(goCtx context.Context, msg *types.MsgChallengeWork) (*types.MsgChallengeWorkResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	if _, err := s.authorised(ctx, msg.Host, msg.Signer, hosttypes.ACTION_KIND_CHALLENGE); err != nil {
		return nil, err
	}
	if err := types.TakeAlone(ctx); err != nil {
		return nil, err
	}
	ctx.GasMeter().ConsumeGas(types.ChallengeBaseGas(), "challenge")
	c, err := s.examine(free(ctx), msg, ctx.BlockHeight())
	if err != nil {
		return nil, err
	}
	ctx.GasMeter().ConsumeGas(types.ChallengeGas(c.params.Shape()), "re-execution")
	ctx = free(ctx)
	sprint, err := s.Sprint(ctx, msg.Epoch)
	if err != nil {
		return nil, err
	}
	replay, err := s.replayer(ctx, msg.Epoch, sprint.Target)
	if err != nil {
		return nil, err
	}
	digest, hit := replay.run(c.accused, msg.Nonce, c.work.Tier)
	answer := &types.MsgChallengeWorkResponse{Guilty: !hit, Digest: digest[:]}
	if hit {
		return answer, s.lose(ctx, c.challenger, c.lost, msg, c.params)
	}
	return answer, s.condemn(ctx, c.accused, c.work, miss{nonce: msg.Nonce, digest: digest, challenger: c.challenger})
}

// CheckChallenge tells whether a challenge could be carried out in the block at a height, as far as that is known without re-executing
// anything: the rules that its handler begins with. What it fails with is the handler's error.
func (k *Keeper) CheckChallenge(ctx sdk.Context, msg *types.MsgChallengeWork, height int64) (types.ChallengeTerms, error) {
	c, err := k.examine(ctx, msg, height)
	if err != nil {
		return types.ChallengeTerms{}, err
	}
	return types.ChallengeTerms{
		Challenger: c.challenger, Accused: c.accused,
		Gas:  hosttypes.AuthorizeGas + types.ChallengeBaseGas() + types.ChallengeGas(c.params.Shape()),
		Room: min(uint64(c.params.MaxLostChallenges-c.lost.Count), c.bonds),
	}, nil
}

// challenge is one that can be made, with what the state says about it.
type challenge struct {
	challenger, accused sdk.AccAddress
	params              types.Params
	work                types.Work
	lost                types.LostChallenges
	// bonds is how many bonds the challenger's operator has, at least one.
	bonds uint64
}

// examine looks a challenge up that is to be carried out at a height.
func (k *Keeper) examine(ctx sdk.Context, msg *types.MsgChallengeWork, height int64) (c challenge, err error) {
	if c.challenger, err = hosttypes.ParseAddress("host", msg.Host); err != nil {
		return c, err
	}
	if c.accused, err = hosttypes.ParseAddress("accused", msg.Accused); err != nil {
		return c, err
	}
	if c.accused.Equals(c.challenger) {
		return c, types.ErrOwnWork
	}
	if err = k.challengeable(ctx, msg.Epoch, height); err != nil {
		return c, err
	}
	if c.params, err = k.ParamsOf(ctx, msg.Epoch); err != nil {
		return c, err
	}
	if c.work, err = k.accusable(ctx, c.accused, msg); err != nil {
		return c, err
	}
	if c.lost, err = k.standsFor(ctx, c.challenger, msg.Epoch, c.params); err != nil {
		return c, err
	}
	c.bonds, err = k.bondsOf(ctx, c.challenger, c.params)
	return c, err
}

// challengeable tells whether work of epoch n can be challenged at a height of the current epoch: from the end of the compute window to the
// block before S_{n+2}.
func (k *Keeper) challengeable(ctx sdk.Context, n uint64, height int64) error {
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
	case height <= schedule.ComputeEnd:
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
	return lost, nil
}

// bondsOf tells how many bonds a challenger's operator has in coins that it can spend. It fails with ErrBondMissing if that is none.
func (k *Keeper) bondsOf(ctx sdk.Context, challenger sdk.AccAddress, params types.Params) (uint64, error) {
	clock, err := k.epoch.LiveParams(ctx)
	if err != nil {
		return 0, err
	}
	if params.ChallengeBond == 0 {
		return gomath.MaxUint64, nil
	}
	has, bond := k.bank.SpendableCoin(ctx, challenger, clock.FeeDenom), math.NewIntFromUint64(params.ChallengeBond)
	if has.Amount.LT(bond) {
		return 0, types.ErrBondMissing.Wrapf("%s has %s, the bond is %s", challenger, has, bond)
	}
	if bonds := has.Amount.Quo(bond); bonds.IsUint64() {
		return bonds.Uint64(), nil
	}
	return gomath.MaxUint64, nil
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
