package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/authority"
	"github.com/pacer-network/pacer/chain/x/inference/types"
)

// SetModel lists, changes or delists a model, at once. Batches that stand keep their duties; what an epoch shares out is fixed at its
// cutoff.
func (s msgServer) SetModel(ctx context.Context, msg *types.MsgSetModel) (*types.MsgSetModelResponse, error) {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	if !authority.Is(sdkCtx, msg.Authority) {
		return nil, types.ErrUnauthorized.Wrapf("%s is not the chain's authority", msg.Authority)
	}
	if err := msg.Model.Validate(); err != nil {
		return nil, err
	}
	if msg.Model.Number != 0 {
		return nil, types.ErrInvalidModel.Wrapf("number %d: the chain gives it, it must be 0", msg.Model.Number)
	}
	number, err := s.setModel(ctx, msg.Model)
	if err != nil {
		return nil, err
	}
	if err := sdkCtx.EventManager().EmitTypedEvent(&types.EventModelSet{
		Id: msg.Model.Id, Number: number, Listed: msg.Model.Listed,
	}); err != nil {
		return nil, err
	}
	return &types.MsgSetModelResponse{Number: number}, nil
}
