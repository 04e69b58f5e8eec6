package network_test

import (
	"context"
	"math"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/pacer-network/pacer/chain/tests/network"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// A query is open to everybody. What it can't answer it refuses with the reason, and never by a panic.
func TestQueriesThatCannotBeAnsweredAreRefused(t *testing.T) {
	n := network.Start(t, network.Config{})
	n.To(3)
	host := n.Hosts[0].Name()
	long := sdk.AccAddress(make([]byte, 32)).String()
	const never = math.MaxUint64
	for _, c := range []struct {
		name, path string
		request    proto.Message
		reason     string
	}{
		{"schedule of the far future", "epoch.v1.Query/Schedule", &epochtypes.QueryScheduleRequest{Epoch: never}, "unknown epoch"},
		{"parameters of the far future", "epoch.v1.Query/Params", &epochtypes.QueryParamsRequest{Epoch: never}, "unknown epoch"},
		{"no Host", "host.v1.Query/Host", &hosttypes.QueryHostRequest{}, "invalid address"},
		{"unknown Host", "host.v1.Query/Host", &hosttypes.QueryHostRequest{Address: n.Authority.Address.String()}, "unknown host"},
		{"Host of a hundred thousand letters", "host.v1.Query/Host", &hosttypes.QueryHostRequest{Address: strings.Repeat("p", 100_000)}, "invalid address"},
		{"members of the far future", "host.v1.Query/Members", &hosttypes.QueryMembersRequest{Epoch: never}, "unknown epoch"},
		{"slots of the far future", "host.v1.Query/Slots", &hosttypes.QuerySlotsRequest{Epoch: never}, "unknown epoch"},
		{"parameters of Hosts of the far future", "host.v1.Query/Params", &hosttypes.QueryParamsRequest{Epoch: never}, "unknown epoch"},
		{"target of the far future", "sprint.v1.Query/Target", &sprinttypes.QueryTargetRequest{Epoch: never}, "not found"},
		{"work of the far future", "sprint.v1.Query/Work", &sprinttypes.QueryWorkRequest{Epoch: never, Host: host}, "not found"},
		{"work of nobody", "sprint.v1.Query/Work", &sprinttypes.QueryWorkRequest{Host: "pacer1"}, "invalid address"},
		{"works of the far future", "sprint.v1.Query/Works", &sprinttypes.QueryWorksRequest{Epoch: never}, "not found"},
		{"headers after the last", "inference.v1.Query/Headers", &inferencetypes.QueryHeadersRequest{From: 1}, "invalid range"},
		{"headers from the greatest id", "inference.v1.Query/Headers", &inferencetypes.QueryHeadersRequest{Epoch: never, From: never, Limit: math.MaxUint32}, "invalid range"},
		{"slot of nobody", "inference.v1.Query/NextSlot", &inferencetypes.QueryNextSlotRequest{Kind: 1, Model: "pacer/ref-1"}, "invalid address"},
		{"slot of no kind", "inference.v1.Query/NextSlot", &inferencetypes.QueryNextSlotRequest{Host: host, Kind: -1, Model: "pacer/ref-1"}, "invalid kind"},
		{"slot of an endless model", "inference.v1.Query/NextSlot", &inferencetypes.QueryNextSlotRequest{Host: host, Kind: 1, Model: string(make([]byte, 1<<16))}, "unknown model"},
		{"parameters of batches of the far future", "inference.v1.Query/Params", &inferencetypes.QueryParamsRequest{Epoch: never}, "invalid range"},
		{"results of nobody", "validation.v1.Query/Results", &validationtypes.QueryResultsRequest{From: never, Limit: math.MaxUint32}, "invalid address"},
		{"results of 32 bytes", "validation.v1.Query/Results", &validationtypes.QueryResultsRequest{Host: long}, "invalid address"},
		{"rate of the far future", "validation.v1.Query/Rate", &validationtypes.QueryRateRequest{Epoch: never}, "epoch not begun"},
		{"parameters of results of the far future", "validation.v1.Query/Params", &validationtypes.QueryParamsRequest{Epoch: never}, "epoch not begun"},
		{"settlement for nobody", "reward.v1.Query/Settlement", &rewardtypes.QuerySettlementRequest{}, "invalid address"},
		{"settlement of the far future", "reward.v1.Query/Settlement", &rewardtypes.QuerySettlementRequest{Host: host, Epoch: never}, "not found"},
		{"claims of nobody", "reward.v1.Query/Claims", &rewardtypes.QueryClaimsRequest{Host: "pacer1"}, "invalid address"},
		{"cost for nobody", "reward.v1.Query/ClaimCost", &rewardtypes.QueryClaimCostRequest{}, "invalid address"},
		{"cost for who is no member", "reward.v1.Query/ClaimCost", &rewardtypes.QueryClaimCostRequest{Host: n.Authority.Address.String()}, "not a member"},
		{"cost in the far future", "reward.v1.Query/ClaimCost", &rewardtypes.QueryClaimCostRequest{Host: host, Epoch: never}, "not found"},
		{"parameters of rewards of the far future", "reward.v1.Query/Params", &rewardtypes.QueryParamsRequest{Epoch: never}, "not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw, err := proto.Marshal(c.request)
			require.NoError(t, err)
			answer, err := n.App.Query(context.Background(), &abci.RequestQuery{Path: "/pacer." + c.path, Data: raw})
			require.NoError(t, err)
			require.NotZero(t, answer.Code)
			require.NotEqual(t, sdkerrors.ErrPanic.ABCICode(), answer.Code, answer.Log)
			require.Contains(t, answer.Log, c.reason)
			require.Less(t, len(answer.Log), 1_000)
		})
	}
}

// A request that asks for everything at once gets what there is.
func TestQueriesTakeAnyRange(t *testing.T) {
	n := network.Start(t, network.Config{})
	var results validationtypes.QueryResultsResponse
	_, code := n.Query("/pacer.validation.v1.Query/Results", &validationtypes.QueryResultsRequest{
		Host: n.Hosts[0].Name(), Epoch: math.MaxUint64, From: math.MaxUint64, Limit: math.MaxUint32,
	}, &results)
	require.Zero(t, code)
	require.Empty(t, results.Results)
	require.Zero(t, results.Next)
	var headers inferencetypes.QueryHeadersResponse
	_, code = n.Query("/pacer.inference.v1.Query/Headers", &inferencetypes.QueryHeadersRequest{Limit: math.MaxUint32}, &headers)
	require.Zero(t, code)
	require.Empty(t, headers.Headers)
}
