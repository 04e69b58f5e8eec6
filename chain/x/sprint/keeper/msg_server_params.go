package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/authority"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
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
	if err := s.params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, nil
}

// authorised returns the Host's address if the signer may act for it.
func (s msgServer) authorised(ctx context.Context, host, signer string, kind hosttypes.ActionKind) (sdk.AccAddress, error) {
	address, err := hosttypes.ParseAddress("host", host)
	if err != nil {
		return nil, err
	}
	by, err := hosttypes.ParseAddress("signer", signer)
	if err != nil {
		return nil, err
	}
	return address, s.host.Authorize(ctx, address, by, kind)
}
