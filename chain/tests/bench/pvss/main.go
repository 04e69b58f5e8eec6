// Command pvss measures what the Sprint's beacon costs (protocol §4): a dealing made, verified and added to the sums, an opening made and
// verified, the secret put together, for several numbers of Hosts and slots. It prints JSON; times are CPU milliseconds of the whole process,
// medians. Ratios are to a plain verification in the same run. `npm run bench -- pvss` runs it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/pacer-network/pacer/chain/crypto/pvss"
	"github.com/pacer-network/pacer/chain/tests/bench/cputime"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

const nsPerMs = 1e6

// Report is what the command prints.
type Report struct {
	Sizes []Size `json:"sizes"`
}

// Size is one number of Hosts and slots.
type Size struct {
	Hosts     int `json:"hosts"`
	Slots     int `json:"slots"`
	Threshold int `json:"threshold"`
	// Bytes of a dealing, and of the opening of the Host with the most slots.
	DealingBytes int `json:"dealing_bytes"`
	OpeningBytes int `json:"opening_bytes"`
	// Prepare is done once in an epoch: the lines of the dealing keys.
	PrepareMs float64 `json:"prepare_ms"`
	DealMs    float64 `json:"deal_ms"`
	// Verify checks a dealing, Add adds it to the sums.
	VerifyMs float64 `json:"verify_ms"`
	AddMs    float64 `json:"add_ms"`
	// Proof is the part of Verify that comes before anything expensive.
	ProofMs         float64 `json:"proof_ms"`
	OpenMs          float64 `json:"open_ms"`
	VerifyOpeningMs float64 `json:"verify_opening_ms"`
	ReconstructMs   float64 `json:"reconstruct_ms"`
	// Gas that the chain charges for Verify and Add, and for VerifyOpening, and the CPU nanoseconds of one unit.
	DealGas      uint64  `json:"deal_gas"`
	DealNsPerGas float64 `json:"deal_ns_per_gas"`
	OpenGas      uint64  `json:"open_gas"`
	OpenNsPerGas float64 `json:"open_ns_per_gas"`
	// Plain is Verify and Add point by point; Ratio is what ours is of it.
	PlainMs float64 `json:"plain_ms"`
	Ratio   float64 `json:"ratio"`
}

func main() {
	runs := flag.Int("runs", 5, "runs of each")
	flag.Parse()
	report, err := measure(*runs)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(report)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pvss:", err)
		os.Exit(1)
	}
}

func measure(runs int) (Report, error) {
	var report Report
	for _, size := range []struct{ hosts, slots int }{{4, 64}, {64, 256}, {100, 1000}} {
		e, err := prepare(size.hosts, size.slots)
		if err != nil {
			return report, err
		}
		measured, err := e.measure(runs)
		if err != nil {
			return report, err
		}
		report.Sizes = append(report.Sizes, measured)
	}
	return report, nil
}

// measure runs every step in turn, so that what else the machine does falls on all of them.
func (e *epoch) measure(runs int) (Size, error) {
	size := Size{
		Hosts: len(e.holders), Slots: e.round.Slots(), Threshold: e.round.Threshold(), DealingBytes: e.round.DealingSize(), OpeningBytes: len(e.opening),
	}
	steps := []struct {
		ms  *float64
		run func() error
	}{
		{&size.PrepareMs, e.firstVerify}, {&size.DealMs, e.deal}, {&size.ProofMs, e.proof}, {&size.VerifyMs, e.verify}, {&size.AddMs, e.add},
		{&size.PlainMs, e.plain}, {&size.OpenMs, e.open}, {&size.VerifyOpeningMs, e.verifyOpening}, {&size.ReconstructMs, e.reconstruct},
	}
	times := make([][]float64, len(steps))
	for range runs {
		for i, step := range steps {
			ms, err := cputime.Of(step.run)
			if err != nil {
				return size, err
			}
			times[i] = append(times[i], ms)
		}
	}
	for i, step := range steps {
		*step.ms = cputime.Median(times[i])
	}
	size.PrepareMs -= size.VerifyMs
	size.DealGas, size.OpenGas = types.DealGas(uint32(size.Slots), uint32(size.Hosts)), types.OpenGas(uint32(size.OpeningBytes/pvss.ShareSize))
	size.DealNsPerGas = (size.VerifyMs + size.AddMs) * nsPerMs / float64(size.DealGas)
	size.OpenNsPerGas = size.VerifyOpeningMs * nsPerMs / float64(size.OpenGas)
	size.Ratio = (size.VerifyMs + size.AddMs) / size.PlainMs
	return size, nil
}
