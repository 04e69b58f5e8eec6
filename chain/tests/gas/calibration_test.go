// Package gas measures what the agents' messages use through the real ante chain, as they are sent: unordered, signed by a hot key, paid by
// the operator's allowance. `go test ./tests/gas -write-gas` writes proto/gas.json, which the agents read instead of simulating.
package gas

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

const file = "../../../proto/gas.json"

var write = flag.Bool("write-gas", false, "write proto/gas.json")

// Cost is the gas limit of a message: base + perItem · items, plus what a query tells for dealings, openings and claims.
type Cost struct {
	Base    int64 `json:"base"`
	PerItem int64 `json:"perItem"`
}

func (c Cost) withMargin() Cost {
	up := func(gas int64) int64 { return (gas*13/10 + 999) / 1000 * 1000 }
	return Cost{up(c.Base), up(c.PerItem)}
}

// covers says that the file's gas is enough, and not more than twice what is needed.
func (c Cost) covers(t *testing.T, url string, measured Cost) {
	t.Helper()
	for name, pair := range map[string][2]int64{"base": {c.Base, measured.Base}, "perItem": {c.PerItem, measured.PerItem}} {
		require.GreaterOrEqual(t, pair[0], pair[1], "%s of %s: run go test ./tests/gas -write-gas", name, url)
		require.LessOrEqual(t, pair[0], 2*pair[1]+1000, "%s of %s: run go test ./tests/gas -write-gas", name, url)
	}
}

func TestGasTableCoversTheMessages(t *testing.T) {
	dealing, opening := dealAndOpen(t)
	measured := map[string]Cost{
		sdk.MsgTypeURL(&sprinttypes.MsgDeal{}):              dealing,
		sdk.MsgTypeURL(&sprinttypes.MsgOpen{}):              opening,
		sdk.MsgTypeURL(&inferencetypes.MsgCommitBatch{}):    commitBatch(t),
		sdk.MsgTypeURL(&validationtypes.MsgSubmitResults{}): submitResults(t),
		sdk.MsgTypeURL(&rewardtypes.MsgClaimReward{}):       claimReward(t),
		sdk.MsgTypeURL(&hosttypes.MsgSetHotKey{}):           setHotKey(t),
	}
	if *write {
		table := map[string]Cost{}
		for url, cost := range measured {
			table[url] = cost.withMargin()
		}
		raw, err := json.MarshalIndent(table, "", "  ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, append(raw, '\n'), 0o644))
	}
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	var table map[string]Cost
	require.NoError(t, json.Unmarshal(raw, &table))
	require.Len(t, table, len(measured))
	for url, cost := range measured {
		t.Logf("%s: measured %+v, table %+v", url, cost, table[url])
		table[url].covers(t, url, cost)
	}
}

// longModel has a name as long as names can be.
var longModel = "pacer/" + strings.Repeat("m", inferencetypes.MaxModelID-len("pacer/"))

func start(t *testing.T, change func(*genesis.Preset)) *scenario.Chain {
	t.Helper()
	preset := genesis.Local()
	preset.Models = append(preset.Models, inferencetypes.Model{
		Id: longModel, Number: 2, Tokenizer: "bytes", Sampler: "v1", MaxFee: 1000, Listed: true,
	})
	preset.Inference.BatchInterval = 1
	preset.Epoch.EpochLength = 400
	change(&preset)
	return scenario.Start(t, network.Config{Preset: &preset})
}

// commitBatch measures batches until a stored value of sixteen is full: the last one rewrites the most.
func commitBatch(t *testing.T) Cost {
	c := start(t, func(*genesis.Preset) {})
	var most int64
	for range 2 * inferencetypes.HeadersPerValue {
		msg := c.Batch(c.Hosts[0], inferencetypes.MaxCount)
		msg.Model, msg.TotalFee = longModel, 1_000
		most = max(most, used(t, c.Must(c.Hosts[0].Hot, msg)))
	}
	return Cost{Base: most}
}

// submitResults measures the worst of results in order of batch: each on another batch in another stored value; and one result on a batch
// that has a thousand. What summing up a quota costs on top is known without measuring.
func submitResults(t *testing.T) Cost {
	c := start(t, func(p *genesis.Preset) { p.Inference.LeafFee = 0 })
	const values = 24
	for range values * inferencetypes.HeadersPerValue / 2 {
		one, two := c.Batch(c.Hosts[0], inferencetypes.MaxCount), c.Batch(c.Hosts[0], inferencetypes.MaxCount)
		two.Model = longModel
		c.Must(c.Hosts[0].Hot, one, two)
	}
	c.Next()
	host := c.Hosts[1]
	submit := func(results ...validationtypes.Result) int64 {
		result := c.Must(host.Hot, scenario.Results(host, 0, results...))
		outcomes := network.Response[validationtypes.MsgSubmitResultsResponse](c.Network, result).Outcomes
		for _, outcome := range outcomes {
			require.Equal(t, validationtypes.OUTCOME_RECORDED, outcome)
		}
		return used(t, result)
	}
	var thousand, spread []validationtypes.Result
	for index := range uint32(1000) {
		thousand = append(thousand, validationtypes.Result{Index: index, Verdict: validationtypes.VERDICT_MATCH})
	}
	for batch := range uint64(values) {
		spread = append(spread, validationtypes.Result{
			Batch: batch * inferencetypes.HeadersPerValue, Index: 8000, Verdict: validationtypes.VERDICT_MISMATCH,
		})
	}
	submit(thousand...)
	one := submit(validationtypes.Result{Index: 4000, Verdict: validationtypes.VERDICT_MATCH})
	first, many := submit(spread[1]), submit(spread[2:]...)
	perItem := (many - first) / int64(len(spread)-3)
	// A network of a thousand members, and the most headers that a message sums up.
	quota := int64(validationtypes.WeightGas*1000 + validationtypes.QuotaHeaderGas*validationtypes.MaxQuotaHeaders)
	return Cost{Base: one - perItem + quota, PerItem: perItem}
}

// claimReward measures claims that succeed, with everything a claim can do: rebate to the granter, payment to a new account.
func claimReward(t *testing.T) Cost {
	preset := genesis.Local()
	c := scenario.Start(t, network.Config{Preset: &preset})
	c.Commit(40, c.Hosts...)
	for _, host := range c.Hosts {
		c.DoDuties(host, 0)
	}
	_, schedule := c.Epoch()
	c.To(schedule.Cutoff)
	var most int64
	for _, host := range c.Hosts {
		var cost rewardtypes.QueryClaimCostResponse
		_, code := c.Query("/pacer.reward.v1.Query/ClaimCost", &rewardtypes.QueryClaimCostRequest{Epoch: 0, Host: host.Name()}, &cost)
		require.Zero(t, code)
		most = max(most, used(t, c.Must(host.Hot, c.Claim(host, 0)))-int64(cost.Gas))
	}
	return Cost{Base: most}
}

// dealAndOpen measures a round of everybody, less what the queries tell.
func dealAndOpen(t *testing.T) (dealing, opening Cost) {
	c := scenario.Start(t, network.Config{})
	_, schedule := c.Epoch()
	c.To(schedule.DealOpen - 1)
	var status sprinttypes.QueryDealStatusResponse
	_, code := c.Query("/pacer.sprint.v1.Query/DealStatus", &sprinttypes.QueryDealStatusRequest{}, &status)
	require.Zero(t, code)
	for _, host := range c.Hosts {
		result := c.Next(c.Sign(host.Hot, network.Tx{Gas: network.SprintGas}, c.Dealing(host))).TxResults[0]
		dealing.Base = max(dealing.Base, used(t, result)-int64(status.DealGas))
	}
	c.To(schedule.Cutoff - 1)
	for _, host := range c.Hosts {
		result := c.Next(c.Sign(host.Hot, network.Tx{Gas: network.SprintGas}, c.Opening(host))).TxResults[0]
		opening.Base = max(opening.Base, used(t, result)-int64(c.Shares(host).OpenGas))
	}
	return dealing, opening
}

// setHotKey measures the operator's own message: a new hot key in place of one.
func setHotKey(t *testing.T) Cost {
	c := scenario.Start(t, network.Config{})
	var most int64
	for _, name := range []string{"new hot key", "newer hot key"} {
		msg := &hosttypes.MsgSetHotKey{Host: c.Hosts[0].Name(), HotKey: network.NewAccount(name).Address.String()}
		most = max(most, used(t, c.Must(c.Hosts[0].Operator, msg)))
	}
	return Cost{Base: most}
}

func used(t *testing.T, result *abci.ExecTxResult) int64 {
	t.Helper()
	require.Zero(t, result.Code, result.Log)
	return result.GasUsed
}
