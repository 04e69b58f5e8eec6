package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/inference/types"
)

// maxHeaders is the most headers in one answer.
const maxHeaders = 1024

type queryServer struct{ *Keeper }

// NewQueryServer returns the handler of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Headers returns a run of headers.
func (s queryServer) Headers(ctx context.Context, req *types.QueryHeadersRequest) (*types.QueryHeadersResponse, error) {
	total, err := s.HeaderCount(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	if req.From > total {
		return nil, types.ErrInvalidRange.Wrapf("from %d, epoch %d has %d headers", req.From, req.Epoch, total)
	}
	limit := int(req.Limit)
	if limit == 0 || limit > maxHeaders {
		limit = maxHeaders
	}
	answer := &types.QueryHeadersResponse{Total: total}
	err = s.WalkHeaders(ctx, req.Epoch, req.From, func(id uint64, h *types.PackedHeader) (bool, error) {
		answer.Headers = append(answer.Headers, h.Unpack(id))
		return len(answer.Headers) == limit, nil
	})
	return answer, err
}

// NextSlot answers for the block after the answer's height.
func (s queryServer) NextSlot(ctx context.Context, req *types.QueryNextSlotRequest) (*types.QueryNextSlotResponse, error) {
	host, err := hosttypes.ParseAddress("host", req.Host)
	if err != nil {
		return nil, err
	}
	if req.Kind != types.BATCH_KIND_ARTIFACT {
		return nil, types.ErrInvalidKind.Wrapf("kind %d", req.Kind)
	}
	if len(req.Model) > types.MaxModelID {
		return nil, types.ErrUnknownModel.Wrapf("name of %d bytes", len(req.Model))
	}
	model, found, err := s.ModelByID(ctx, req.Model)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, types.ErrUnknownModel.Wrapf("%q", req.Model)
	}
	current, err := s.epoch.CurrentEpoch(ctx)
	if err != nil {
		return nil, err
	}
	schedule, err := s.epoch.Schedule(ctx, current)
	if err != nil {
		return nil, err
	}
	params, err := s.ParamsOf(ctx, current)
	if err != nil {
		return nil, err
	}
	first, err := s.nextHeight(ctx, params, req.Kind, model.Number, host)
	if err != nil {
		return nil, err
	}
	next := sdk.UnwrapSDKContext(ctx).BlockHeight() + 1
	answer := &types.QueryNextSlotResponse{Height: max(first, next), Epoch: current, Until: schedule.Tail}
	if next >= schedule.Tail {
		// The tail of the next epoch is known once it has begun.
		answer.Epoch, answer.Until = current+1, 0
	}
	return answer, nil
}

// Models returns all models.
func (s queryServer) Models(ctx context.Context, _ *types.QueryModelsRequest) (*types.QueryModelsResponse, error) {
	models, err := s.Keeper.Models(ctx)
	return &types.QueryModelsResponse{Models: models}, err
}

// Params returns the copy of an epoch and the live parameters.
func (s queryServer) Params(ctx context.Context, req *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := s.ParamsOf(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	live, err := s.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params, Live: live}, nil
}
