package sprintwork

import (
	"crypto/sha256"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCheckSeedIsItsWrittenOutHash(t *testing.T) {
	preimage := "\x15pacer/sprint-check/v1" + "\x00\x00\x00\x05chain" + "\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x07" +
		"\x00\x00\x00\x20" + string(counting(32)) + "\x00\x00\x00\x14" + string(host)
	if got := CheckSeed("chain", 7, [32]byte(counting(32)), host); got != sha256.Sum256([]byte(preimage)) {
		t.Fatalf("seed %x", got)
	}
}

func TestDrawnAreDistinctPlacesInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count, k := rapid.Uint32Range(0, 4096).Draw(t, "count"), rapid.Uint32Range(0, 9).Draw(t, "k")
		drawn := Drawn([32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed")), count, k)
		if uint32(len(drawn)) != min(count, k) || !slices.IsSorted(drawn) || len(slices.Compact(slices.Clone(drawn))) != len(drawn) {
			t.Fatalf("%d of %d: %v", k, count, drawn)
		}
		if len(drawn) > 0 && drawn[len(drawn)-1] >= count {
			t.Fatalf("%v of %d", drawn, count)
		}
	})
}

// Which nonces are checked must not favour a place: each of ten is drawn about 2,000 times of 10,000 (standard deviation 40).
func TestDrawnIsUniform(t *testing.T) {
	var seen [10]int
	for i := range uint64(10_000) {
		for _, place := range Drawn(CheckSeed("chain", i, [32]byte{}, host), 10, 2) {
			seen[place]++
		}
	}
	for place, n := range seen {
		if n < 1_800 || n > 2_200 {
			t.Errorf("place %d was drawn %d times of 2,000", place, n)
		}
	}
}

// Where the chain begins must not favour an address: each of seven is the first about 2,000 times of 14,000 (standard deviation 41).
func TestFirstCheckedIsUniform(t *testing.T) {
	var seen [7]int
	for i := range uint64(14_000) {
		seen[FirstChecked(CheckSeed("chain", i, [32]byte{}, nil), 7)]++
	}
	for place, n := range seen {
		if n < 1_800 || n > 2_200 {
			t.Errorf("place %d was the first %d times of 2,000", place, n)
		}
	}
	if first := FirstChecked([32]byte{7: 9, 8: 1}, 7); first != 2 {
		t.Errorf("9 mod 7 is %d", first)
	}
}
