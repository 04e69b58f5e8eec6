package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Retire ends a Host's membership with the current epoch and begins to take all its stake back. What it owes to the current epoch stays:
// its hot key goes on signing, and what it unbonds can be slashed.
func (s msgServer) Retire(goCtx context.Context, msg *types.MsgRetire) (*types.MsgRetireResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	address, host, err := s.staying(ctx, msg.Host)
	if err != nil {
		return nil, err
	}
	n, err := s.epoch.CurrentEpoch(ctx)
	if err != nil {
		return nil, err
	}
	unbonding, err := s.retire(ctx, n, address, host)
	if err != nil {
		return nil, err
	}
	return &types.MsgRetireResponse{RetiredFrom: n + 1, MatureEpoch: unbonding.MatureEpoch}, nil
}

// retire ends the membership of a Host that has not retired with epoch n, the current one, and begins to give all its stake back. Of a Host
// without stake, the unbonding that it returns is not written.
func (k *Keeper) retire(ctx sdk.Context, n uint64, address sdk.AccAddress, host types.Host) (types.Unbonding, error) {
	params, err := k.ParamsOf(ctx, n)
	if err != nil {
		return types.Unbonding{}, err
	}
	unbonding := types.Unbonding{Host: host.Address, Epoch: n, MatureEpoch: n + uint64(params.UnbondingEpochs), Amount: host.Stake}
	host.RetiredFrom, host.Stake = n+1, host.Stake.Sub(host.Stake)
	if err := k.hosts.Set(ctx, address, host); err != nil {
		return types.Unbonding{}, err
	}
	if unbonding.Amount.IsPositive() {
		if unbonding, err = k.beginUnbonding(ctx, address, unbonding); err != nil {
			return types.Unbonding{}, err
		}
	}
	return unbonding,
		ctx.EventManager().EmitTypedEvent(&types.EventRetired{Host: host.Address, RetiredFrom: host.RetiredFrom})
}
