package types_test

import (
	"testing"

	"github.com/pacer-network/pacer/chain/tests/network"
)

// BenchmarkKeyProofs is what KeyProofsGas is made from.
func BenchmarkKeyProofs(b *testing.B) {
	spec, operator := network.NewSpec("pacer-test-1", 0, 0, nil)
	host, err := spec.Host()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := host.Proofs.Verify("pacer-test-1", operator.Address, host.Host.Keys[0]); err != nil {
			b.Fatal(err)
		}
	}
}
