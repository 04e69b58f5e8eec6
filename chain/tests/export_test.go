// Package tests holds the tests of the application as a whole.
package tests

import (
	"encoding/json"
	"testing"

	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/tests/network"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// phases are ways into each phase of an epoch.
var phases = []struct {
	name  string
	phase epochtypes.Phase
	reach func(*network.Network)
}{
	{"serving", epochtypes.PHASE_SERVING, func(n *network.Network) { n.To(30) }},
	{"tail", epochtypes.PHASE_SERVING, func(n *network.Network) { n.To(60) }},
	{"opening", epochtypes.PHASE_OPENING, func(n *network.Network) { n.To(80) }},
	{"stretched", epochtypes.PHASE_OPENING, func(n *network.Network) { n.To(100) }},
	{"compute", epochtypes.PHASE_COMPUTE, func(n *network.Network) { n.OpenBeacon(); n.To(n.Height + 3) }},
	{"challenge", epochtypes.PHASE_CHALLENGE, func(n *network.Network) { n.OpenBeacon(); n.To(n.Height + 10) }},
	{"first block of the next epoch", epochtypes.PHASE_SERVING, func(n *network.Network) { n.NextEpoch() }},
	{"after five epochs", epochtypes.PHASE_SERVING, func(n *network.Network) {
		for range 5 {
			n.NextEpoch()
		}
		n.To(n.Height + 7)
	}},
}

func TestExportOfAnImportIsTheSameInEveryPhase(t *testing.T) {
	for _, p := range phases {
		t.Run(p.name, func(t *testing.T) {
			n := network.Start(t, network.Config{})
			host := n.Hosts[1]
			n.Must(host.Operator, &hosttypes.MsgSetPayout{Host: host.Name(), Payout: n.Hosts[2].Name()})
			p.reach(n)
			phase, err := n.App.Epoch.Phase(n.Context())
			require.NoError(t, err)
			require.Equal(t, p.phase, phase)

			first := n.Export()
			again := network.Import(t, first, network.Config{})
			ctx := again.App.GetContextForFinalizeBlock(nil)
			state, err := again.App.ExportState(ctx)
			require.NoError(t, err)
			var want map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(first.AppState, &want))
			require.Len(t, state, len(want))
			for module := range want {
				require.JSONEq(t, string(want[module]), string(state[module]), module)
				require.Equal(t, compact(t, want[module]), compact(t, state[module]), module)
			}
		})
	}
}

func compact(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	text, err := json.Marshal(raw)
	require.NoError(t, err)
	return string(text)
}

func TestChainGoesOnFromItsExport(t *testing.T) {
	for _, p := range phases {
		t.Run(p.name, func(t *testing.T) {
			n := network.Start(t, network.Config{})
			p.reach(n)
			current, before := n.Epoch()

			exported := n.Export()
			again := network.Import(t, exported, network.Config{})
			require.Equal(t, n.NextValidators().Hash(), again.Validators.Hash())
			again.Next()
			require.Equal(t, n.Height+1, again.Height)
			epoch, after := again.Epoch()
			require.Equal(t, current, epoch)
			require.Equal(t, before, after)

			again.NextEpoch()
			epoch, _ = again.Epoch()
			require.Equal(t, current+1, epoch)
		})
	}
}

func TestExportKeepsConsensusParameters(t *testing.T) {
	doc, _, err := network.NewGenesis(network.Config{})
	require.NoError(t, err)
	n := network.Start(t, network.Config{})
	n.To(10)
	exported := n.Export()
	require.Equal(t, doc.Consensus.Params, exported.Consensus.Params)
	require.Equal(t, n.Authority.Address.String(), exported.Consensus.Params.Authority.Authority)
	require.Equal(t, []string{cmttypes.ABCIPubKeyTypeEd25519}, exported.Consensus.Params.Validator.PubKeyTypes)
	require.Equal(t, int64(260), exported.Consensus.Params.Evidence.MaxAgeNumBlocks)
	require.Equal(t, int64(100_000_000), exported.Consensus.Params.Block.MaxGas)
	require.Len(t, exported.Consensus.Validators, 4)

	validators, err := chain.TryGenesis(exported)
	require.NoError(t, err)
	require.Len(t, validators, 4)
}

// Consensus starts the exported chain with the exported set, and the application must return exactly that one.
func TestExportWithAnotherValidatorSetIsRefused(t *testing.T) {
	n := network.Start(t, network.Config{})
	n.To(10)
	exported := n.Export()
	exported.Consensus.Validators[0].Power++
	_, err := chain.TryGenesis(exported)
	require.ErrorContains(t, err, "genesisValidators")
}
