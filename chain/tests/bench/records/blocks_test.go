package records

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/bench/cputime"
	"github.com/pacer-network/pacer/chain/tests/network"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

const (
	blockGas   = 100_000_000
	blockBytes = 2 << 20
	blockHosts = 110
)

// blockModels are as many as it takes to fill a block with batches.
var blockModels = []string{"pacer/ref-1", "pacer/ref-2", "pacer/ref-3"}

// BenchmarkFullBlocks fills blocks to the limit of gas or bytes with one kind of message, at the limits of gas that agents sign, and measures
// the block and the one after it, which completes the batches, in CPU and as multiples of an empty one.
func BenchmarkFullBlocks(b *testing.B) {
	for range b.N {
		n := blockNode(b)
		batch, results := signed(b, &inferencetypes.MsgCommitBatch{}), signed(b, &validationtypes.MsgSubmitResults{})
		for _, block := range []struct {
			name  string
			limit uint64
			// msg returns message number i of a round, and who sends it.
			msg func(round, i int) (network.Host, sdk.Msg)
		}{
			{"batches", batch.limit(0, 0), n.batchOf},
			{"results-of-4096-on-64-batches", results.limit(4096, 64), n.resultsOf(4096, 64, 0)},
			{"results-of-4096-on-one-batch", results.limit(4096, 1), n.resultsOf(4096, 1, 2000)},
			{"results-of-512-on-512-batches", results.limit(512, 512), n.resultsOf(512, 512, 2500)},
			{"results-of-one", results.limit(1, 1), n.resultsOf(1, 1, 8000)},
		} {
			b.Run(block.name, func(b *testing.B) { n.full(b, block.limit, block.msg) })
		}
		b.Run("deletions", n.deletions)
	}
}

// line is what agents know of the gas of a message: proto/gas.json.
type line struct{ Base, PerItem, PerBatch uint64 }

func signed(b *testing.B, msg sdk.Msg) line {
	b.Helper()
	raw, err := os.ReadFile("../../../../proto/gas.json")
	require.NoError(b, err)
	var table map[string]line
	require.NoError(b, json.Unmarshal(raw, &table))
	require.Contains(b, table, sdk.MsgTypeURL(msg))
	return table[sdk.MsgTypeURL(msg)]
}

// limit is the gas that agents sign for.
func (l line) limit(items, batches uint64) uint64 {
	return l.Base + l.PerItem*items + l.PerBatch*batches
}

// blockNode has many Hosts and models, batches of a Host that takes no part, and quotas without end.
func blockNode(b *testing.B) *node {
	b.Helper()
	preset := genesis.Local()
	preset.Inference.BatchInterval, preset.Host.Slots = 1, 1_000
	for i, id := range blockModels[1:] {
		model := preset.Models[0]
		model.Id, model.Number = id, uint32(i+2)
		preset.Models = append(preset.Models, model)
	}
	return start(b, blockHosts+1, preset, loaded(blockHosts))
}

// batchOf is a batch of another Host and model each.
func (n *node) batchOf(_, i int) (network.Host, sdk.Msg) {
	host := n.Hosts[i%blockHosts]
	msg := n.Batch(host, inferencetypes.MaxCount)
	msg.Model = blockModels[i/blockHosts]
	return host, msg
}

// resultsOf are so many results on so many batches that nobody has results on.
func (n *node) resultsOf(count, batches, from int) func(round, i int) (network.Host, sdk.Msg) {
	return func(round, i int) (network.Host, sdk.Msg) {
		host := i % blockHosts
		// Who sends a second one in the same block begins where its first one ended.
		first := from + batches*(round+gasRounds*(i/blockHosts))
		return n.Hosts[host], n.results(host, count, func(j int) (uint64, uint32) { return uint64(first + j*batches/count), uint32(j % (count / batches)) })
	}
}

// full carries out blocks that are as full as the limits allow.
func (n *node) full(b *testing.B, limit uint64, msg func(round, i int) (network.Host, sdk.Msg)) {
	b.Helper()
	var blocks, next []float64
	var one cost
	for round := range gasRounds {
		var txs [][]byte
		for gas, bytes := uint64(0), 0; gas+limit <= blockGas && len(txs) < blockHosts*len(blockModels); gas += limit {
			host, m := msg(round, len(txs))
			tx := n.Sign(host.Hot, network.Tx{Gas: limit}, m)
			if bytes += len(tx); bytes > blockBytes {
				break
			}
			txs = append(txs, tx)
		}
		one = n.carry(txs)
		blocks, next = append(blocks, one.cpuMs), append(next, n.carry(nil).cpuMs)
	}
	ms := cputime.Median(blocks)
	b.ReportMetric(float64(one.txs), "txs")
	b.ReportMetric(float64(limit)*float64(one.txs), "gas-limit")
	b.ReportMetric(float64(one.gas), "gas")
	b.ReportMetric(float64(one.txBytes), "bytes")
	b.ReportMetric(ms, "cpu-ms")
	b.ReportMetric(ms/n.emptyMs, "of-empty")
	b.ReportMetric(cputime.Median(next)/n.emptyMs, "next-of-empty")
}

// deletions goes on to the epoch in which what was stored expires and measures the blocks that delete it.
func (n *node) deletions(b *testing.B) {
	results := func() (count int) {
		n.WalkState(validationtypes.ModuleName, func(key, _ []byte) {
			if key[0] == validationtypes.ResultsPrefix.Bytes()[0] {
				count++
			}
		})
		return count
	}
	stored := results()
	for epoch := 0; epoch < 4; epoch++ {
		n.NextEpoch()
	}
	b.ReportMetric(float64(stored), "stored")
	var spent cost
	before := results()
	const blocks = 10
	for range blocks {
		spent.add(n.carry(nil))
	}
	deleted := before - results()
	require.Positive(b, deleted)
	b.ReportMetric(float64(deleted)/blocks, "deletions/block")
	b.ReportMetric(spent.cpuMs/blocks, "cpu-ms")
	b.ReportMetric(spent.cpuMs/blocks/n.emptyMs, "of-empty")
	b.ReportMetric(n.loadMs(spent)*1e3/float64(deleted), "cpu-us/deletion")
}
