package records

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

const (
	gasHosts   = 8
	gasHeaders = 8_192
	gasRounds  = 7
	// enough is a limit of gas that any message here can use.
	enough = 90_000_000
	// filledFrom is the first of the batches on which every Host has a full message of results.
	filledFrom = 8_000
)

// shape is a kind of message.
type shape struct {
	name string
	// make returns a message of a Host that has not been sent before.
	make func(n *node, host, round int) []byte
	// rounds is how many blocks of it are carried out; gasRounds if it is 0.
	rounds int
	// cheap messages must not cost less gas than their CPU, and may cost more.
	overpriced bool
}

// shapes are messages small, full, on one batch and on many. Each has batches of its own, so that no result was there before.
func shapes(filled int) []shape {
	const full = validationtypes.MaxResults
	results := func(name string, count int, of func(round, i int) (uint64, uint32)) shape {
		return shape{name: "results-" + name, make: func(n *node, host, round int) []byte {
			msg := n.results(host, count, func(i int) (uint64, uint32) { return of(round, i) })
			return n.Sign(n.Hosts[host].Hot, network.Tx{Gas: enough}, msg)
		}}
	}
	batch := func(name string, count uint32) shape {
		return shape{name: "batch-" + name, make: func(n *node, host, _ int) []byte {
			return n.Sign(n.Hosts[host].Hot, network.Tx{}, n.Batch(n.Hosts[host], count))
		}}
	}
	over := func(s shape) shape {
		s.overpriced = true
		return s
	}
	return []shape{
		batch("of-one", 1),
		batch("of-8192", inferencetypes.MaxCount),
		results("one", 1, func(round, _ int) (uint64, uint32) { return 0, uint32(round) }),
		results("4096-on-one-batch", full, func(round, i int) (uint64, uint32) { return uint64(1 + round), uint32(i) }),
		results("4096-falling", full, func(round, i int) (uint64, uint32) { return uint64(16 + round), uint32(full - i) }),
		results("4096-on-64-batches", full, func(round, i int) (uint64, uint32) { return uint64(32 + 64*round + i/64), uint32(i % 64) }),
		results("512-on-512-batches", 512, func(round, i int) (uint64, uint32) { return uint64(512 + 512*round + i), 5 }),
		results("on-batches-with-4096", filled, func(round, i int) (uint64, uint32) { return uint64(filledFrom + i), uint32(5000 + round) }),
		results("4096-again", full, func(_, i int) (uint64, uint32) { return 1, uint32(i) }),
		over(results("1024-alternating", 1024, func(round, i int) (uint64, uint32) { return uint64(7100 + i%2), uint32(1024*round + i) })),
		over(results("1024-on-no-batch", 1024, func(_, i int) (uint64, uint32) { return uint64(1<<20 + i), 0 })),
	}
}

// BenchmarkGas measures the CPU of a unit of gas for messages of every shape, in blocks of a message of each Host, less an empty block.
func BenchmarkGas(b *testing.B) {
	for range b.N {
		const filled = 64
		n := gasNode(b, filled)
		for _, s := range shapes(filled) {
			b.Run(s.name, func(b *testing.B) {
				ms, one := n.least(s)
				b.ReportMetric(ms/gasHosts, "cpu-ms")
				b.ReportMetric(float64(one.gas)/gasHosts, "gas")
				b.ReportMetric(ms*1e6/float64(one.gas), "ns/gas")
				b.ReportMetric(float64(one.txBytes)/gasHosts, "bytes")
			})
		}
	}
}

// Gas is proportional to CPU: over messages of every shape a unit of gas costs the same, within a factor that is far above what measuring the
// same thing twice differs in.
func TestGasFollowsCPU(t *testing.T) {
	const filled, band = 16, 6
	n := gasNode(t, filled)
	type price struct {
		shape string
		ns    float64
	}
	var prices []price
	for _, s := range shapes(filled) {
		ms, one := n.least(s)
		ns := ms * 1e6 / float64(one.gas)
		t.Logf("%s: %.0f gas, %.1f ns each", s.name, float64(one.gas)/gasHosts, ns)
		if s.overpriced {
			continue
		}
		prices = append(prices, price{s.name, ns})
	}
	slices.SortFunc(prices, func(a, b price) int {
		if a.ns < b.ns {
			return -1
		}
		return 1
	})
	least, most := prices[0], prices[len(prices)-1]
	require.Positive(t, least.ns)
	require.LessOrEqual(t, most.ns/least.ns, float64(band), "%s is too cheap or %s too dear", most.shape, least.shape)
}

// gasNode has batches of a Host that takes no part, quotas without end, and full messages of results on some batches.
func gasNode(b testing.TB, filled int) *node {
	b.Helper()
	preset := genesis.Local()
	preset.Epoch.EpochLength, preset.Inference.BatchInterval = 400, 1
	n := start(b, gasHosts+1, preset, loaded(gasHosts))
	for batch := range filled {
		n.carry(n.each(func(host int) []byte {
			msg := n.results(host, validationtypes.MaxResults, func(i int) (uint64, uint32) { return uint64(filledFrom + batch), uint32(i) })
			return n.Sign(n.Hosts[host].Hot, network.Tx{Gas: enough}, msg)
		}))
	}
	n.rest()
	n.measureEmpty()
	return n
}

// loaded is a genesis with batches of a Host that takes no part, and quotas of all others without end.
func loaded(hosts int) func(*scenario.States) {
	return func(g *scenario.States) {
		g.AddHeaders(gasHeaders, inferencetypes.MaxCount, scenario.HostName(hosts))
		for i := range hosts {
			g.AllowAnything(scenario.HostName(i))
		}
	}
}

// least carries out some blocks of a shape and returns the CPU of the cheapest, less an empty block: what else the machine does only adds.
func (n *node) least(s shape) (ms float64, one cost) {
	n.b.Helper()
	rounds := s.rounds
	if rounds == 0 {
		rounds = gasRounds
	}
	for round := range rounds {
		spent := n.carry(n.each(func(host int) []byte { return s.make(n, host, round) }))
		if now := n.loadMs(spent); round == 0 || now < ms {
			ms, one = now, spent
		}
	}
	return ms, one
}

func (n *node) each(tx func(host int) []byte) [][]byte {
	txs := make([][]byte, gasHosts)
	for host := range txs {
		txs[host] = tx(host)
	}
	return txs
}

// results is a message with results on records that are told by number.
func (n *node) results(host, count int, of func(i int) (batch uint64, index uint32)) *validationtypes.MsgSubmitResults {
	results := make([]validationtypes.Result, count)
	for i := range results {
		results[i].Batch, results[i].Index = of(i)
		results[i].Verdict = validationtypes.VERDICT_MATCH
	}
	return scenario.Results(n.Hosts[host], 0, results...)
}
