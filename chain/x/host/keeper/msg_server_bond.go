package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Bond adds stake. It stands behind weight from the next epoch on: members have copies.
func (s msgServer) Bond(ctx context.Context, msg *types.MsgBond) (*types.MsgBondResponse, error) {
	address, host, err := s.staying(ctx, msg.Host)
	if err != nil {
		return nil, err
	}
	if err := types.ValidateAmount(msg.Amount); err != nil {
		return nil, err
	}
	host.Stake = host.Stake.Add(msg.Amount)
	if err := types.ValidateAmount(host.Stake); err != nil {
		return nil, err
	}
	if err := s.take(ctx, address, msg.Amount); err != nil {
		return nil, err
	}
	if err := s.hosts.Set(ctx, address, host); err != nil {
		return nil, err
	}
	return &types.MsgBondResponse{Stake: host.Stake}, sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventBonded{
		Host: host.Address, Amount: msg.Amount.String(), Stake: host.Stake.String(),
	})
}

// Unbond begins to take stake back. What a Host must have stays bonded until it retires.
func (s msgServer) Unbond(ctx context.Context, msg *types.MsgUnbond) (*types.MsgUnbondResponse, error) {
	address, host, err := s.staying(ctx, msg.Host)
	if err != nil {
		return nil, err
	}
	if err := types.ValidateAmount(msg.Amount); err != nil {
		return nil, err
	}
	if msg.Amount.GT(host.Stake) {
		return nil, types.ErrInvalidAmount.Wrapf("%s of a stake of %s", msg.Amount, host.Stake)
	}
	n, err := s.epoch.CurrentEpoch(ctx)
	if err != nil {
		return nil, err
	}
	params, err := s.ParamsOf(ctx, n)
	if err != nil {
		return nil, err
	}
	host.Stake = host.Stake.Sub(msg.Amount)
	if err := params.ValidateStake(host.Stake); err != nil {
		return nil, types.ErrStakeTooSmall.Wrapf("%s would be left, at least %d stays: retire to take all of it", host.Stake, params.MinStake)
	}
	under, err := s.unbondingsOf(ctx, address)
	if err != nil {
		return nil, err
	}
	if len(under) >= types.MaxUnbondings {
		return nil, types.ErrTooManyUnbondings.Wrapf("%d are under way: wait until one is paid", len(under))
	}
	if err := s.hosts.Set(ctx, address, host); err != nil {
		return nil, err
	}
	unbonding := types.Unbonding{Host: host.Address, Epoch: n, MatureEpoch: n + uint64(params.UnbondingEpochs), Amount: msg.Amount}
	if unbonding, err = s.beginUnbonding(ctx, address, unbonding); err != nil {
		return nil, err
	}
	return &types.MsgUnbondResponse{Id: unbonding.Id, MatureEpoch: unbonding.MatureEpoch}, nil
}
