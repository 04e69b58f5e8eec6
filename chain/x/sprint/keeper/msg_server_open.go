package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// Open verifies a Host's shares of the sum of all dealings and keeps them (protocol §4). Openings are accepted until the epoch ends, also
// once the beacon is known: who opens late was slow, not absent.
func (s msgServer) Open(goCtx context.Context, msg *types.MsgOpen) (*types.MsgOpenResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	host, err := s.authorised(ctx, msg.Host, msg.Signer, hosttypes.ACTION_KIND_OPEN)
	if err != nil {
		return nil, err
	}
	round, c, err := s.openable(free(ctx), msg.Epoch, host)
	if err != nil {
		return nil, err
	}
	ctx.GasMeter().ConsumeGas(types.OpenGas(c.Slots), "opening")
	if err := s.keep(free(ctx), round, c, host, msg.Opening); err != nil {
		return nil, err
	}
	c.OpenedHeight = ctx.BlockHeight()
	round.Openers++
	round.OpenSlots += c.Slots
	if err := s.setContribution(free(ctx), host, c); err != nil {
		return nil, err
	}
	if err := s.rounds.Set(free(ctx), round.Epoch, round); err != nil {
		return nil, err
	}
	return &types.MsgOpenResponse{Openers: round.Openers, OpenSlots: round.OpenSlots}, ctx.EventManager().EmitTypedEvent(&types.EventOpened{
		Epoch: round.Epoch, Host: c.Host, Slots: c.Slots, Openers: round.Openers, OpenSlots: round.OpenSlots,
	})
}

// openable returns the round and the Host's part in it if the Host may open now.
func (s msgServer) openable(ctx sdk.Context, n uint64, host sdk.AccAddress) (types.Round, types.Contribution, error) {
	round, c, err := s.current(ctx, n, host)
	if err != nil {
		return round, c, err
	}
	schedule, err := s.epoch.Schedule(ctx, n)
	if err != nil {
		return round, c, err
	}
	switch from := round.OpenFrom(schedule.Cutoff); {
	case c.OpenedHeight != 0:
		return round, c, types.ErrAlreadyOpened.Wrapf("at height %d", c.OpenedHeight)
	case from == 0:
		return round, c, types.ErrTooEarly.Wrapf("dealings of epoch %d are not closed", n)
	case ctx.BlockHeight() < from:
		return round, c, types.ErrTooEarly.Wrapf("openings of epoch %d are accepted from height %d on", n, from)
	}
	return round, c, nil
}

// keep verifies an opening and stores its shares.
func (s msgServer) keep(ctx sdk.Context, round types.Round, c types.Contribution, host sdk.AccAddress, bytes []byte) error {
	table, err := s.table(ctx, round)
	if err != nil {
		return err
	}
	sums, err := s.readSums(ctx, round, c.FirstSlot, c.FirstSlot+c.Slots-1)
	if err != nil {
		return err
	}
	shares, err := table.VerifyOpening(host, bytes, sums)
	if err != nil {
		return refused(err)
	}
	var raw []byte
	for _, share := range shares {
		raw = share.AppendRaw(raw)
	}
	return s.shares.Set(ctx, collections.Join(round.Epoch, []byte(host)), raw)
}
