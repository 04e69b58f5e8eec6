package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// RotateKeys replaces all keys from the epoch after the next on. Epochs before keep the old ones: members have copies.
func (s msgServer) RotateKeys(goCtx context.Context, msg *types.MsgRotateKeys) (*types.MsgRotateKeysResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	address, host, err := s.staying(ctx, msg.Host)
	if err != nil {
		return nil, err
	}
	n, err := s.epoch.CurrentEpoch(ctx)
	if err != nil {
		return nil, err
	}
	if last := host.Keys[len(host.Keys)-1].FromEpoch; last >= n+usedFrom {
		return nil, types.ErrRotationPending.Wrapf("the last keys are used from epoch %d on: wait for the next epoch", last)
	}
	keys, err := s.acceptKeys(ctx, n, address, msg.Keys, msg.Proofs)
	if err != nil {
		return nil, err
	}
	host.Keys = append(host.KeysFrom(n), keys)
	if err := s.useKeys(ctx, address, keys); err != nil {
		return nil, err
	}
	if err := s.proofs.Set(ctx, address, msg.Proofs); err != nil {
		return nil, err
	}
	if err := s.hosts.Set(ctx, address, host); err != nil {
		return nil, err
	}
	return &types.MsgRotateKeysResponse{FromEpoch: keys.FromEpoch}, ctx.EventManager().EmitTypedEvent(&types.EventKeysRotated{
		Host: host.Address, FromEpoch: keys.FromEpoch,
	})
}

// staying returns the Host whose operator signed, if it has not retired. It fails with ErrRetired otherwise.
func (s msgServer) staying(ctx context.Context, address string) (sdk.AccAddress, types.Host, error) {
	raw, host, err := s.operated(ctx, address)
	if err == nil && host.RetiredFrom != 0 {
		err = types.ErrRetired.Wrapf("%s is no member from epoch %d on", host.Address, host.RetiredFrom)
	}
	return raw, host, err
}
