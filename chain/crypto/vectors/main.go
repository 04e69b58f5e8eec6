// Command vectors writes proto/vectors/*.json: for each formula that Go and
// TypeScript both compute, cases with inputs and outputs, and inputs that every
// implementation refuses. Both languages check the files in their tests.
//
//	go run ./crypto/vectors [directory]    (from chain/; default ../proto/vectors)
//
// Bytes are lower-case hex, 64-bit integers decimal strings, small counts numbers.
// Nothing here is random: the same sources write the same files.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	directory := filepath.Join("..", "proto", "vectors")
	if len(os.Args) > 1 {
		directory = os.Args[1]
	}
	if err := write(directory); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(directory string) error {
	for _, f := range formulas() {
		content, err := f.build()
		if err != nil {
			return fmt.Errorf("%s: %w", f.file, err)
		}
		if err := os.WriteFile(filepath.Join(directory, f.file), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// formulas is every file that Go writes and reads.
func formulas() []formula {
	return []formula{
		hashFormula(), streamFormula(), floydFormula(), dutiesFormula(),
		merkleFormula(), artifactFormula(), requestFormula(),
		blsFormula(), sigmaFormula(), popFormula(), consensusKeyFormula(), dealingKeyFormula(),
		eip2333Formula(), keystoreFormula(),
		slotsFormula(), deadlineFormula(), settlementFormula(),
		pvssTableFormula(), pvssDealingFormula(), pvssOpeningFormula(), pvssBeaconFormula(),
		sprintWorkFormula(), nonceCodingFormula(), retargetFormula(), sprintCheckFormula(),
	}
}
