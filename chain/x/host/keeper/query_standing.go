package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Unbondings returns what a Host has under way, in order of identifiers.
func (s queryServer) Unbondings(ctx context.Context, req *types.QueryUnbondingsRequest) (*types.QueryUnbondingsResponse, error) {
	address, err := s.known(ctx, req.Host)
	if err != nil {
		return nil, err
	}
	under, err := s.unbondingsOf(ctx, address)
	return &types.QueryUnbondingsResponse{Unbondings: under}, err
}

// Standing returns what a Host has against it.
func (s queryServer) Standing(ctx context.Context, req *types.QueryStandingRequest) (*types.QueryStandingResponse, error) {
	address, err := s.known(ctx, req.Host)
	if err != nil {
		return nil, err
	}
	n, err := s.epoch.CurrentEpoch(ctx)
	if err != nil {
		return nil, err
	}
	params, err := s.ParamsOf(ctx, n)
	if err != nil {
		return nil, err
	}
	standing := &types.QueryStandingResponse{MissedLimit: params.DowntimeMissed, Window: params.DowntimeWindow}
	uptime, err := found(s.uptimes.Get(ctx, address))
	if err != nil {
		return nil, err
	}
	// A record of another window counts no more.
	if uptime.Window == params.DowntimeWindow {
		standing.Missed = uptime.Count
	}
	down, err := found(s.downs.Get(ctx, collections.Join(n, address)))
	if err != nil {
		return nil, err
	}
	standing.Down, standing.DownHeight = down.Host != "", down.Height
	if err := s.exclusions.Walk(ctx, nil, func(key epochHost, e types.Exclusion) (bool, error) {
		if key.K1() >= n && key.K2().Equals(address) {
			standing.Exclusions = append(standing.Exclusions, e)
		}
		return false, nil
	}); err != nil {
		return nil, err
	}
	return standing, s.slashes.Walk(ctx, nil, func(key collections.Triple[uint64, sdk.AccAddress, uint32], slash types.Slash) (bool, error) {
		if key.K2().Equals(address) {
			standing.Slashes = append(standing.Slashes, slash)
		}
		return false, nil
	})
}

// Validators returns the set that was last handed to consensus, with the Hosts that the keys belong to.
func (s queryServer) Validators(ctx context.Context, _ *types.QueryValidatorsRequest) (*types.QueryValidatorsResponse, error) {
	set, err := s.Keeper.Validators(ctx)
	if err != nil {
		return nil, err
	}
	response := &types.QueryValidatorsResponse{}
	for _, v := range set {
		owner, _, err := s.consensusOwner(ctx, types.ConsensusAddress(v.Consensus))
		if err != nil {
			return nil, err
		}
		response.Validators = append(response.Validators, types.Validator{Host: owner.String(), Consensus: v.Consensus, Power: v.Power})
	}
	return response, nil
}

// known parses the address of a Host that there is. It fails with ErrInvalidAddress or ErrUnknownHost.
func (s queryServer) known(ctx context.Context, host string) (sdk.AccAddress, error) {
	address, err := types.ParseAddress("host", host)
	if err != nil {
		return nil, err
	}
	_, err = s.Keeper.Host(ctx, address)
	return address, err
}

// found takes what isn't there for the zero value.
func found[V any](value V, err error) (V, error) {
	if errors.Is(err, collections.ErrNotFound) {
		err = nil
	}
	return value, err
}
