package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/pvss"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

type queryServer struct{ *Keeper }

// NewQueryServer returns the handler of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// DealStatus returns a round and everybody's part in it.
func (s queryServer) DealStatus(ctx context.Context, req *types.QueryDealStatusRequest) (*types.QueryDealStatusResponse, error) {
	round, err := s.Round(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	schedule, err := s.epoch.Schedule(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	beacon, err := s.epoch.Beacon(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	answer := &types.QueryDealStatusResponse{
		Round: round, DealOpen: schedule.DealOpen, DealClose: schedule.DealClose, OpenFrom: round.OpenFrom(schedule.Cutoff), Beacon: beacon,
		DealGas:        types.DealGas(round.Slots, round.Holders) + types.TxByteGas*types.DealingSize(round.Slots),
		SecretBelowPpm: round.SecretBelowPpm(), OpensFromPpm: round.OpensFromPpm(),
	}
	return answer, s.walkContributions(ctx, req.Epoch, func(_ sdk.AccAddress, c types.Contribution) error {
		answer.Contributions = append(answer.Contributions, c)
		return nil
	})
}

// MyShares returns what a Host needs to open.
func (s queryServer) MyShares(ctx context.Context, req *types.QueryMySharesRequest) (*types.QueryMySharesResponse, error) {
	host, err := hosttypes.ParseAddress("host", req.Host)
	if err != nil {
		return nil, err
	}
	round, err := s.Round(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	c, ok, err := s.Contribution(ctx, req.Epoch, host)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, types.ErrNotFound.Wrapf("%s holds no slot in epoch %d", req.Host, req.Epoch)
	}
	params, err := s.ParamsOf(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	answer := &types.QueryMySharesResponse{
		Contribution: c, Closed: round.Closed(), PenaltyPpm: params.Penalty(c),
		OpenGas: types.OpenGas(c.Slots) + types.TxByteGas*types.OpeningSize(c.Slots),
	}
	answer.Participation, err = s.participations.Get(ctx, host)
	if errors.Is(err, collections.ErrNotFound) {
		answer.Participation = types.Participation{Host: req.Host}
	} else if err != nil {
		return nil, err
	}
	current, err := s.epoch.CurrentEpoch(ctx)
	if err != nil || req.Epoch != current {
		// Sums of epochs that are over are pruned: an answer would depend on how far that has come.
		return answer, err
	}
	first, last := c.FirstSlot, c.FirstSlot+c.Slots-1
	sums, err := s.readSums(ctx, round, first, last)
	if err != nil {
		return nil, err
	}
	answer.ASums = sums.CompressedA(int(first), int(last))
	answer.YSums = sums.CompressedY(int(first), int(last))
	return answer, nil
}

// Beacon returns a beacon with what it was made from.
func (s queryServer) Beacon(ctx context.Context, req *types.QueryBeaconRequest) (*types.QueryBeaconResponse, error) {
	beacon, err := s.epoch.Beacon(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	answer := &types.QueryBeaconResponse{Beacon: beacon}
	if req.Epoch == 0 {
		return answer, nil
	}
	round, err := s.rounds.Get(ctx, req.Epoch-1)
	if errors.Is(err, collections.ErrNotFound) || (err == nil && round.BeaconHeight == 0) {
		return answer, nil
	}
	if err != nil {
		return nil, err
	}
	zero := pvss.NewSums(0)
	if err := zero.SetRawZero(round.AZero); err != nil {
		return nil, err
	}
	compressed := zero.AZero()
	answer.Height, answer.Secret, answer.AZero = round.BeaconHeight, round.Secret, compressed[:]
	answer.DeltaPpm, answer.SecretBelowPpm, answer.OpensFromPpm = round.DeltaPpm, round.SecretBelowPpm(), round.OpensFromPpm()
	return answer, nil
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
