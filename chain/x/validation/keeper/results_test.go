package keeper_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// otherModel is served by Hosts 0 and 1 alone.
const otherModel = "pacer/other"

// start makes four members and a fifth Host without weight, which is no member.
func start(t *testing.T, change func(*genesis.Preset)) *scenario.Chain {
	t.Helper()
	preset := genesis.Local()
	preset.Models = append(preset.Models, inferencetypes.Model{
		Id: otherModel, Number: 2, Tokenizer: "bytes", Sampler: "v1", MaxFee: 1000, Listed: true,
	})
	if change != nil {
		change(&preset)
	}
	return scenario.Start(t, network.Config{
		Preset:  &preset,
		Weights: []uint64{400_000_000, 300_000_000, 200_000_000, 100_000_000, 0},
		Models: func(host int) []string {
			if host < 2 {
				return []string{scenario.Model, otherModel}
			}
			return []string{scenario.Model}
		},
	})
}

func match(batch uint64, index uint32) types.Result {
	return types.Result{Batch: batch, Index: index, Verdict: types.VERDICT_MATCH}
}

func mismatch(batch uint64, index uint32) types.Result {
	return types.Result{Batch: batch, Index: index, Verdict: types.VERDICT_MISMATCH}
}

func results(t *testing.T, c *scenario.Chain, host network.Host, epoch uint64) *types.QueryResultsResponse {
	t.Helper()
	var answer types.QueryResultsResponse
	_, code := c.Query("/pacer.validation.v1.Query/Results", &types.QueryResultsRequest{Epoch: epoch, Host: host.Name()}, &answer)
	require.Zero(t, code)
	return &answer
}

// Batches 0 (Host 0) and 1 (Host 1) are of the common model, 2 (Host 0) is of the other one.
func withBatches(t *testing.T, change func(*genesis.Preset)) *scenario.Chain {
	c := start(t, change)
	c.Commit(20, c.Hosts[0], c.Hosts[1])
	msg := c.Batch(c.Hosts[0], 20)
	msg.Model = otherModel
	c.Must(c.Hosts[0].Hot, msg)
	c.Next()
	return c
}

func TestEachResultHasAnOutcomeOfItsOwn(t *testing.T) {
	c := withBatches(t, nil)
	host := c.Hosts[2]
	outcomes := c.Submit(host, 0,
		match(0, 3), mismatch(0, 1), match(1, 19), // recorded
		match(0, 3),    // repeated in the same message
		mismatch(0, 3), // repeated with another verdict
		match(1, 20),   // one past the end
		match(0, math.MaxUint32),
		match(3, 0), // no such batch
		match(math.MaxUint64, 0),
		match(2, 0), // the other model
		types.Result{Batch: 0, Index: 5},
		types.Result{Batch: 0, Index: 5, Verdict: 3},
		match(0, 5), // a bad one before did not sink it
	)
	require.Equal(t, []types.Outcome{
		types.OUTCOME_RECORDED, types.OUTCOME_RECORDED, types.OUTCOME_RECORDED,
		types.OUTCOME_REPEATED, types.OUTCOME_REPEATED,
		types.OUTCOME_NO_SUCH_INDEX, types.OUTCOME_NO_SUCH_INDEX,
		types.OUTCOME_NO_SUCH_BATCH, types.OUTCOME_NO_SUCH_BATCH,
		types.OUTCOME_MODEL_NOT_SERVED,
		types.OUTCOME_INVALID_VERDICT, types.OUTCOME_INVALID_VERDICT,
		types.OUTCOME_RECORDED,
	}, outcomes)
	want := []types.Result{mismatch(0, 1), match(0, 3), match(0, 5), match(1, 19)}
	require.Equal(t, want, results(t, c, host, 0).Results)
	require.Equal(t, uint64(4), results(t, c, host, 0).Quota.Used)

	before := c.State()
	require.Equal(t, []types.Outcome{types.OUTCOME_REPEATED, types.OUTCOME_REPEATED}, c.Submit(host, 0, match(0, 1), mismatch(1, 19)))
	c.Unchanged(before)
	require.Equal(t, []types.Outcome{types.OUTCOME_OWN_BATCH}, c.Submit(c.Hosts[0], 0, match(0, 1)))
	require.Equal(t, []types.Outcome{types.OUTCOME_RECORDED}, c.Submit(c.Hosts[1], 0, match(2, 1)))
	require.Empty(t, results(t, c, c.Hosts[0], 0).Results)
}

func TestQuotaBoundsTheResultsOfAnEpoch(t *testing.T) {
	c := withBatches(t, nil)
	// Host 3 on 20 records at r = 1/2: 20·0.5·0.1/(1−0.4) = 1.67 on batch 0 and 20·0.5·0.1/(1−0.3) = 1.43 on batch 1: 2 + 2.
	all := make([]types.Result, 0, 20)
	for i := range uint32(10) {
		all = append(all, match(0, i), match(1, i))
	}
	outcomes := c.Submit(c.Hosts[3], 0, all...)
	for i, outcome := range outcomes {
		if i < 4 {
			require.Equal(t, types.OUTCOME_RECORDED, outcome, "result %d", i)
		} else {
			require.Equal(t, types.OUTCOME_QUOTA_USED, outcome, "result %d", i)
		}
	}
	require.Equal(t, types.Quota{Headers: 3, Allowed: 4, Used: 4}, results(t, c, c.Hosts[3], 0).Quota)
	// More batches, more quota: what was refused is accepted later.
	c.Commit(20, c.Hosts[2])
	require.Equal(t, []types.Outcome{types.OUTCOME_RECORDED}, c.Submit(c.Hosts[3], 0, match(0, 5)))
	cost, err := c.App.Validation.Cost(c.Context(), 0, c.Hosts[3].Operator.Address)
	require.NoError(t, err)
	require.Equal(t, results(t, c, c.Hosts[3], 0).Quota.Allowed, cost.Duties)
}

func TestRefusedMessagesWithResults(t *testing.T) {
	c := withBatches(t, func(p *genesis.Preset) { p.Validation.MaxResults = 10 })
	host := c.Hosts[2]
	for _, test := range []struct {
		name   string
		want   *errorsmod.Error
		signer network.Account
		change func(*types.MsgSubmitResults)
	}{
		{"wrong signer", hosttypes.ErrUnauthorized, c.Authority, nil},
		{"hot key of another Host", hosttypes.ErrUnauthorized, c.Hosts[1].Hot, nil},
		{"for another Host", hosttypes.ErrUnauthorized, host.Hot, func(m *types.MsgSubmitResults) { m.Host = c.Hosts[1].Name() }},
		{"for nobody", hosttypes.ErrUnknownHost, c.Authority, func(m *types.MsgSubmitResults) { m.Host = c.Authority.Address.String() }},
		{"malformed host", hosttypes.ErrInvalidAddress, host.Hot, func(m *types.MsgSubmitResults) { m.Host = "host" }},
		{"not a member", hosttypes.ErrNotAMember, c.Hosts[4].Hot, func(m *types.MsgSubmitResults) { m.Host = c.Hosts[4].Name() }},
		{"empty", types.ErrEmpty, host.Hot, func(m *types.MsgSubmitResults) { m.Results = nil }},
		{"more than the parameter", types.ErrTooMany, host.Hot, func(m *types.MsgSubmitResults) { m.Results = make([]types.Result, 11) }},
		{"oversized", types.ErrTooMany, host.Hot, func(m *types.MsgSubmitResults) { m.Results = make([]types.Result, 5000) }},
		{"epoch that has not begun", types.ErrEpochNotBegun, host.Hot, func(m *types.MsgSubmitResults) { m.Epoch = 1 }},
		{"epoch of the far future", types.ErrEpochNotBegun, host.Hot, func(m *types.MsgSubmitResults) { m.Epoch = math.MaxUint64 }},
	} {
		t.Run(test.name, func(t *testing.T) {
			msg := scenario.Results(host, 0, match(0, 1))
			if test.change != nil {
				test.change(msg)
			}
			msg.Signer = test.signer.Address.String()
			c.Refused(test.want, test.signer, msg)
		})
	}
	t.Run("signed for another chain", func(t *testing.T) {
		tx := c.Sign(host.Hot, network.Tx{ChainID: "pacer-test-2"}, scenario.Results(host, 0, match(0, 1)))
		c.RefusedTx(sdkerrors.ErrUnauthorized, tx)
	})
	t.Run("parameters by a Host", func(t *testing.T) {
		c.Refused(types.ErrUnauthorized, host.Operator, &types.MsgUpdateParams{Authority: host.Name(), Params: types.DefaultParams()})
	})
	t.Run("parameters out of range", func(t *testing.T) {
		c.Refused(types.ErrInvalidParams, c.Authority, &types.MsgUpdateParams{Authority: c.Authority.Address.String()})
	})
}

// Results of N are accepted as long as N can be claimed, and kept until S_{N+4}.
func TestResultsOverTheEpochs(t *testing.T) {
	c := withBatches(t, nil)
	host := c.Hosts[2]
	c.Submit(host, 0, match(0, 1))
	c.NextEpoch()
	require.Equal(t, []types.Outcome{types.OUTCOME_RECORDED}, c.Submit(host, 0, match(0, 2)), "overdue")
	c.NextEpoch()
	c.Refused(types.ErrWindowClosed, host.Hot, scenario.Results(host, 0, match(0, 3)))
	c.NextEpoch()
	require.Len(t, results(t, c, host, 0).Results, 2)
	c.NextEpoch()
	require.Empty(t, results(t, c, host, 0).Results)
	require.Zero(t, results(t, c, host, 0).Quota)
	_, err := c.App.Validation.Rate(c.Context(), 0)
	require.ErrorIs(t, err, types.ErrEpochNotBegun)
}

func TestResultsComeInRuns(t *testing.T) {
	c := start(t, func(p *genesis.Preset) { p.Inference.BatchInterval = 1 })
	var want []types.Result
	for range 8 {
		c.Commit(5, c.Hosts[0])
	}
	for batch := range uint64(8) {
		want = append(want, match(batch, 1), mismatch(batch, 3))
	}
	// r = 1/2, two of five records, weight 0.3 of 0.6: 1.25 a batch, so a quota of 2.
	for _, outcome := range c.Submit(c.Hosts[1], 0, want...) {
		require.Equal(t, types.OUTCOME_RECORDED, outcome)
	}
	var got []types.Result
	for from, rounds := uint64(0), 0; ; rounds++ {
		var answer types.QueryResultsResponse
		_, code := c.Query("/pacer.validation.v1.Query/Results",
			&types.QueryResultsRequest{Epoch: 0, Host: c.Hosts[1].Name(), From: from, Limit: 3}, &answer)
		require.Zero(t, code)
		got = append(got, answer.Results...)
		if from = answer.Next; from == 0 {
			require.Equal(t, 2, rounds)
			break
		}
	}
	require.Equal(t, want, got)
}

// Results that follow each other on the same batch open it once; whoever mixes them pays for each time, and for what is written again.
func TestEachTimeABatchIsOpenedIsPaidFor(t *testing.T) {
	c := withBatches(t, nil)
	gas := func(host network.Host, results ...types.Result) int64 {
		result := c.Must(host.Hot, scenario.Results(host, 0, results...))
		for _, outcome := range network.Response[types.MsgSubmitResultsResponse](c.Network, result).Outcomes {
			require.Equal(t, types.OUTCOME_RECORDED, outcome)
		}
		return result.GasUsed
	}
	inOrder := gas(c.Hosts[2], match(0, 0), match(0, 1), match(1, 0), match(1, 1))
	mixed := gas(c.Hosts[3], match(0, 0), match(1, 0), match(0, 1), match(1, 1))
	// The first of both messages created the count of the epoch.
	require.InDelta(t, inOrder+2*types.BatchGas+2*types.StoredGas, mixed, 5_000)
}

// A message sums up a bounded number of headers for its quota, more if it has more results; the next one goes on.
func TestQuotaIsSummedUpInRuns(t *testing.T) {
	const own, others = types.QuotaHeaders + 100, 40
	run := func(count uint64) (c *scenario.Chain, outcomes []types.Outcome) {
		// Own batches give no quota, those of others 1 each.
		c = scenario.Start(t, network.Config{Edit: scenario.Edit(func(g *scenario.States) {
			g.AddHeaders(own, 1, scenario.HostName(0))
			g.AddHeaders(others, 1, scenario.HostName(1))
		})})
		var all []types.Result
		for batch := range count {
			all = append(all, match(own+batch, 0))
		}
		return c, c.Submit(c.Hosts[0], 0, all...)
	}
	c, outcomes := run(1)
	require.Equal(t, []types.Outcome{types.OUTCOME_QUOTA_USED}, outcomes)
	require.Equal(t, types.Quota{Headers: types.MaxQuotaHeaders(1)}, results(t, c, c.Hosts[0], 0).Quota)
	require.Equal(t, []types.Outcome{types.OUTCOME_RECORDED}, c.Submit(c.Hosts[0], 0, match(own, 0)))

	_, outcomes = run(others)
	for i, outcome := range outcomes {
		require.Equal(t, types.OUTCOME_RECORDED, outcome, "result %d", i)
	}
}
