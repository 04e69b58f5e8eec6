package keeper_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/genesis"
)

// An exported state that contradicts itself does not start a chain. Each change is made to a good one, which does.
func TestContradictingGenesisIsRefused(t *testing.T) {
	c := start(t, func(p *genesis.Preset) { p.Reward.HoldEpochs = 1 })
	c.Commit(40, c.Hosts[:4]...)
	for _, host := range c.Hosts[:2] {
		c.DoDuties(host, 0)
	}
	settled(c)
	c.Must(c.Hosts[0].Hot, c.Claim(c.Hosts[0], 0))
	c.Next()

	try := func(module, old, new string) error {
		doc := c.Export()
		var state map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(doc.AppState, &state))
		before := string(state[module])
		state[module] = json.RawMessage(strings.Replace(before, old, new, 1))
		require.True(t, old == "" || before != string(state[module]), "%s has no %q", module, old)
		var err error
		doc.AppState, err = json.Marshal(state)
		require.NoError(t, err)
		_, err = chain.TryGenesis(doc)
		return err
	}
	require.NoError(t, try("reward", "", ""))
	for _, test := range []struct{ name, module, old, new, want string }{
		{"coins from nowhere", "reward", `"held": "25000000000"`, `"held": "25000000001"`, "invalid genesis"},
		{"reward without coins", "reward", `"amount": "25000000000"`, `"amount": "35000000000"`, "invalid genesis"},
		{"reward in no state", "reward", `"REWARD_STATE_HELD"`, `"REWARD_STATE_UNSPECIFIED"`, "invalid genesis"},
		{"held reward as claimable", "reward", `"REWARD_STATE_HELD"`, `"REWARD_STATE_CLAIMABLE"`, "invalid genesis"},
		{"more minted than emitted", "reward", `"minted": "100000000000"`, `"minted": "100000000001"`, "invalid genesis"},
		{"emission beyond 64 bits", "reward", `"next_emission": "99950000000"`, `"next_emission": "18446744073709551616"`, "invalid genesis"},
		{"negative total", "reward", `"rebates": "`, `"rebates": "-`, "invalid genesis"},
		{"more used than allowed", "validation", `"used": "`, `"used": "9`, "invalid genesis"},
		{"result without a verdict", "validation", `"VERDICT_MATCH"`, `"VERDICT_UNSPECIFIED"`, "invalid genesis"},
		{"rate above one", "validation", `"ppm": 500000`, `"ppm": 1000001`, "invalid genesis"},
		{"header out of order", "inference", `"id": "1"`, `"id": "2"`, "invalid genesis"},
		{"header of no model", "inference", `"model": 1`, `"model": 7`, "invalid genesis"},
		{"header with a long root", "inference", `"root": "`, `"root": "AAAA`, "invalid genesis"},
		{"header of too many records", "inference", `"count": 40`, `"count": 8193`, "invalid genesis"},
		{"model with another number", "inference", `"number": 1`, `"number": 2`, "invalid genesis"},
		{"negative sum of leaf fees", "inference", `"burned": "`, `"burned": "-`, "invalid genesis"},
		{"weights that overflow a draw", "host", `"weight": "250000000",
        "slots"`, `"weight": "18446744073709",
        "slots"`, "weights too large"},
	} {
		t.Run(test.name, func(t *testing.T) { require.ErrorContains(t, try(test.module, test.old, test.new), test.want) })
	}
}
