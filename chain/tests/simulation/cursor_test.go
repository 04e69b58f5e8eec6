package simulation_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/simulation"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// With more members than one block settles, pays or burns (protocol §8), an export in the middle of it goes on where the source was.
func TestExportInTheMiddleOfSettlementAndBurn(t *testing.T) {
	const hosts = rewardtypes.MaxSteps + 5
	preset := simulation.ShortEpochs()
	preset.Reward.HoldEpochs = 0
	weights := make([]uint64, hosts)
	left := uint64(hosttypes.TotalWeight)
	for i := range weights[1:] {
		weights[i+1] = 4_000_000
		left -= weights[i+1]
	}
	weights[0] = left
	config := network.Config{ChainID: "pacer-cursor", Preset: &preset, Weights: weights}
	n := network.Start(t, config)
	_, schedule := n.Epoch()
	n.To(schedule.Cutoff)
	require.Equal(t, rewardtypes.MaxSteps, claimable(t, n, 0), "one block settles as many as it may")
	requireGoesOn(t, n, config, func(n *network.Network) {
		require.Equal(t, hosts, claimable(t, n, 0))
	})
	// Nobody claims: at S_2 the burning begins.
	for range 2 {
		n.NextEpoch()
	}
	require.Equal(t, hosts-rewardtypes.MaxSteps, claimable(t, n, 0), "one block burns as many as it may")
	requireGoesOn(t, n, config, func(n *network.Network) {
		require.Zero(t, claimable(t, n, 0))
	})
}

// claimable counts the rewards of an epoch that can be claimed.
func claimable(t *testing.T, n *network.Network, epoch uint64) (count int) {
	t.Helper()
	for _, h := range n.Hosts {
		reward, _, err := n.App.Reward.Reward(n.Context(), epoch, h.Operator.Address)
		require.NoError(t, err)
		if reward.State == rewardtypes.REWARD_STATE_CLAIMABLE {
			count++
		}
	}
	return count
}

// requireGoesOn exports a network, starts another from it, and carries out a block in both: they have to be alike and in a state of which
// check approves.
func requireGoesOn(t *testing.T, n *network.Network, config network.Config, check func(*network.Network)) {
	t.Helper()
	doc := n.Export()
	require.NoError(t, doc.ValidateAndComplete())
	other := network.Import(t, doc, config)
	other.Hosts = n.Hosts
	for _, chain := range []*network.Network{n, other} {
		chain.Next()
		check(chain)
	}
	requireSameExport(t, doc, n, other)
}

// A conviction, which only cases will write, survives an export, and the claim of who was convicted is refused.
func TestConvictionSurvivesExport(t *testing.T) {
	n := network.Start(t, network.Config{})
	_, schedule := n.Epoch()
	n.To(schedule.Cutoff + 1)
	guilty, doc := n.Hosts[1], n.Export()
	var state map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(doc.AppState, &state))
	var validation validationtypes.GenesisState
	n.App.Codec.MustUnmarshalJSON(state[validationtypes.ModuleName], &validation)
	validation.Convictions = []validationtypes.Conviction{{Epoch: 0, Host: guilty.Name()}}
	state[validationtypes.ModuleName] = n.App.Codec.MustMarshalJSON(&validation)
	var err error
	doc.AppState, err = json.Marshal(state)
	require.NoError(t, err)

	other := network.Import(t, doc, network.Config{})
	other.Hosts = n.Hosts
	other.Next()
	claim := func(h network.Host) (string, uint32) {
		secret, err := h.Secret(other.ChainID, 0, other.Beacon(0))
		require.NoError(t, err)
		result := other.Deliver(h.Hot, &rewardtypes.MsgClaimReward{Signer: h.Hot.Address.String(), Host: h.Name(), Epoch: 0, Secret: secret})
		return result.Codespace, result.Code
	}
	codespace, code := claim(guilty)
	require.Equal(t, rewardtypes.ErrConvicted.Codespace(), codespace)
	require.Equal(t, rewardtypes.ErrConvicted.ABCICode(), code)
	_, code = claim(n.Hosts[2])
	require.Zero(t, code)
	requireGoesOn(t, other, network.Config{}, func(n *network.Network) {
		convicted, err := n.App.Validation.Convicted(n.Context(), 0, guilty.Operator.Address)
		require.NoError(t, err)
		require.True(t, convicted)
	})
}
