package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/slots"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

func apportioned(t require.TestingT, w uint32, weights ...uint64) []types.Apportioned {
	holders := make([]slots.Holder, len(weights))
	for i, weight := range weights {
		holders[i] = slots.Holder{Address: []byte{byte(i >> 8), byte(i)}, Weight: weight}
	}
	shares, err := slots.Apportion(w, holders)
	require.NoError(t, err)
	members := make([]types.Apportioned, len(weights))
	for i, weight := range weights {
		members[i] = types.Apportioned{Weight: weight, Slots: uint64(shares[i])}
	}
	return members
}

func round(w uint32, delta uint64) types.Round {
	return types.Round{Slots: w, Threshold: w/2 + 1, DeltaPpm: delta}
}

func TestBoundsInPlainNumbers(t *testing.T) {
	for name, c := range map[string]struct {
		w                    uint32
		weights              []uint64
		delta                uint64
		secretBelow, opensAt uint32
	}{
		"four equal Hosts: nothing is rounded":     {64, []uint64{1, 1, 1, 1}, 0, 515_625, 515_625},
		"three equal Hosts: one gets a third more": {64, []uint64{1, 1, 1}, 666_667, 505_208, 526_042},
		"one Host":               {1, []uint64{7}, 0, 1_000_000, 1_000_000},
		"fewer slots than Hosts": {2, []uint64{1, 1, 1, 1}, 1_000_000, 500_000, 1_000_000},
		"no weight":              {4, nil, 0, 750_000, 750_000},
	} {
		t.Run(name, func(t *testing.T) {
			var members []types.Apportioned
			if c.weights != nil {
				members = apportioned(t, c.w, c.weights...)
			}
			require.Equal(t, c.delta, types.DeltaPpm(members))
			require.Equal(t, c.secretBelow, round(c.w, c.delta).SecretBelowPpm())
			require.Equal(t, c.opensAt, round(c.w, c.delta).OpensFromPpm())
		})
	}
}

// What the bounds promise holds for every coalition of every small network: below the one nobody holds t slots, from the other on
// everybody does.
func TestBoundsHoldForEveryCoalition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Uint64Range(1, 1_000), 1, 8).Draw(t, "weights")
		w := rapid.Uint32Range(1, 40).Draw(t, "slots")
		members := apportioned(t, w, weights...)
		r := round(w, types.DeltaPpm(members))
		total := uint64(0)
		for _, m := range members {
			total += m.Weight
		}
		for coalition := range 1 << len(members) {
			var weight, held uint64
			for i, m := range members {
				if coalition>>i&1 == 1 {
					weight += m.Weight
					held += m.Slots
				}
			}
			// weight/total < secret_below and weight/total ≥ opens_from, without division.
			if weight*1_000_000 < uint64(r.SecretBelowPpm())*total && held >= uint64(r.Threshold) {
				t.Fatalf("coalition %b of %v learns the beacon early: %d of %d slots", coalition, weights, held, w)
			}
			if weight*1_000_000 >= uint64(r.OpensFromPpm())*total && held < uint64(r.Threshold) {
				t.Fatalf("coalition %b of %v can't open: %d of %d slots", coalition, weights, held, w)
			}
		}
	})
}
