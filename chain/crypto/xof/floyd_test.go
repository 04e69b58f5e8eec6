package xof_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// floydByMap is the algorithm as protocol §7 words it.
func floydByMap(s *xof.Stream, n, m uint32) []uint32 {
	set := map[uint32]bool{}
	for j := n - m; j < n; j++ {
		t, _ := s.Below(uint64(j) + 1)
		if set[uint32(t)] {
			set[j] = true
		} else {
			set[uint32(t)] = true
		}
	}
	var out []uint32
	for i := range set {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

func TestFloydDrawsDistinctSortedIndicesInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x [32]byte
		copy(x[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "x"))
		n := rapid.Uint32Range(0, 300).Draw(t, "n")
		m := rapid.Uint32Range(0, n).Draw(t, "m")

		stream := xof.NewStream(x)
		got, err := stream.Floyd(n, m)
		if err != nil {
			t.Fatal(err)
		}
		if uint32(len(got)) != m {
			t.Fatalf("%d indices, want %d", len(got), m)
		}
		for i, index := range got {
			if index >= n || (i > 0 && index <= got[i-1]) {
				t.Fatalf("not sorted, distinct and below %d: %v", n, got)
			}
		}
		reference := xof.NewStream(x)
		if want := floydByMap(&reference, n, m); !slices.Equal(got, want) {
			t.Fatalf("Floyd(%d, %d) = %v, want %v", n, m, got, want)
		}
	})
}

func TestFloydOfTheWholeRangeIsTheRange(t *testing.T) {
	stream := xof.NewStream([32]byte{7})
	got, err := stream.Floyd(5, 5)
	if err != nil || !slices.Equal(got, []uint32{0, 1, 2, 3, 4}) {
		t.Fatalf("Floyd(5, 5) = %v, %v", got, err)
	}
}

func TestFloydLargerThanItsRangeIsRefused(t *testing.T) {
	stream := xof.NewStream([32]byte{7})
	if _, err := stream.Floyd(5, 6); !errors.Is(err, xof.ErrSampleTooLarge) {
		t.Fatalf("Floyd(5, 6): %v, want ErrSampleTooLarge", err)
	}
}

// Every index is drawn about equally often (3 of 10, 30,000 times: 9,000 each,
// standard deviation 79).
func TestFloydIsUniform(t *testing.T) {
	var seen [10]int
	for i := range 30_000 {
		stream := xof.NewStream(xof.H("test", xof.U64(uint64(i))))
		sample, err := stream.Floyd(10, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, index := range sample {
			seen[index]++
		}
	}
	for index, k := range seen {
		if k < 8_600 || k > 9_400 {
			t.Fatalf("index %d drawn %d times of 9,000", index, k)
		}
	}
}
