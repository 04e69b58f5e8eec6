package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/authority"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

type msgServer struct{ *Keeper }

// NewMsgServer returns the handler of the module's messages.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// UpdateParams sets the parameters of the epochs to come.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if !authority.Is(sdk.UnwrapSDKContext(ctx), msg.Authority) {
		return nil, types.ErrUnauthorized.Wrapf("%s is not the chain's authority", msg.Authority)
	}
	if err := msg.Params.Validate(); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, s.params.Set(ctx, msg.Params)
}

// operated returns the Host whose operator signed. The signer is the host field itself, so that nobody else can.
func (s msgServer) operated(ctx context.Context, address string) (sdk.AccAddress, types.Host, error) {
	raw, err := types.ParseAddress("host", address)
	if err != nil {
		return nil, types.Host{}, err
	}
	if err := s.Authorize(ctx, raw, raw, types.ACTION_KIND_MANAGE); err != nil {
		return nil, types.Host{}, err
	}
	host, err := s.Host(ctx, raw)
	return raw, host, err
}

// change writes a Host and tells which field changed.
func (k *Keeper) change(ctx context.Context, address sdk.AccAddress, host types.Host, field string) error {
	if err := k.hosts.Set(ctx, address, host); err != nil {
		return err
	}
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventHostChanged{Host: host.Address, Field: field})
}
