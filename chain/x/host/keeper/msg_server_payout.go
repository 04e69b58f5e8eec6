package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// SetPayout changes where the rewards of later epochs go; those of epochs that have begun go where member(host, N) says.
func (s msgServer) SetPayout(ctx context.Context, msg *types.MsgSetPayout) (*types.MsgSetPayoutResponse, error) {
	address, host, err := s.operated(ctx, msg.Host)
	if err != nil {
		return nil, err
	}
	payout, err := s.parsePayout(msg.Payout)
	if err != nil {
		return nil, err
	}
	host.Payout = payout.String()
	return &types.MsgSetPayoutResponse{}, s.change(ctx, address, host, "payout")
}

// parsePayout refuses addresses that can't receive coins: a claim would fail for ever.
func (k *Keeper) parsePayout(address string) (sdk.AccAddress, error) {
	payout, err := types.ParseAddress("payout", address)
	if err != nil {
		return nil, err
	}
	if k.bank.BlockedAddr(payout) {
		return nil, types.ErrInvalidAddress.Wrapf("payout %s is a module's account, which can't receive rewards", address)
	}
	return payout, nil
}
