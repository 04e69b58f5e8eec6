package keeper

import (
	"context"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Update changes the API's URL at once.
func (s msgServer) Update(ctx context.Context, msg *types.MsgUpdate) (*types.MsgUpdateResponse, error) {
	address, host, err := s.operated(ctx, msg.Host)
	if err != nil {
		return nil, err
	}
	params, err := s.currentParams(ctx)
	if err != nil {
		return nil, err
	}
	if err := params.ValidateURL(msg.ApiUrl); err != nil {
		return nil, err
	}
	host.ApiUrl = msg.ApiUrl
	return &types.MsgUpdateResponse{}, s.change(ctx, address, host, "api_url")
}

// SetMlNodes replaces the list of ML Nodes. Which models an epoch counts on is fixed at its start.
func (s msgServer) SetMlNodes(ctx context.Context, msg *types.MsgSetMlNodes) (*types.MsgSetMlNodesResponse, error) {
	address, host, err := s.operated(ctx, msg.Host)
	if err != nil {
		return nil, err
	}
	params, err := s.currentParams(ctx)
	if err != nil {
		return nil, err
	}
	if err := params.ValidateMlNodes(msg.MlNodes); err != nil {
		return nil, err
	}
	host.MlNodes = msg.MlNodes
	return &types.MsgSetMlNodesResponse{}, s.change(ctx, address, host, "ml_nodes")
}
