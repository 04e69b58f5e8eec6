package duty_test

import (
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/duty"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// BenchmarkClaim is what one reward claim hashes and draws in the worst epoch of
// protocol §8: 17,280 headers that give one Host 1,024 duties.
func BenchmarkClaim(b *testing.B) {
	const headers = 17_280
	seeds, err := duty.NewSeeds("pacer-test-1", make([]byte, 96))
	if err != nil {
		b.Fatal(err)
	}
	p := duty.Params{Count: 60, RatePPM: 10_000, Weight: 100_000_000, ModelWeight: 1_000_000_000, OwnerWeight: 1_000_000}
	root, next := xof.H("root"), xof.H("next")
	b.ReportAllocs()
	duties := 0
	for b.Loop() {
		duties = 0
		for id := range uint64(headers) {
			indices, err := duty.Draw(seeds.X(id, root, next), p)
			if err != nil {
				b.Fatal(err)
			}
			duties += len(indices)
		}
	}
	b.ReportMetric(float64(duties), "duties")
}
