package keeper

import (
	"context"
	"errors"
	"math"

	"cosmossdk.io/collections"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// maxBatches is the most batches whose results stand in one answer.
const maxBatches = 1024

type queryServer struct{ *Keeper }

// NewQueryServer returns the handler of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Results returns a run of a Host's results. Batches without a result don't count against the limit.
func (s queryServer) Results(ctx context.Context, req *types.QueryResultsRequest) (*types.QueryResultsResponse, error) {
	host, err := hosttypes.ParseAddress("host", req.Host)
	if err != nil {
		return nil, err
	}
	limit := int(req.Limit)
	if limit == 0 || limit > maxBatches {
		limit = maxBatches
	}
	answer := &types.QueryResultsResponse{}
	batches := 0
	// Beginning at the batch itself: a run costs the same wherever it stands.
	r := new(collections.Range[collections.Triple[uint64, []byte, uint64]]).
		StartInclusive(collections.Join3(req.Epoch, []byte(host), req.From)).
		EndInclusive(collections.Join3(req.Epoch, []byte(host), uint64(math.MaxUint64)))
	err = s.results.Walk(ctx, r, func(key collections.Triple[uint64, []byte, uint64], value []byte) (bool, error) {
		if batches == limit {
			answer.Next = key.K3()
			return true, nil
		}
		batches++
		packed, err := types.CheckPackedResults(value)
		if err != nil {
			return false, err
		}
		answer.Results = append(answer.Results, packed.Unpack(key.K3())...)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	answer.Quota, err = s.quotas.Get(ctx, collections.Join(req.Epoch, []byte(host)))
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return nil, err
	}
	return answer, nil
}

// Rate returns the rate of an epoch.
func (s queryServer) Rate(ctx context.Context, req *types.QueryRateRequest) (*types.QueryRateResponse, error) {
	ppm, err := s.Keeper.Rate(ctx, req.Epoch)
	return &types.QueryRateResponse{Ppm: ppm}, err
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
