package keeper_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/keeper"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// queryGas is what a node spends on a query (protocol §8): query-gas-limit as `pacerd init` writes it.
const queryGas = 50_000_000

// Every agent reads the members of an epoch in one query. It is answered when there are as many as there can ever be, each with the
// largest list of models that a Host may have: a tenth of them takes less than a tenth of what a node spends.
func TestMembersAtTheirLargestFitIntoAQuery(t *testing.T) {
	preset := genesis.Local()
	preset.Host.MaxHosts = 5_000
	above := preset.Host
	above.MaxHosts++
	require.ErrorIs(t, above.Validate(), types.ErrInvalidParams)
	models := make([]string, 32)
	for i := range models {
		models[i] = fmt.Sprintf("%02d/%s", i, strings.Repeat("m", 61))
	}
	largest := []types.MlNode{{Id: "a", Capacity: 1, Models: models[:16]}, {Id: "b", Capacity: 1, Models: models[16:]}}
	require.NoError(t, preset.Host.ValidateMlNodes(largest))
	require.ErrorIs(t, preset.Host.ValidateMlNodes(append(largest, types.MlNode{Id: "c", Capacity: 1, Models: []string{"z"}})), types.ErrInvalidMlNodes)

	tenth := int(preset.Host.MaxHosts) / 10
	n := network.Start(t, network.Config{Preset: &preset})
	doc := edited(t, n.Export(), func(g *types.GenesisState) {
		for i := len(g.Members); i < tenth; i++ {
			m := g.Members[0]
			m.Host, m.Models = sdk.AccAddress(binary.BigEndian.AppendUint64(make([]byte, 12), uint64(i))).String(), models
			m.Weight, m.Slots, m.Stake = types.TotalWeight, 0, sdkmath.NewInt(1<<62)
			m.Keys.FromEpoch, m.Keys.Consensus = math.MaxUint64, bytes.Repeat(binary.BigEndian.AppendUint64(nil, uint64(i)), 4)
			g.Members = append(g.Members, m)
			g.ConsensusOwners = append(g.ConsensusOwners, types.ConsensusOwner{Address: types.ConsensusAddress(m.Keys.Consensus), Host: m.Host})
		}
		slices.SortFunc(g.ConsensusOwners, func(a, b types.ConsensusOwner) int { return bytes.Compare(a.Address, b.Address) })
	})
	again := network.Import(t, doc, network.Config{Preset: &preset})
	again.Next()
	ctx := again.Context().WithGasMeter(storetypes.NewGasMeter(queryGas / 10))
	answer, err := keeper.NewQueryServer(again.App.Host).Members(ctx, &types.QueryMembersRequest{})
	require.NoError(t, err)
	require.Len(t, answer.Members, tenth)
	require.Greater(t, ctx.GasMeter().GasConsumed(), uint64(queryGas/20))
}

// edited is an export with another state of this module.
func edited(t *testing.T, doc *genutiltypes.AppGenesis, change func(*types.GenesisState)) *genutiltypes.AppGenesis {
	t.Helper()
	g := genesisOf(t, doc)
	change(&g)
	var modules map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(doc.AppState, &modules))
	modules[types.ModuleName] = chain.NewEncoding().Codec.MustMarshalJSON(&g)
	state, err := json.Marshal(modules)
	require.NoError(t, err)
	other := *doc
	other.AppState = state
	return &other
}

func TestHostsComeInPages(t *testing.T) {
	n := network.Start(t, network.Config{})
	page := func(after string, limit uint32) *types.QueryHostsResponse {
		var answer types.QueryHostsResponse
		_, code := n.Query("/pacer.host.v1.Query/Hosts", &types.QueryHostsRequest{After: after, Limit: limit}, &answer)
		require.Zero(t, code)
		return &answer
	}
	all := page("", 0)
	require.Len(t, all.Hosts, 4)
	require.Empty(t, all.Next)
	var walked []types.Host
	for after, more := "", true; more; more = after != "" {
		answer := page(after, 3)
		walked, after = append(walked, answer.Hosts...), answer.Next
	}
	require.Equal(t, all.Hosts, walked)
	require.Empty(t, page("", 4).Next)
	require.Empty(t, page(all.Hosts[3].Address, 0).Hosts)
	_, code := n.Query("/pacer.host.v1.Query/Hosts", &types.QueryHostsRequest{After: "pacer1x"}, &types.QueryHostsResponse{})
	require.NotZero(t, code)
}

// A page of the largest Hosts fits into a query, too.
func TestPageOfTheLargestHostsFitsIntoAQuery(t *testing.T) {
	n := network.Start(t, network.Config{})
	p := genesis.Local().Host
	p.MaxUrlBytes, p.MaxMlNodes, p.MaxModelsPerNode = 1_024, 256, 64
	n.Must(n.Authority, &types.MsgUpdateParams{Authority: n.Authority.Address.String(), Params: p})
	n.NextEpoch()
	host := n.Hosts[0]
	var nodes []types.MlNode
	for i := range 59 {
		nodes = append(nodes, types.MlNode{
			Id: fmt.Sprintf("%02d", i), Capacity: 1, Models: []string{strings.Repeat("a", 64), strings.Repeat("b", 64)},
		})
	}
	n.Must(host.Operator, &types.MsgSetMlNodes{Host: host.Name(), MlNodes: nodes},
		&types.MsgUpdate{Host: host.Name(), ApiUrl: "http://" + strings.Repeat("a", 1_017)})
	rotation, _ := n.Rotation(host, 9)
	n.Must(host.Operator, rotation)
	meter := storetypes.NewGasMeter(queryGas / 256)
	h := hostOf(t, n, host)
	require.Greater(t, h.Size(), 9_000)
	before := sdk.MustAccAddressFromBech32(host.Name())
	before[19]--
	answer, err := keeper.NewQueryServer(n.App.Host).Hosts(n.Context().WithGasMeter(meter), &types.QueryHostsRequest{After: before.String(), Limit: 1})
	require.NoError(t, err)
	require.Equal(t, host.Name(), answer.Hosts[0].Address)
}
