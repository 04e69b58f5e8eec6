package main

import (
	"testing"

	"github.com/pacer-network/pacer/chain/tests/bench/cputime"
)

const headers = 17_280

// BenchmarkClaimWalk is a claim's duties with a warm store: every header read and hashed, every draw made, every result looked up.
func BenchmarkClaimWalk(b *testing.B) {
	bench(b, func(n *node, e *epoch, report *Report) error { return n.walk(e, report) })
}

// BenchmarkClaimMessage is the whole message with a warm store, the verification of the secret included.
func BenchmarkClaimMessage(b *testing.B) {
	bench(b, func(n *node, e *epoch, _ *Report) error { return n.claim(e) })
}

// BenchmarkClaimWalkCold is the same walk on an application that has just been opened.
func BenchmarkClaimWalkCold(b *testing.B) {
	directory := b.TempDir()
	e, err := prepare(directory, headers)
	if err != nil {
		b.Fatal(err)
	}
	var report Report
	spent := 0.0
	b.ResetTimer()
	for range b.N {
		b.StopTimer()
		n, err := open(directory)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		ms, err := cputime.Of(func() error { return n.walk(e, &report) })
		if err != nil {
			b.Fatal(err)
		}
		spent += ms
		b.StopTimer()
		if err := n.close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(spent/float64(b.N), "cpu-ms")
	b.ReportMetric(float64(report.Duties), "duties")
}

func bench(b *testing.B, run func(*node, *epoch, *Report) error) {
	directory := b.TempDir()
	e, err := prepare(directory, headers)
	if err != nil {
		b.Fatal(err)
	}
	n, err := open(directory)
	if err != nil {
		b.Fatal(err)
	}
	var report Report
	if err := n.walk(e, &report); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	ms, err := cputime.Of(func() error {
		for range b.N {
			if err := run(n, e, &report); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	b.ReportMetric(ms/float64(b.N), "cpu-ms")
	b.ReportMetric(float64(report.Duties), "duties")
	if err := n.close(); err != nil {
		b.Fatal(err)
	}
}
