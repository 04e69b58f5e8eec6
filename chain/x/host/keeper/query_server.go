package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

type queryServer struct{ *Keeper }

// NewQueryServer returns the handler of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Host returns one Host.
func (s queryServer) Host(ctx context.Context, req *types.QueryHostRequest) (*types.QueryHostResponse, error) {
	address, err := types.ParseAddress("address", req.Address)
	if err != nil {
		return nil, err
	}
	host, err := s.Keeper.Host(ctx, address)
	if err != nil {
		return nil, err
	}
	return &types.QueryHostResponse{Host: host}, nil
}

// maxPage is the most Hosts in an answer: at their largest they are 3 MB and 8 M gas, of the 50 M that a node spends on a query.
const maxPage = 256

// Hosts returns Hosts in order of address, at most maxPage of them.
func (s queryServer) Hosts(ctx context.Context, req *types.QueryHostsRequest) (*types.QueryHostsResponse, error) {
	hosts := &collections.Range[sdk.AccAddress]{}
	if req.After != "" {
		after, err := types.ParseAddress("after", req.After)
		if err != nil {
			return nil, err
		}
		hosts.StartExclusive(after)
	}
	limit := int(req.Limit)
	if limit == 0 || limit > maxPage {
		limit = maxPage
	}
	response := &types.QueryHostsResponse{}
	return response, s.hosts.Walk(ctx, hosts, func(_ sdk.AccAddress, h types.Host) (bool, error) {
		if len(response.Hosts) == limit {
			response.Next = response.Hosts[limit-1].Address
			return true, nil
		}
		response.Hosts = append(response.Hosts, h)
		return false, nil
	})
}

// Members returns the members of an epoch in order of address.
func (s queryServer) Members(ctx context.Context, req *types.QueryMembersRequest) (*types.QueryMembersResponse, error) {
	members, err := s.membersOf(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	return &types.QueryMembersResponse{Members: members}, nil
}

// Slots returns the slot table of an epoch: slots count from 1 in order of address.
func (s queryServer) Slots(ctx context.Context, req *types.QuerySlotsRequest) (*types.QuerySlotsResponse, error) {
	members, err := s.membersOf(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	response := &types.QuerySlotsResponse{}
	next := uint64(1)
	for _, m := range members {
		if m.Slots > 0 {
			response.Runs = append(response.Runs, types.SlotRun{Host: m.Host, First: next, Count: m.Slots})
			next += m.Slots
		}
	}
	return response, nil
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

// membersOf reads all members of an epoch that has begun and is not pruned.
func (s queryServer) membersOf(ctx context.Context, n uint64) ([]types.Member, error) {
	if _, err := s.epoch.Schedule(ctx, n); err != nil {
		return nil, err
	}
	var members []types.Member
	return members, s.WalkMembers(ctx, n, nil, func(m types.Member) (bool, error) {
		members = append(members, m)
		return false, nil
	})
}
