package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

type queryServer struct{ *Keeper }

// NewQueryServer returns the handler of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Status answers from one committed height alone: its time is that of the block's mark, not of the node's clock.
func (s queryServer) Status(ctx context.Context, _ *types.QueryStatusRequest) (*types.QueryStatusResponse, error) {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	progress, schedule, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	params, err := s.ParamsOf(ctx, progress.Epoch)
	if err != nil {
		return nil, err
	}
	beacon, err := s.Beacon(ctx, progress.Epoch)
	if err != nil {
		return nil, err
	}
	mean, err := s.meanBlockMs(ctx)
	if err != nil {
		return nil, err
	}
	alarms, err := s.Alarms(ctx)
	if err != nil {
		return nil, err
	}
	height := sdkCtx.BlockHeight()
	mark, known, err := s.markOf(ctx, height)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, types.ErrUnknownEpoch.Wrapf("block %d is not in the ring of the last %d", height, types.RingSize)
	}
	return &types.QueryStatusResponse{
		Height:      height,
		BlockTime:   mark.Time,
		ChainId:     sdkCtx.ChainID(),
		Epoch:       progress.Epoch,
		Phase:       schedule.PhaseAt(height),
		Schedule:    schedule,
		Beacon:      beacon,
		MeanBlockMs: mean,
		Params:      params,
		Alarms:      alarms,
	}, nil
}

// Schedule returns boundaries and beacon of an epoch.
func (s queryServer) Schedule(ctx context.Context, req *types.QueryScheduleRequest) (*types.QueryScheduleResponse, error) {
	schedule, err := s.Keeper.Schedule(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	beacon, err := s.Beacon(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	return &types.QueryScheduleResponse{Schedule: schedule, Beacon: beacon}, nil
}

// Params returns the copy of an epoch and the live parameters.
func (s queryServer) Params(ctx context.Context, req *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := s.ParamsOf(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	live, err := s.LiveParams(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params, Live: live}, nil
}
