package sprintwork

import (
	"fmt"
	"testing"

	"github.com/pacer-network/pacer/chain/tests/bench/cputime"
)

// sizes are those of sprint-work §2: for local tests, for a network of CPUs, for production.
var sizes = []Shape{{64, 2, 2, 128, 16}, {512, 4, 8, 1024, 16}, {1024, 3, 16, 1024, 16}}

// measure reports the CPU time of run, and how many of the units it does in a second of it.
func measure(b *testing.B, units uint64, unit string, run func() error) {
	b.Helper()
	spent, err := cputime.Of(func() error {
		for b.Loop() {
			if err := run(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(spent*1e6/float64(b.N), "cpu-ns/op")
	b.ReportMetric(float64(units)*float64(b.N)/spent*1e3, unit)
}

// BenchmarkDigest is what the chain pays for one re-executed nonce.
func BenchmarkDigest(b *testing.B) {
	for _, s := range sizes {
		b.Run(fmt.Sprintf("dim=%d/layers=%d", s.Dim, s.Layers), func(b *testing.B) {
			w, err := Expand(Epoch{Chain: "pacer-test-1", Number: 7}, s)
			if err != nil {
				b.Fatal(err)
			}
			v, nonce := NewVerifier(w), uint64(0)
			b.ReportAllocs()
			measure(b, s.MultiplyAdds(), "MAC/s", func() error {
				v.Digest(host, nonce)
				nonce++
				return nil
			})
		})
	}
}

// BenchmarkExpand is what the chain pays once in an epoch.
func BenchmarkExpand(b *testing.B) {
	for _, s := range sizes {
		b.Run(fmt.Sprintf("dim=%d/layers=%d", s.Dim, s.Layers), func(b *testing.B) {
			measure(b, s.WeightBytes(), "B/s", func() error {
				_, err := Expand(Epoch{Chain: "pacer-test-1", Number: 7}, s)
				return err
			})
		})
	}
}
