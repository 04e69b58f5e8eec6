// Package scenario is what tests of batches, results and claims do again and again on a test network: commit, draw duties, submit, claim,
// and be refused.
package scenario

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/xof"
	"github.com/pacer-network/pacer/chain/tests/network"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// Model is the model of the local preset.
const Model = "pacer/ref-1"

// Chain is a test network that knows the protocol's messages.
type Chain struct {
	*network.Network
	t     testing.TB
	roots uint64
}

// Start makes a network.
func Start(t testing.TB, config network.Config) *Chain {
	t.Helper()
	return &Chain{Network: network.Start(t, config), t: t}
}

// Import goes on from the exported state in another network with the same Hosts.
func (c *Chain) Import(config network.Config) *Chain {
	c.t.Helper()
	return c.ImportEdited(config, func(map[string]string) {})
}

// ImportEdited is Import after a change of the exported JSON of the modules, by name.
func (c *Chain) ImportEdited(config network.Config, edit func(state map[string]string)) *Chain {
	c.t.Helper()
	doc := c.Export()
	var raw map[string]json.RawMessage
	require.NoError(c.t, json.Unmarshal(doc.AppState, &raw))
	state := map[string]string{}
	for name, module := range raw {
		state[name] = string(module)
	}
	edit(state)
	for name, module := range state {
		raw[name] = json.RawMessage(module)
	}
	var err error
	doc.AppState, err = json.Marshal(raw)
	require.NoError(c.t, err)
	n := network.Import(c.t, doc, config)
	n.Hosts = c.Hosts
	n.Next()
	return &Chain{Network: n, t: c.t, roots: c.roots}
}

// Batch is a batch of a Host with a root of its own, for the epoch that records count for in the next block.
func (c *Chain) Batch(host network.Host, count uint32) *inferencetypes.MsgCommitBatch {
	c.t.Helper()
	current, schedule := c.Epoch()
	if c.Height+1 >= schedule.Tail {
		current++
	}
	c.roots++
	root := xof.H("root", xof.U64(c.roots))
	return &inferencetypes.MsgCommitBatch{
		Signer: host.Hot.Address.String(), Host: host.Name(), Epoch: current, Kind: inferencetypes.BATCH_KIND_ARTIFACT, Model: Model,
		Count: count, Root: root[:], TotalTokens: uint64(count) * 10,
	}
}

// Commit commits a batch of each Host named and carries out one more block, so that the batches have their hash.
func (c *Chain) Commit(count uint32, hosts ...network.Host) {
	c.t.Helper()
	txs := make([][]byte, len(hosts))
	for i, host := range hosts {
		txs[i] = c.Sign(host.Hot, network.Tx{}, c.Batch(host, count))
	}
	for i, result := range c.Next(txs...).TxResults {
		require.Zero(c.t, result.Code, "batch of host %d: %s", i, result.Log)
	}
	c.Next()
}

// Results is a message with results of a Host.
func Results(host network.Host, epoch uint64, results ...validationtypes.Result) *validationtypes.MsgSubmitResults {
	return &validationtypes.MsgSubmitResults{Signer: host.Hot.Address.String(), Host: host.Name(), Epoch: epoch, Results: results}
}

// Submit submits results and returns their outcomes.
func (c *Chain) Submit(host network.Host, epoch uint64, results ...validationtypes.Result) []validationtypes.Outcome {
	c.t.Helper()
	result := c.Must(host.Hot, Results(host, epoch, results...))
	return network.Response[validationtypes.MsgSubmitResultsResponse](c.Network, result).Outcomes
}

// Secret is a Host's σ of an epoch.
func (c *Chain) Secret(host network.Host, epoch uint64) []byte {
	c.t.Helper()
	secret, err := host.Secret(c.ChainID, epoch, c.Beacon(epoch))
	require.NoError(c.t, err)
	return secret
}

// Claim is a Host's claim of an epoch.
func (c *Chain) Claim(host network.Host, epoch uint64) *rewardtypes.MsgClaimReward {
	c.t.Helper()
	return &rewardtypes.MsgClaimReward{
		Signer: host.Hot.Address.String(), Host: host.Name(), Epoch: epoch, Secret: c.Secret(host, epoch),
	}
}

// DoDuties submits a match for each duty of a Host in an epoch and returns how many there were.
func (c *Chain) DoDuties(host network.Host, epoch uint64) int {
	c.t.Helper()
	duties := c.Duties(host, epoch)
	const most = 500
	for start := 0; start < len(duties); start += most {
		for i, outcome := range c.Submit(host, epoch, duties[start:min(start+most, len(duties))]...) {
			require.Equal(c.t, validationtypes.OUTCOME_RECORDED, outcome, "duty %v", duties[start+i])
		}
	}
	return len(duties)
}

// Refused delivers messages that must be refused with an error, and checks that they changed nothing but the fee.
func (c *Chain) Refused(want *errorsmod.Error, signer network.Account, msgs ...sdk.Msg) *abci.ExecTxResult {
	c.t.Helper()
	return c.RefusedTx(want, c.Sign(signer, network.Tx{}, msgs...))
}

// RefusedTx is Refused for a transaction that is signed already.
func (c *Chain) RefusedTx(want *errorsmod.Error, tx []byte) *abci.ExecTxResult {
	c.t.Helper()
	before := c.State()
	result := c.Next(tx).TxResults[0]
	require.Equal(c.t, want.Codespace(), result.Codespace, result.Log)
	require.Equal(c.t, want.ABCICode(), result.Code, result.Log)
	c.Unchanged(before)
	return result
}

// Unchanged checks that nothing is different from a state that was noted.
func (c *Chain) Unchanged(before map[string]string) {
	c.t.Helper()
	for name, now := range c.State() {
		if now != before[name] {
			require.Fail(c.t, "something changed", "%s was\n%s\nand is\n%s", name, before[name], now)
		}
	}
}

// State is everything that a message of these modules could change. What passing blocks change by themselves is left out: hashes of the next
// block, and fees, which are burned whatever becomes of a message.
func (c *Chain) State() map[string]string {
	c.t.Helper()
	var modules map[string]json.RawMessage
	require.NoError(c.t, json.Unmarshal(c.Export().AppState, &modules))
	state := map[string]string{"host": string(modules["host"]), "validation": string(modules["validation"])}
	var inference inferencetypes.GenesisState
	require.NoError(c.t, c.App.Codec.UnmarshalJSON(modules["inference"], &inference))
	for _, epoch := range inference.Headers {
		for i := range epoch.Headers {
			epoch.Headers[i].NextHash = nil
		}
	}
	state["inference"] = string(c.App.Codec.MustMarshalJSON(&inference))
	var reward rewardtypes.GenesisState
	require.NoError(c.t, c.App.Codec.UnmarshalJSON(modules["reward"], &reward))
	reward.Totals.BurnedFees = math.ZeroInt()
	state["reward"] = string(c.App.Codec.MustMarshalJSON(&reward))
	for _, host := range c.Hosts {
		state["payout "+host.Name()] = c.Balance(c.Payout(host)).String()
	}
	return state
}

// Payout is where a Host's rewards go.
func (c *Chain) Payout(host network.Host) sdk.AccAddress {
	c.t.Helper()
	raw, err := sdk.AccAddressFromBech32(host.Genesis.Host.Payout)
	require.NoError(c.t, err)
	return raw
}
