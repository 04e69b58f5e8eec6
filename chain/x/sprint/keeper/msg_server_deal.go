package keeper

import (
	"context"
	"errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// Deal verifies a Host's dealing and adds it to the sums (protocol §4).
func (s msgServer) Deal(goCtx context.Context, msg *types.MsgDeal) (*types.MsgDealResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	host, err := s.authorised(ctx, msg.Host, msg.Signer, hosttypes.ACTION_KIND_DEAL)
	if err != nil {
		return nil, err
	}
	if err := types.TakeAlone(ctx); err != nil {
		return nil, err
	}
	round, c, err := s.dealable(free(ctx), msg.Epoch, host)
	if err != nil {
		return nil, err
	}
	ctx.GasMeter().ConsumeGas(types.DealGas(round.Slots, round.Holders), "dealing")
	if err := s.add(free(ctx), &round, host, msg.Dealing); err != nil {
		return nil, err
	}
	c.DealtHeight = ctx.BlockHeight()
	round.Dealers++
	round.DealtSlots += c.Slots
	if err := s.setContribution(free(ctx), host, c); err != nil {
		return nil, err
	}
	if err := s.rounds.Set(free(ctx), round.Epoch, round); err != nil {
		return nil, err
	}
	return &types.MsgDealResponse{Dealers: round.Dealers, DealtSlots: round.DealtSlots}, ctx.EventManager().EmitTypedEvent(&types.EventDealt{
		Epoch: round.Epoch, Host: c.Host, Slots: c.Slots, Dealers: round.Dealers, DealtSlots: round.DealtSlots,
	})
}

// dealable returns the round and the Host's part in it if the Host may deal now.
func (s msgServer) dealable(ctx sdk.Context, n uint64, host sdk.AccAddress) (types.Round, types.Contribution, error) {
	round, c, err := s.current(ctx, n, host)
	if err != nil {
		return round, c, err
	}
	schedule, err := s.epoch.Schedule(ctx, n)
	if err != nil {
		return round, c, err
	}
	switch {
	case c.DealtHeight != 0:
		return round, c, types.ErrAlreadyDealt.Wrapf("at height %d", c.DealtHeight)
	case round.Closed():
		return round, c, types.ErrClosed.Wrapf("at height %d", round.CloseHeight)
	case ctx.BlockHeight() < schedule.DealOpen:
		return round, c, types.ErrTooEarly.Wrapf("dealings of epoch %d are accepted from height %d on", n, schedule.DealOpen)
	}
	return round, c, nil
}

// add verifies a dealing and adds it to the running sums.
func (s msgServer) add(ctx sdk.Context, round *types.Round, host sdk.AccAddress, bytes []byte) error {
	table, err := s.table(ctx, *round)
	if err != nil {
		return err
	}
	dealing, err := table.Verify(host, bytes)
	if err != nil {
		return refused(err)
	}
	sums, err := s.readSums(ctx, *round, 1, round.Slots)
	if err != nil {
		return err
	}
	if err := sums.Add(dealing); err != nil {
		return err
	}
	round.AZero = sums.RawZero()
	return s.writeSums(ctx, *round, sums)
}

// refusals are the module's errors for what the scheme refuses.
var refusals = []struct {
	reason error
	err    interface{ Wrap(string) error }
}{
	{pvss.ErrNoSlots, types.ErrNoSlots},
	{pvss.ErrProof, types.ErrInvalidProof},
	{pvss.ErrDegree, types.ErrNotLowDegree},
	{pvss.ErrEncryption, types.ErrInvalidEncryption},
	{pvss.ErrOpening, types.ErrInvalidOpening},
	{pvss.ErrBeacon, types.ErrBeaconMismatch},
	{pvss.ErrShares, types.ErrBeaconMismatch},
	{curve.ErrLength, types.ErrInvalidLength},
	{curve.ErrNotCanonical, types.ErrInvalidPoint},
	{curve.ErrIdentity, types.ErrInvalidPoint},
	{curve.ErrScalar, types.ErrInvalidPoint},
}

// refused turns the scheme's reason into the module's error.
func refused(err error) error {
	for _, r := range refusals {
		if errors.Is(err, r.reason) {
			return r.err.Wrap(err.Error())
		}
	}
	return err
}
