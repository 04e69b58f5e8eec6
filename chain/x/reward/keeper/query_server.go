package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/reward/types"
)

type queryServer struct{ *Keeper }

// NewQueryServer returns the handler of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Settlement returns a Host's reward of an epoch. Before the settlement, and for a Host without a share, its state is unspecified.
func (s queryServer) Settlement(ctx context.Context, req *types.QuerySettlementRequest) (*types.QuerySettlementResponse, error) {
	host, err := hosttypes.ParseAddress("host", req.Host)
	if err != nil {
		return nil, err
	}
	settled, err := s.settled(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	reward, found, err := s.Reward(ctx, req.Epoch, host)
	if err != nil {
		return nil, err
	}
	if !found {
		reward = types.Reward{Epoch: req.Epoch, Host: req.Host, Amount: math.ZeroInt(), Rebate: math.ZeroInt()}
	}
	return &types.QuerySettlementResponse{Settled: settled, Reward: reward}, nil
}

// settled reports whether an epoch is settled. It fails with ErrNotFound if the epoch has not begun or is forgotten.
func (k *Keeper) settled(ctx context.Context, n uint64) (bool, error) {
	settlement, err := k.settlements.Get(ctx, n)
	if err == nil {
		return settlement.SettledHeight != 0, nil
	}
	if !errors.Is(err, collections.ErrNotFound) {
		return false, err
	}
	current, err := k.epoch.CurrentEpoch(ctx)
	if err == nil && n != current {
		err = types.ErrNotFound.Wrapf("epoch %d has not begun or is forgotten, it is %d", n, current)
	}
	return false, err
}

// Claims returns a Host's rewards, the latest first. There is at most one for each of the epochs that are still known.
func (s queryServer) Claims(ctx context.Context, req *types.QueryClaimsRequest) (*types.QueryClaimsResponse, error) {
	host, err := hosttypes.ParseAddress("host", req.Host)
	if err != nil {
		return nil, err
	}
	answer := &types.QueryClaimsResponse{}
	err = s.settlements.Walk(ctx, new(collections.Range[uint64]).Descending(), func(n uint64, _ types.Settlement) (bool, error) {
		reward, found, err := s.Reward(ctx, n, host)
		if found {
			answer.Rewards = append(answer.Rewards, reward)
		}
		return false, err
	})
	return answer, err
}

// ClaimCost returns the gas that a claim uses for its duties.
func (s queryServer) ClaimCost(ctx context.Context, req *types.QueryClaimCostRequest) (*types.QueryClaimCostResponse, error) {
	host, err := hosttypes.ParseAddress("host", req.Host)
	if err != nil {
		return nil, err
	}
	settled, err := s.settled(ctx, req.Epoch)
	if err != nil {
		return nil, err
	}
	cost, err := s.validation.Cost(ctx, req.Epoch, host)
	if err != nil {
		return nil, err
	}
	return &types.QueryClaimCostResponse{Headers: cost.Headers, Duties: cost.Duties, Gas: cost.Gas(), Settled: settled}, nil
}

// Totals returns the sums and the balances that they must equal.
func (s queryServer) Totals(ctx context.Context, _ *types.QueryTotalsRequest) (*types.QueryTotalsResponse, error) {
	totals, err := s.totals.Get(ctx)
	if err != nil {
		return nil, err
	}
	burned, err := s.inference.Burned(ctx)
	if err != nil {
		return nil, err
	}
	stake, err := s.host.TotalStake(ctx)
	if err != nil {
		return nil, err
	}
	params, err := s.epoch.Params(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryTotalsResponse{
		Totals:         totals,
		BurnedLeafFees: burned,
		Stake:          stake,
		Supply:         s.bank.GetSupply(ctx, params.FeeDenom).Amount,
		Pool:           s.balance(ctx, types.ModuleName, params.FeeDenom),
		HostAccount:    s.balance(ctx, hosttypes.ModuleName, params.FeeDenom),
	}, nil
}

func (k *Keeper) balance(ctx context.Context, module, denom string) math.Int {
	return k.bank.GetBalance(ctx, moduleAddress(module), denom).Amount
}

func moduleAddress(module string) sdk.AccAddress { return authtypes.NewModuleAddress(module) }

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
