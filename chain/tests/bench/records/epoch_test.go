package records

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

const (
	epochHosts = 4
	// epochLength and interval are a tenth of production's: as many batches of a Host in an epoch.
	epochLength, interval = 1_728, 10
	ppm                   = 1_000_000
)

// BenchmarkRecords is an epoch with so many recorded answers: at each interval every Host commits what it has recorded since, and submits a
// match for each duty that it does not have a result on. The rate is that of a target of 1,000 checks, and production's, which has a target of
// 100,000, so that it is 10 % here.
func BenchmarkRecords(b *testing.B) {
	for range b.N {
		var empty epochCost
		for _, run := range []struct {
			records int
			rate    uint32
		}{{0, 100_000}, {10_000, 100_000}, {100_000, 10_000}, {1_000_000, 1_000}, {100_000, 100_000}, {1_000_000, 100_000}} {
			b.Run(fmt.Sprintf("records=%d/rate=%d", run.records, run.rate), func(b *testing.B) {
				n := start(b, epochHosts, productionEpoch(run.rate), nil)
				e := n.epoch(run.records)
				if run.records == 0 {
					empty = e
				}
				e.report(b, n, empty, run.records)
			})
		}
	}
}

// BenchmarkTransactions is one transaction for each answer: a commitment to one record, of as many Hosts and models as it takes to have
// hundred in a block. Results are submitted in bulk as above.
func BenchmarkTransactions(b *testing.B) {
	const models, blocks, rate = 25, 20, 100_000
	for range b.N {
		preset := productionEpoch(rate)
		preset.Inference.BatchInterval = 1
		for i := 1; i < models; i++ {
			model := preset.Models[0]
			model.Id, model.Number = fmt.Sprintf("pacer/ref-%d", i+1), uint32(i+1)
			preset.Models = append(preset.Models, model)
		}
		preset.Host.MaxModelsPerNode = models
		n := start(b, epochHosts, preset, nil)
		// What as many empty blocks write is not the transactions'.
		first := n.measured()
		for range 2 * blocks {
			n.carry(nil)
		}
		before := n.measured()
		e := epochCost{stateBytes: -before.stateBytes, diskBytes: first.diskBytes - 2*before.diskBytes}
		for range blocks {
			e.add(n.carry(nil))
		}
		for range blocks {
			var txs [][]byte
			for _, host := range n.Hosts {
				for _, model := range preset.Models {
					msg := n.Batch(host, 1)
					msg.Model = model.Id
					txs = append(txs, n.Sign(host.Hot, network.Tx{}, msg))
				}
			}
			e.batches += len(txs)
			e.add(n.carry(txs))
		}
		e.add(n.carry(nil))
		e.submitAll(n)
		after := n.measured()
		e.stateBytes += after.stateBytes
		e.diskBytes += after.diskBytes
		e.report(b, n, epochCost{}, e.batches)
	}
}

// productionEpoch are production's parameters on an epoch of a tenth of the length, at a given rate.
func productionEpoch(rate uint32) genesis.Preset {
	preset := genesis.Production()
	preset.Models = genesis.Local().Models
	preset.Epoch.EpochLength, preset.Inference.BatchInterval = epochLength, interval
	preset.Epoch.SprintSpan, preset.Epoch.Tail, preset.Epoch.DealClose = 30, 72, 1_500
	preset.Epoch.ComputeSpan, preset.Epoch.ChallengeSpan = 12, 12
	preset.Validation.RateMinPpm, preset.Validation.RateMaxPpm = rate, rate
	// Empty blocks of a small committee: what a beacon costs is another benchmark.
	preset.Host.Slots = 64
	return preset
}

// epochCost is what an epoch cost, and what it left behind.
type epochCost struct {
	cost
	batches, results int
	stateBytes       int
	diskBytes        int64
}

// epoch carries out epoch 0 up to its cutoff.
func (n *node) epoch(records int) epochCost {
	n.b.Helper()
	_, schedule := n.Epoch()
	var e epochCost
	intervals := (schedule.Tail - n.Height) / interval
	done := 0
	for i := range intervals {
		// In equal parts, the last one to the last record.
		upTo := int(int64(records) * (i + 1) / intervals)
		e.interval(n, upTo-done)
		done = upTo
	}
	e.submitAll(n)
	for n.Height < schedule.Cutoff {
		e.add(n.carry(nil))
	}
	require.Equal(n.b, records, done)
	after := n.measured()
	e.stateBytes, e.diskBytes = after.stateBytes, after.diskBytes
	return e
}

// interval carries out the blocks of an interval. Its first one has the batches, its third one results of what is drawn by then.
func (e *epochCost) interval(n *node, records int) {
	n.b.Helper()
	var batches [][]byte
	for i, host := range n.Hosts {
		count := records*(i+1)/epochHosts - records*i/epochHosts
		if count > 0 {
			batches = append(batches, n.Sign(host.Hot, network.Tx{}, n.Batch(host, uint32(count))))
		}
	}
	e.batches += len(batches)
	e.add(n.carry(batches))
	e.add(n.carry(nil))
	e.submit(n)
	for range interval - 3 {
		e.add(n.carry(nil))
	}
}

// submit carries out a block in which every Host submits what it misses, as much as fits a message. It returns how many results that were.
func (e *epochCost) submit(n *node) (submitted int) {
	n.b.Helper()
	var txs [][]byte
	for _, host := range n.Hosts {
		missing, _, err := n.App.Validation.MissingDuties(n.Context(), 0, host.Operator.Address, n.Secret(host, 0))
		require.NoError(n.b, err)
		missing = missing[:min(len(missing), validationtypes.MaxResults)]
		if len(missing) == 0 {
			continue
		}
		results := make([]validationtypes.Result, len(missing))
		for i, d := range missing {
			results[i] = validationtypes.Result{Batch: d.Batch, Index: d.Index, Verdict: validationtypes.VERDICT_MATCH}
		}
		txs = append(txs, n.Sign(host.Hot, network.Tx{Gas: enough}, scenario.Results(host, 0, results...)))
		submitted += len(results)
	}
	e.results += submitted
	e.add(n.carry(txs))
	return submitted
}

// submitAll submits until nothing is missing.
func (e *epochCost) submitAll(n *node) {
	n.b.Helper()
	for e.submit(n) > 0 {
	}
}

// measured is what the chain has on disk and in its state.
func (n *node) measured() epochCost {
	return epochCost{stateBytes: n.stateBytes(), diskBytes: n.diskBytes()}
}

// report says what was more than in an epoch without records.
func (e *epochCost) report(b *testing.B, n *node, empty epochCost, records int) {
	b.Helper()
	headers, err := n.App.Inference.HeaderCount(n.Context(), 0)
	require.NoError(b, err)
	require.Equal(b, e.batches, int(headers))
	counted, err := n.App.Inference.Records(n.Context(), 0)
	require.NoError(b, err)
	require.Equal(b, records, int(counted))
	for name, value := range map[string]float64{
		"records":      float64(records),
		"batches":      float64(e.batches),
		"results":      float64(e.results),
		"txs":          float64(e.txs),
		"blocks":       float64(e.blocks),
		"gas":          float64(e.gas),
		"cpu-ms":       e.loadMs(),
		"empty-ms":     e.idleMs(),
		"tx-bytes":     float64(e.txBytes),
		"result-bytes": float64(e.resultBytes),
		"state-bytes":  float64(e.stateBytes - empty.stateBytes),
		"disk-bytes":   float64(e.diskBytes - empty.diskBytes),
	} {
		b.ReportMetric(value, name)
	}
}
