package simulation_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	"github.com/pacer-network/pacer/chain/tests/simulation"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/prune"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// An epoch with more headers than one block deletes, and with results on more batches than an epoch of blocks would delete at 200 each.
const (
	loadHosts   = 10
	loadHeaders = 6_600
	loadResults = 600
)

// What is about an epoch is gone a block before S_{N+5}, however full the epoch was; on the way there an export in the middle of the pruning,
// with batches that wait for their hash, starts a chain that goes on as its source does.
func TestAFullEpochIsForgottenInTime(t *testing.T) {
	preset := simulation.ShortEpochs()
	config := network.Config{ChainID: "pacer-load", Preset: &preset, Weights: equalWeights(loadHosts)}
	config.Edit = scenario.Edit(func(g *scenario.States) {
		g.AddHeaders(loadHeaders, 1, scenario.HostName(0))
		for i := range loadHosts {
			g.AllowAnything(scenario.HostName(i))
		}
	})
	c := scenario.Start(t, config)
	submitLoad(t, c)
	require.Greater(t, entriesOf(c, validationtypes.ModuleName, validationtypes.ResultsPrefix, 0),
		prune.MaxDeletes*int(preset.Epoch.EpochLength), "at 200 a block an epoch is too short")

	for range 4 {
		c.NextEpoch()
	}
	current, schedule := c.Epoch()
	require.Equal(t, uint64(4), current)
	require.Equal(t, schedule.Start, c.Height)
	var batches [][]byte
	for _, host := range c.Hosts {
		batches = append(batches, c.Sign(host.Hot, network.Tx{}, c.Batch(host, 3)))
	}
	for _, result := range c.Next(batches...).TxResults {
		require.Zero(t, result.Code, result.Log)
	}
	require.Equal(t, loadHosts, waiting(t, c.Network, current))
	for module, prefix := range map[string][]byte{
		inferencetypes.ModuleName: inferencetypes.HeadersPrefix, validationtypes.ModuleName: validationtypes.ResultsPrefix,
	} {
		require.NotZero(t, entriesOf(c, module, prefix, 0), "the pruning of %s is not done", module)
	}
	requireGoesOn(t, c.Network, config, func(n *network.Network) { require.Zero(t, waiting(t, n, current)) })

	due := loadResults*(loadHosts-1) + 1
	most := prune.Within(uint64(due), preset.Epoch.EpochLength/2)
	before := entriesOf(c, validationtypes.ModuleName, nil, 0)
	for c.Height < schedule.Start+int64(preset.Epoch.EpochLength)-1 {
		if c.Height == schedule.Cutoff {
			c.OpenBeacon()
		} else {
			c.Next()
		}
		after := entriesOf(c, validationtypes.ModuleName, nil, 0)
		// The last block deletes what has no number of its own: the rate, the count and the parameters.
		require.LessOrEqual(t, before-after, most+3)
		before = after
	}
	for _, module := range []string{inferencetypes.ModuleName, validationtypes.ModuleName} {
		require.Zero(t, entriesOf(c, module, nil, 0), "%s has something of epoch 0", module)
		require.NotZero(t, entriesOf(c, module, nil, 1), "%s forgets epoch 1 too early", module)
	}
}

// submitLoad submits a result of each Host but the owner on each of many batches.
func submitLoad(t *testing.T, c *scenario.Chain) {
	t.Helper()
	var txs [][]byte
	for _, host := range c.Hosts[1:] {
		var results []validationtypes.Result
		for batch := range uint64(loadResults) {
			results = append(results, validationtypes.Result{Batch: batch, Verdict: validationtypes.VERDICT_MATCH})
		}
		txs = append(txs, c.Sign(host.Hot, network.Tx{Gas: 10_000_000}, scenario.Results(host, 0, results...)))
	}
	for _, result := range c.Next(txs...).TxResults {
		require.Zero(t, result.Code, result.Log)
		for _, outcome := range network.Response[validationtypes.MsgSubmitResultsResponse](c.Network, result).Outcomes {
			require.Equal(t, validationtypes.OUTCOME_RECORDED, outcome)
		}
	}
}

// entriesOf counts what the store of a module has about an epoch, in one collection or, without a prefix, in all that are kept by epoch.
func entriesOf(c *scenario.Chain, module string, prefix []byte, epoch uint64) (count int) {
	byEpoch := map[byte]bool{}
	for _, p := range map[string][][]byte{
		inferencetypes.ModuleName: {
			inferencetypes.EpochParamsPrefix, inferencetypes.HeadersPrefix, inferencetypes.CountsPrefix, inferencetypes.RecordsPrefix,
			inferencetypes.UnfilledPrefix, inferencetypes.ArtifactFeesPrefix,
		},
		validationtypes.ModuleName: {
			validationtypes.EpochParamsPrefix, validationtypes.RatesPrefix, validationtypes.ResultsPrefix, validationtypes.QuotasPrefix,
			validationtypes.ConvictedPrefix, validationtypes.WeightsPrefix, validationtypes.StoredPrefix,
		},
	}[module] {
		byEpoch[p[0]] = prefix == nil || p[0] == prefix[0]
	}
	c.WalkState(module, func(key, _ []byte) {
		if byEpoch[key[0]] && binary.BigEndian.Uint64(key[1:]) == epoch {
			count++
		}
	})
	return count
}

// waiting counts the headers of an epoch that wait for the hash of the next block.
func waiting(t *testing.T, n *network.Network, epoch uint64) (count int) {
	t.Helper()
	require.NoError(t, n.App.Inference.WalkHeaders(n.Context(), epoch, 0, func(_ uint64, h *inferencetypes.PackedHeader) (bool, error) {
		if !h.HasNext {
			count++
		}
		return false, nil
	}))
	return count
}

func equalWeights(hosts int) []uint64 {
	weights := make([]uint64, hosts)
	for i := range weights {
		weights[i] = 1_000_000_000 / uint64(hosts)
	}
	return weights
}
