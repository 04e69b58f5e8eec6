package simulation_test

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// Arbitrary bytes as a transaction: CheckTx and a block refuse them without a panic, and nobody's coins and none of our modules' state
// change. Only somebody who has a key can make bytes that are accepted; mutations of signed transactions are in the corpus.
func FuzzTransactionBytes(f *testing.F) {
	n := network.Start(f, network.Config{})
	h := n.Hosts[0]
	signer := h.Hot.Address.String()
	valid := [][]byte{
		n.Sign(h.Operator, network.Tx{Ordered: true}, &hosttypes.MsgUpdate{Host: h.Name(), ApiUrl: "https://host.example"}),
		n.Sign(h.Hot, network.Tx{}, &inferencetypes.MsgCommitBatch{
			Signer: signer, Host: h.Name(), Kind: inferencetypes.BATCH_KIND_ARTIFACT, Model: "pacer/ref-1", Count: 3,
			Root: make([]byte, inferencetypes.RootSize),
		}),
		n.Sign(h.Hot, network.Tx{}, &validationtypes.MsgSubmitResults{
			Signer: signer, Host: h.Name(), Results: []validationtypes.Result{{Verdict: validationtypes.VERDICT_MATCH}},
		}),
		n.Sign(h.Hot, network.Tx{}, &rewardtypes.MsgClaimReward{Signer: signer, Host: h.Name(), Secret: make([]byte, rewardtypes.SecretSize)}),
	}
	known := map[string]bool{}
	for _, tx := range valid {
		known[string(tx)] = true
		f.Add(tx[:len(tx)-1])
		f.Add(append(append([]byte(nil), tx...), 0))
		for _, at := range []int{0, 2, len(tx) / 2, len(tx) - 1} {
			mutated := append([]byte(nil), tx...)
			mutated[at] ^= 1
			f.Add(mutated)
		}
	}
	f.Add([]byte{})
	f.Add([]byte("not a transaction"))
	state := func(t *testing.T) string {
		doc := n.Export()
		require.NoError(t, n.App.Reward.CheckInvariant(n.Context()))
		totals, err := n.App.Reward.Totals(n.Context())
		require.NoError(t, err)
		require.True(t, totals.BurnedFees.IsZero(), "somebody paid for bytes that nobody signed")
		return modulesState(t, doc.AppState)
	}
	f.Fuzz(func(t *testing.T, tx []byte) {
		if known[string(tx)] {
			return
		}
		n.Report(t)
		before := state(t)
		response, err := n.App.CheckTx(&abci.RequestCheckTx{Tx: tx, Type: abci.CheckTxType_New})
		require.NoError(t, err)
		require.NotZero(t, response.Code)
		result := n.Next(tx).TxResults[0]
		require.NotZero(t, result.Code)
		// 111222 is how the SDK reports a panic.
		require.NotEqual(t, uint32(111222), response.Code, response.Log)
		require.NotEqual(t, uint32(111222), result.Code, result.Log)
		require.Equal(t, before, state(t))
	})
}
