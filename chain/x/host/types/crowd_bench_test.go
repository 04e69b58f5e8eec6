package types_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// BenchmarkCrowd is what CrowdGas is made from: Hosts are decoded one by one, usual ones and those with the longest list of ML Nodes.
func BenchmarkCrowd(b *testing.B) {
	for _, nodes := range []int{1, 59} {
		b.Run(fmt.Sprintf("%d ML Nodes", nodes), func(b *testing.B) {
			spec, _ := network.NewSpec("pacer-test-1", 0, 0, nil)
			spec.MlNodes = nil
			for i := range nodes {
				spec.MlNodes = append(spec.MlNodes, node(fmt.Sprintf("%02d", i), strings.Repeat("a", 64), strings.Repeat("b", 64)))
			}
			host, err := spec.Host()
			if err != nil {
				b.Fatal(err)
			}
			raw, err := host.Host.Marshal()
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				var h types.Host
				if err := h.Unmarshal(raw); err != nil {
					b.Fatal(err)
				}
				if types.CrowdGas(h) == 0 {
					b.Fatal("for nothing")
				}
			}
			b.ReportMetric(float64(types.CrowdGas(host.Host)), "gas")
		})
	}
}
