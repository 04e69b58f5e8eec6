package duty_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/duty"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// The seeds of many batches from one Seeds are those of H, whatever came before.
func TestSeedsAreThoseOfH(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chain := rapid.StringN(1, 40, 60).Draw(t, "chain")
		sigma := rapid.SliceOfN(rapid.Byte(), 96, 96).Draw(t, "sigma")
		seeds, err := duty.NewSeeds(chain, sigma)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			id := rapid.Uint64().Draw(t, "batch id")
			root := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "root"))
			next := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "next hash"))
			want := xof.H("pacer/duty/v1", []byte(chain), sigma, xof.U64(id), root[:], next[:])
			if got := seeds.X(id, root, next); got != want {
				t.Fatalf("Seeds.X = %x, want %x", got, want)
			}
			if got := duty.X(chain, sigma, id, root, next); got != want {
				t.Fatalf("X = %x, want %x", got, want)
			}
		}
	})
}

// A batch without a duty costs no allocation: most of an epoch's headers are such.
func TestADrawWithoutDutiesDoesNotAllocate(t *testing.T) {
	seeds, err := duty.NewSeeds("pacer-test-1", make([]byte, 96))
	if err != nil {
		t.Fatal(err)
	}
	p := duty.Params{Count: 8, RatePPM: 1, Weight: 1, ModelWeight: 1_000_000_000}
	id := uint64(0)
	allocations := testing.AllocsPerRun(1000, func() {
		id++
		indices, err := duty.Draw(seeds.X(id, [32]byte{1}, [32]byte{2}), p)
		if err != nil || indices != nil {
			t.Fatalf("Draw = %v, %v", indices, err)
		}
	})
	if allocations != 0 {
		t.Fatalf("%v allocations per batch", allocations)
	}
}
