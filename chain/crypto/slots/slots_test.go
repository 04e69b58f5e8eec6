package slots_test

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/slots"
)

func address(n byte) []byte { return append(make([]byte, 19), n) }

func drawHolders(t *rapid.T) []slots.Holder {
	weights := rapid.SliceOfN(rapid.OneOf(rapid.Uint64Max(5), rapid.Uint64Max(math.MaxUint64/16)), 1, 16).Draw(t, "weights")
	holders := make([]slots.Holder, len(weights))
	for i, weight := range weights {
		holders[i] = slots.Holder{Address: address(byte(i)), Weight: weight}
	}
	holders[0].Weight++
	return rapid.Permutation(holders).Draw(t, "order")
}

// Slots sum to W; nobody is a whole slot or more off its exact quota; the heavier
// never has fewer; the order of the holders does not matter.
func TestApportionIsFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		holders := drawHolders(t)
		total := rapid.OneOf(rapid.Uint32Max(64), rapid.Uint32()).Draw(t, "slots")
		got, err := slots.Apportion(total, holders)
		if err != nil {
			t.Fatal(err)
		}
		weights, sum := new(big.Int), uint64(0)
		for i, h := range holders {
			weights.Add(weights, new(big.Int).SetUint64(h.Weight))
			sum += uint64(got[i])
		}
		if sum != uint64(total) {
			t.Fatalf("%v sum to %d, want %d", got, sum, total)
		}
		for i, h := range holders {
			quota := new(big.Int).SetUint64(h.Weight)
			quota.Mul(quota, big.NewInt(int64(total)))
			off := new(big.Int).Mul(big.NewInt(int64(got[i])), weights)
			if off.Sub(off, quota).CmpAbs(weights) >= 0 {
				t.Fatalf("holder %d has %d slots, quota %v/%v", i, got[i], quota, weights)
			}
			for j, other := range holders {
				if h.Weight > other.Weight && got[i] < got[j] {
					t.Fatalf("weight %d has %d slots, weight %d has %d", h.Weight, got[i], other.Weight, got[j])
				}
				if h.Weight == other.Weight && bytes.Compare(h.Address, other.Address) < 0 && got[i] < got[j] {
					t.Fatalf("equal weights: lower address has %d, higher %d", got[i], got[j])
				}
			}
		}
		reversed := slices.Clone(holders)
		slices.Reverse(reversed)
		again, err := slots.Apportion(total, reversed)
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(again)
		if !slices.Equal(got, again) {
			t.Fatalf("%v in one order, %v in the other", got, again)
		}
	})
}

func TestTiesGoToTheLowerAddress(t *testing.T) {
	holders := []slots.Holder{
		{Address: address(9), Weight: 1}, {Address: address(1), Weight: 1}, {Address: address(5), Weight: 1},
	}
	got, err := slots.Apportion(64, holders)
	if err != nil || !slices.Equal(got, []uint32{21, 22, 21}) {
		t.Fatalf("Apportion = %v, %v; want [21 22 21]", got, err)
	}
}

func TestALightHolderMayHaveNoSlot(t *testing.T) {
	got, err := slots.Apportion(10, []slots.Holder{{Address: address(1), Weight: 1}, {Address: address(2), Weight: 999}})
	if err != nil || !slices.Equal(got, []uint32{0, 10}) {
		t.Fatalf("Apportion = %v, %v; want [0 10]", got, err)
	}
}

func TestWeightsAndAddressesOutsideTheProtocolAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		holders []slots.Holder
		want    error
	}{
		"nobody":              {nil, slots.ErrTotalWeight},
		"no weight":           {[]slots.Holder{{Address: address(1)}}, slots.ErrTotalWeight},
		"weight over 64 bits": {[]slots.Holder{{address(1), math.MaxUint64}, {address(2), 1}}, slots.ErrTotalWeight},
		"an address twice":    {[]slots.Holder{{address(1), 5}, {address(2), 1}, {address(1), 3}}, slots.ErrAddress},
	} {
		if _, err := slots.Apportion(64, c.holders); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
