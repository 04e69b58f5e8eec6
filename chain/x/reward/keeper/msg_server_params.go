package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/authority"
	"github.com/pacer-network/pacer/chain/x/reward/types"
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
