package types_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

func TestPackedResultsKeepTheFirstWordOnEachIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var packed types.PackedResults
		first := map[uint32]bool{}
		for range rapid.IntRange(0, 60).Draw(t, "n") {
			index := rapid.OneOf(rapid.Uint32Max(20), rapid.Uint32Max(inferencetypes.MaxCount-1)).Draw(t, "index")
			mismatch := rapid.Bool().Draw(t, "mismatch")
			before := bytes.Clone(packed)
			with, added := packed.Insert(index, mismatch)
			if _, known := first[index]; known == added {
				t.Fatalf("index %d: known %v, added %v", index, known, added)
			}
			if added {
				first[index] = mismatch
			} else if !bytes.Equal(with, before) {
				t.Fatal("a repeated result changed something")
			}
			packed = with
		}
		var indices []uint32
		for i := range packed.Len() {
			index, mismatch := packed.At(i)
			if want, known := first[index]; !known || want != mismatch {
				t.Fatalf("index %d is %v, want %v", index, mismatch, want)
			}
			indices = append(indices, index)
		}
		if len(indices) != len(first) || !slices.IsSorted(indices) {
			t.Fatalf("%v from %v", indices, first)
		}
		for index := range uint32(30) {
			if _, known := first[index]; packed.Has(index) != known {
				t.Fatalf("Has(%d) = %v", index, packed.Has(index))
			}
		}
		if len(packed) > 0 {
			if again, err := types.CheckPackedResults(packed); err != nil || !bytes.Equal(again, packed) {
				t.Fatalf("what Insert made is refused: %v", err)
			}
		}
	})
}

func TestMalformedPackedResultsAreRefused(t *testing.T) {
	for name, b := range map[string][]byte{
		"empty":           {},
		"half a result":   {0, 2, 0},
		"repeated":        {0, 2, 0, 3},
		"out of order":    {0, 4, 0, 2},
		"index of 8192":   {0x40, 0},
		"index of 32,767": {0xff, 0xff},
		"more than 8,192": make([]byte, 2*8193),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := types.CheckPackedResults(b)
			require.ErrorIs(t, err, types.ErrPackedResults)
		})
	}
}

// Whatever is accepted is rebuilt, byte for byte, by inserting what it holds in any order.
func FuzzCheckPackedResults(f *testing.F) {
	f.Add([]byte{0, 2, 0, 5})
	f.Add([]byte{0x3f, 0xff})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		packed, err := types.CheckPackedResults(b)
		if err != nil {
			if !errors.Is(err, types.ErrPackedResults) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		var again types.PackedResults
		for i := packed.Len() - 1; i >= 0; i-- {
			index, mismatch := packed.At(i)
			with, added := again.Insert(index, mismatch)
			if !added {
				t.Fatalf("index %d stands twice in %x", index, b)
			}
			again = with
		}
		if !bytes.Equal(again, b) {
			t.Fatalf("%x is rebuilt as %x", b, again)
		}
	})
}

func FuzzDecodeWeights(f *testing.F) {
	f.Add(types.AppendWeight(types.AppendWeight(nil, make([]byte, 20), 5), bytes.Repeat([]byte{1}, 20), 6))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := types.DecodeWeights(b)
		if err != nil {
			if !errors.Is(err, types.ErrPackedWeights) && !errors.Is(err, types.ErrWeightsTooLarge) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		var sum uint64
		var again []byte
		for i := range types.WeightEntries(b) {
			host := [20]byte(b[i*28:])
			sum += w.Of(host)
			again = types.AppendWeight(again, host[:], w.Of(host))
		}
		if sum != w.Total || !bytes.Equal(again, b) {
			t.Fatalf("%x: sum %d, total %d, rebuilt %x", b, sum, w.Total, again)
		}
	})
}

func TestWeightsThatOverflowADrawAreRefused(t *testing.T) {
	a, b := make([]byte, 20), bytes.Repeat([]byte{1}, 20)
	atLimit := types.AppendWeight(types.AppendWeight(nil, a, types.MaxModelWeight-1), b, 1)
	w, err := types.DecodeWeights(atLimit)
	require.NoError(t, err)
	require.Equal(t, uint64(types.MaxModelWeight), w.Total)

	_, err = types.DecodeWeights(types.AppendWeight(types.AppendWeight(nil, a, types.MaxModelWeight), b, 1))
	require.ErrorIs(t, err, types.ErrWeightsTooLarge)
	_, err = types.DecodeWeights(types.AppendWeight(types.AppendWeight(nil, b, 1), a, 1))
	require.ErrorIs(t, err, types.ErrPackedWeights)
	require.Zero(t, w.Of([20]byte(bytes.Repeat([]byte{2}, 20))), "a Host that does not serve the model has weight 0")
}
