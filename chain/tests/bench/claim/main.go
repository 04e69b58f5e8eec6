// Command claim measures what a reward claim costs a node (protocol §8: 17,280 headers and about 1,024 duties under 10 ms CPU warm), on an
// application with its store on disk. It prints JSON; times are CPU milliseconds of the whole process, medians. `npm run bench -- claim` runs
// it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/pacer-network/pacer/chain/crypto/duty"
	"github.com/pacer-network/pacer/chain/crypto/epochsecret"
	"github.com/pacer-network/pacer/chain/crypto/xof"
	"github.com/pacer-network/pacer/chain/tests/bench/cputime"
)

// Report is what the command prints.
type Report struct {
	Headers uint64 `json:"headers"`
	Duties  uint64 `json:"duties"`
	// Walk is MissingDuties: every header read and hashed, every draw made, every result looked up.
	ColdMs float64 `json:"cold_ms"`
	WarmMs float64 `json:"warm_ms"`
	// Claim is the whole message with the verification of the secret, which is Secret alone.
	ClaimColdMs float64 `json:"claim_cold_ms"`
	ClaimWarmMs float64 `json:"claim_warm_ms"`
	SecretMs    float64 `json:"secret_ms"`
	// Baseline is the SHA-256 of the same seeds alone, and Ratio what the warm walk is of it.
	BaselineMs float64 `json:"baseline_ms"`
	Ratio      float64 `json:"ratio"`
	// Gas of the walk and of the secret, and nanoseconds of CPU for a unit of each.
	WalkGas      uint64  `json:"walk_gas"`
	WalkGasNs    float64 `json:"walk_ns_per_gas"`
	SecretGasNs  float64 `json:"secret_ns_per_gas"`
	QuotaMs      float64 `json:"quota_ms"`
	QuotaGasNs   float64 `json:"quota_ns_per_gas"`
	WeightsInAll uint64  `json:"weights"`
}

func main() {
	headers := flag.Int("headers", 17_280, "headers of the epoch")
	runs := flag.Int("runs", 25, "warm runs")
	reopened := flag.Int("cold", 5, "cold runs, each on a newly opened application")
	flag.Parse()
	report, err := measure(*headers, *runs, *reopened)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(report)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "claim:", err)
		os.Exit(1)
	}
}

func measure(headers, runs, reopened int) (Report, error) {
	directory, err := os.MkdirTemp("", "pacer-bench-claim-")
	if err != nil {
		return Report{}, err
	}
	defer os.RemoveAll(directory)
	epoch, err := prepare(directory, headers)
	if err != nil {
		return Report{}, err
	}
	report := Report{Headers: uint64(headers)}
	var coldWalks, coldClaims []float64
	for range reopened {
		for _, cold := range []struct {
			times *[]float64
			run   func(*node) error
		}{
			{&coldWalks, func(n *node) error { return n.walk(epoch, &report) }},
			{&coldClaims, func(n *node) error { return n.claim(epoch) }},
		} {
			n, err := open(directory)
			if err != nil {
				return Report{}, err
			}
			ms, err := cputime.Of(func() error { return cold.run(n) })
			if err != nil {
				return Report{}, err
			}
			*cold.times = append(*cold.times, ms)
			if err := n.close(); err != nil {
				return Report{}, err
			}
		}
	}
	report.ColdMs, report.ClaimColdMs = cputime.Median(coldWalks), cputime.Median(coldClaims)

	n, err := open(directory)
	if err != nil {
		return Report{}, err
	}
	for _, warm := range []struct {
		ms  *float64
		run func() error
	}{
		{&report.WarmMs, func() error { return n.walk(epoch, &report) }},
		{&report.ClaimWarmMs, func() error { return n.claim(epoch) }},
		{&report.QuotaMs, func() error { return n.cost(epoch, &report) }},
		{&report.SecretMs, epoch.verify},
		{&report.BaselineMs, epoch.hashSeeds},
	} {
		times := make([]float64, 0, runs)
		for range runs {
			ms, err := cputime.Of(warm.run)
			if err != nil {
				return Report{}, err
			}
			times = append(times, ms)
		}
		*warm.ms = cputime.Median(times)
	}
	report.finish()
	return report, n.close()
}

// verify checks σ.
func (e *epoch) verify() error {
	return epochsecret.Verify(e.key, e.chainID, 0, [32]byte(e.beacon), e.host.Operator.Address, e.secret)
}

// hashSeeds hashes the seed of each header's draw.
func (e *epoch) hashSeeds() error {
	seeds, err := duty.NewSeeds(e.chainID, e.secret)
	if err != nil {
		return err
	}
	var sum byte
	for id := range e.headers {
		x := seeds.X(uint64(id), [xof.Size]byte(e.headers[id].Root), [xof.Size]byte(e.headers[id].NextHash))
		sum ^= x[0]
	}
	e.sink = sum
	return nil
}
