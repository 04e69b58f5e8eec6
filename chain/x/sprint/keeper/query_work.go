package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// Target returns what a prover has to know.
func (s queryServer) Target(ctx context.Context, req *types.QueryTargetRequest) (*types.QueryTargetResponse, error) {
	sprint, err := s.Sprint(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	params, err := s.ParamsOf(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	schedule, err := s.epoch.Schedule(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	answer := &types.QueryTargetResponse{
		Sprint: sprint, Params: params, BeaconHeight: schedule.BeaconHeight, ComputeEnd: schedule.ComputeEnd,
		ChallengeEnd: schedule.ChallengeEnd, ChallengeGas: types.ChallengeGas(params.Shape()),
	}
	if schedule.BeaconHeight != 0 {
		if answer.Beacon, err = s.epoch.Beacon(ctx, req.Epoch+1); err != nil {
			return nil, err
		}
	}
	answer.ChallengeUntil, err = s.challengeUntil(ctx, req.Epoch)
	return answer, err
}

// challengeUntil is the block before S_{n+2}, or 0 while that is not known.
func (k *Keeper) challengeUntil(ctx context.Context, n uint64) (int64, error) {
	next, err := k.epoch.Schedule(ctx, n+1)
	if errors.Is(err, epochtypes.ErrUnknownEpoch) || (err == nil && next.NextStart == 0) {
		return 0, nil
	}
	return next.NextStart - 1, err
}

// Work returns what a Host committed, with the nonces.
func (s queryServer) Work(ctx context.Context, req *types.QueryWorkRequest) (*types.QueryWorkResponse, error) {
	host, err := hosttypes.ParseAddress("host", req.Host)
	if err != nil {
		return nil, err
	}
	if _, err := s.Sprint(ctx, req.Epoch); err != nil {
		return nil, err
	}
	answer := &types.QueryWorkResponse{}
	if answer.Eligible, err = s.host.Eligible(ctx, req.Epoch+1, host); err != nil {
		return nil, err
	}
	work, committed, err := s.Keeper.Work(ctx, req.Epoch, host)
	if err != nil {
		return nil, err
	}
	if !committed {
		work = types.Work{Epoch: req.Epoch, Host: req.Host}
	}
	answer.Work = work
	current, err := s.epoch.CurrentEpoch(ctx)
	if err != nil || current > req.Epoch+1 {
		// Nonces that can't be challenged any more are pruned: an answer would depend on how far that has come.
		return answer, err
	}
	of := collections.NewSuperPrefixedTripleRange[uint64, []byte, uint32](req.Epoch, host)
	return answer, s.workChunks.Walk(ctx, of, func(_ workKey, chunk types.WorkChunk) (bool, error) {
		answer.Chunks = append(answer.Chunks, chunk)
		return false, nil
	})
}

// Works returns what all Hosts committed, without the nonces.
func (s queryServer) Works(ctx context.Context, req *types.QueryWorksRequest) (*types.QueryWorksResponse, error) {
	if _, err := s.Sprint(ctx, req.Epoch); err != nil {
		return nil, err
	}
	answer := &types.QueryWorksResponse{}
	return answer, s.walkWorks(ctx, req.Epoch, nil, func(_ sdk.AccAddress, work types.Work) (bool, error) {
		answer.Works = append(answer.Works, work)
		return false, nil
	})
}
