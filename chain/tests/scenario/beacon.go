package scenario

import (
	"encoding/json"

	"github.com/stretchr/testify/require"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/pacer-network/pacer/chain/tests/network"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// Deal has Hosts deal in a block each, from deal_open on.
func (c *Chain) Deal(hosts ...network.Host) {
	c.t.Helper()
	_, schedule := c.Epoch()
	c.To(max(c.Height, schedule.DealOpen-1))
	for _, host := range hosts {
		c.succeeds(c.Next(c.Sign(host.Hot, network.Tx{Gas: network.SprintGas}, c.Dealing(host))).TxResults[0])
	}
}

// Open has Hosts open in one block, from the first one that accepts openings on.
func (c *Chain) Open(hosts ...network.Host) {
	c.t.Helper()
	_, schedule := c.Epoch()
	c.To(max(c.Height, schedule.DealClose))
	c.To(max(c.Height, c.Round().OpenFrom(schedule.Cutoff)-1))
	var txs [][]byte
	for _, host := range hosts {
		txs = append(txs, c.Sign(host.Hot, network.Tx{Gas: network.SprintGas}, c.Opening(host)))
	}
	for _, result := range c.Next(txs...).TxResults {
		c.succeeds(result)
	}
}

// Turn carries the current epoch to its end on a real beacon: everybody deals and opens.
func (c *Chain) Turn() {
	c.t.Helper()
	c.Deal(c.Hosts...)
	c.Open(c.Hosts...)
	c.Network.NextEpoch()
}

func (c *Chain) succeeds(result *abci.ExecTxResult) {
	c.t.Helper()
	require.Zero(c.t, result.Code, "%s %d: %s", result.Codespace, result.Code, result.Log)
}

// Sprint is the exported state of the sprint module.
func (c *Chain) Sprint() sprinttypes.GenesisState {
	c.t.Helper()
	var modules map[string]json.RawMessage
	require.NoError(c.t, json.Unmarshal(c.Export().AppState, &modules))
	var state sprinttypes.GenesisState
	require.NoError(c.t, c.App.Codec.UnmarshalJSON(modules[sprinttypes.ModuleName], &state))
	return state
}
