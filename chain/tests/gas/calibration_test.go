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

// Cost is the gas limit of a message: base + perItem · items + perBatch · batches + perStored · results on them already, plus what a query
// tells for dealings, openings, challenges and claims. The items of a commitment of work are the bytes of its coded nonces.
type Cost struct {
	Base    int64 `json:"base"`
	PerItem int64 `json:"perItem"`
	// PerBatch is for a run of items on the same batch, PerStored for a result that the Host had on one of these batches before.
	PerBatch  int64 `json:"perBatch"`
	PerStored int64 `json:"perStored"`
}

func (c Cost) withMargin() Cost {
	up := func(gas, step int64) int64 { return (gas*13/10 + step - 1) / step * step }
	return Cost{up(c.Base, 1000), up(c.PerItem, 10), up(c.PerBatch, 10), up(c.PerStored, 1)}
}

// covers says that the file's gas is enough, and not more than twice what is needed.
func (c Cost) covers(t *testing.T, url string, measured Cost) {
	t.Helper()
	for name, pair := range map[string]struct{ is, measured, step int64 }{
		"base":      {c.Base, measured.Base, 1000},
		"perItem":   {c.PerItem, measured.PerItem, 10},
		"perBatch":  {c.PerBatch, measured.PerBatch, 10},
		"perStored": {c.PerStored, measured.PerStored, 1},
	} {
		require.GreaterOrEqual(t, pair.is, pair.measured, "%s of %s: run go test ./tests/gas -write-gas", name, url)
		require.LessOrEqual(t, pair.is, 2*pair.measured+pair.step, "%s of %s: run go test ./tests/gas -write-gas", name, url)
	}
}

func TestGasTableCoversTheMessages(t *testing.T) {
	dealing, opening := dealAndOpen(t)
	work, challenge := workAndChallenge(t)
	measured := map[string]Cost{
		sdk.MsgTypeURL(&sprinttypes.MsgDeal{}):              dealing,
		sdk.MsgTypeURL(&sprinttypes.MsgOpen{}):              opening,
		sdk.MsgTypeURL(&sprinttypes.MsgCommitWork{}):        work,
		sdk.MsgTypeURL(&sprinttypes.MsgChallengeWork{}):     challenge,
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

// submitResults measures what a result, a batch and a result that was there before add. What summing up a quota costs on top is known
// without measuring.
func submitResults(t *testing.T) Cost {
	c := start(t, func(p *genesis.Preset) { p.Inference.LeafFee = 0 })
	const values, many = 24, 1000
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
	// Each batch in another stored value, and numbers of two bytes.
	batch := func(i int) uint64 { return uint64(i+8) * inferencetypes.HeadersPerValue }
	run := func(batch uint64, from, count uint32) (results []validationtypes.Result) {
		for index := range count {
			results = append(results, validationtypes.Result{Batch: batch, Index: from + index, Verdict: validationtypes.VERDICT_MISMATCH})
		}
		return results
	}
	var spread []validationtypes.Result
	for i := range values - 8 {
		spread = append(spread, run(batch(i), 8000, 1)...)
	}
	submit(spread[0])
	one := submit(spread[1])
	thousand := submit(run(batch(2), 1000, many)...)
	perItem := (thousand - one) / (many - 1)
	batches := int64(len(spread) - 3)
	perBatch := (submit(spread[3:]...)-one)/(batches-1) - perItem
	before := submit(run(batch(2), 5000, 1)...)
	submit(run(batch(2), 6000, many)...)
	perStored := (submit(run(batch(2), 5001, 1)...) - before) / (many + 1)
	// A network of a thousand members, and the most headers that a message sums up.
	quota := int64(validationtypes.WeightGas*1000 + validationtypes.QuotaHeaderGas*validationtypes.QuotaHeaders)
	return Cost{
		Base:      one - perItem - perBatch + quota,
		PerItem:   perItem + validationtypes.QuotaHeaderGas*validationtypes.QuotaHeadersPerResult,
		PerBatch:  perBatch,
		PerStored: perStored,
	}
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

// workAndChallenge measures commitments of one nonce and of many, and challenges that are lost and won, less what the query tells.
func workAndChallenge(t *testing.T) (work, challenge Cost) {
	preset := genesis.Local()
	preset.Sprint.FirstTarget = 1 << 62
	c := scenario.Start(t, network.Config{Preset: &preset})
	c.OpenBeacon()
	const many = 4000
	nonces := make([]uint64, many)
	for i := range nonces {
		nonces[i] = 1<<63 + uint64(i)
	}
	var most, last int64
	for _, host := range c.Hosts[:2] {
		for _, nonce := range c.Hits(host, 0, 0, 2) {
			last = used(t, c.Must(host.Hot, c.CommitWork(host, 0, nonce)))
			most = max(most, last)
		}
	}
	long := c.CommitWork(c.Hosts[1], 0, nonces...)
	perByte := (used(t, c.Must(c.Hosts[1].Hot, long)) - last) / int64(len(long.Nonces)-1)
	work = Cost{Base: most, PerItem: perByte + 1}

	told := c.Target(0)
	c.To(told.ComputeEnd)
	accused := c.Hosts[1]
	hits, wrong := c.Hits(accused, 0, 0, 2), c.Misses(accused, 0, nonces[0], 1)[0]
	// All in the first block that takes them: in its end, the chain's own samples find the accused out.
	var txs [][]byte
	for i, nonce := range append(hits, wrong) {
		host := c.Hosts[2+i%2]
		txs = append(txs, c.Sign(host.Hot, network.Tx{Gas: network.ChallengeGas}, c.ChallengeWork(host, accused, 0, nonce)))
	}
	for _, result := range c.Next(txs...).TxResults {
		challenge.Base = max(challenge.Base, used(t, result)-int64(told.ChallengeGas))
	}
	return work, challenge
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
