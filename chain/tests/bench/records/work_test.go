package records

import (
	"encoding/binary"
	"testing"

	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
)

// workShapes are the Sprint's messages beside the yardstick: a transfer of coins, whose gas is the SDK's own. Commitments of so many nonces,
// with gaps of a production network, where one of 65,536 is a hit; challenges at the local sizes, where re-executing is a fifth of it.
func workShapes() []shape {
	commit := func(name string, count, rounds int) shape {
		return shape{name: name, rounds: rounds, make: func(n *node, host, round int) []byte {
			nonces := make([]uint64, count)
			next := n.Work(n.Hosts[host], 0).Work.LastNonce
			for i := range nonces {
				next += 1<<15 + uint64(i*40_503+round)%(1<<16)
				nonces[i] = next
			}
			return n.Sign(n.Hosts[host].Hot, network.Tx{}, n.CommitWork(n.Hosts[host], 0, nonces...))
		}}
	}
	return []shape{
		{name: "transfer", make: func(n *node, host, _ int) []byte {
			from := n.Hosts[host]
			return n.Sign(from.Operator, network.Tx{}, &banktypes.MsgSend{
				FromAddress: from.Name(), ToAddress: n.Hosts[(host+1)%gasHosts].Name(), Amount: sdk.NewCoins(sdk.NewInt64Coin(network.Denom, 1)),
			})
		}},
		commit("work-of-one", 1, gasRounds), commit("work-of-300", 300, 3), commit("work-of-1000", 1000, 3),
		{name: "challenge", make: func(n *node, host, round int) []byte {
			accused := n.Hosts[(host+1)%gasHosts]
			chunks := n.Work(accused, 0).Chunks
			nonce, _ := binary.Uvarint(chunks[len(chunks)-1-round].Nonces)
			return n.Sign(n.Hosts[host].Hot, network.Tx{Gas: network.ChallengeGas}, n.ChallengeWork(n.Hosts[host], accused, 0, nonce))
		}},
	}
}

// BenchmarkWorkGas measures what BenchmarkGas does for commitments of work and challenges.
func BenchmarkWorkGas(b *testing.B) {
	for range b.N {
		n := workNode(b)
		for _, s := range workShapes() {
			if s.name == "challenge" {
				// After the chain's own samples.
				n.To(n.Target(0).ComputeEnd + 6)
			}
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

// workNode is in a long window of work in which every nonce is a hit, and challenges cost little.
func workNode(b testing.TB) *node {
	b.Helper()
	preset := genesis.Local()
	preset.Epoch.EpochLength, preset.Epoch.ComputeSpan, preset.Epoch.ChallengeSpan, preset.Epoch.SprintSpan = 400, 60, 60, 130
	preset.Sprint.FirstTarget, preset.Sprint.MaxNonces = 1<<64-1, 4_096
	preset.Sprint.ChallengeBond, preset.Sprint.MaxLostChallenges = 1, 100
	n := start(b, gasHosts, preset, nil)
	n.OpenBeacon()
	n.rest()
	n.measureEmpty()
	return n
}
