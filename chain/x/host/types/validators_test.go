package types_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	cmttypes "github.com/cometbft/cometbft/types"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// drawSet draws a validator set that is not empty: some of 12 keys, each with some power.
func drawSet(t *rapid.T, label string) []types.ValidatorPower {
	powers := rapid.MapOfN(rapid.IntRange(0, 11), rapid.Int64Range(1, 1_000), 1, 12).Draw(t, label)
	var set []types.ValidatorPower
	for i, power := range powers {
		key := sha256.Sum256(fmt.Appendf(nil, "key %d", i))
		set = append(set, types.ValidatorPower{Consensus: key[:], Power: power})
	}
	slices.SortFunc(set, func(a, b types.ValidatorPower) int { return bytes.Compare(a.Consensus, b.Consensus) })
	return set
}

func powersOf(set *cmttypes.ValidatorSet) map[string]int64 {
	powers := make(map[string]int64)
	for _, v := range set.Validators {
		powers[string(v.PubKey.Bytes())] = v.VotingPower
	}
	return powers
}

// CometBFT takes every difference of two sets, and ends up with the second one. It panics or fails on updates that name a key twice,
// remove one that it doesn't know, or leave nobody (protocol §3).
func TestCometBFTTakesEveryDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t, "first")
		first, err := cmttypes.PB2TM.ValidatorUpdates(types.Updates(set))
		if err != nil {
			t.Fatal(err)
		}
		comet := cmttypes.NewValidatorSet(first)
		for i := range rapid.IntRange(1, 6).Draw(t, "epochs") {
			after := drawSet(t, fmt.Sprintf("epoch %d", i+1))
			changes, err := cmttypes.PB2TM.ValidatorUpdates(types.Updates(types.Difference(set, after)))
			if err != nil {
				t.Fatal(err)
			}
			if err := comet.UpdateWithChangeSet(changes); err != nil {
				t.Fatal(err)
			}
			comet.IncrementProposerPriority(1)
			got := powersOf(comet)
			if len(got) != len(after) {
				t.Fatalf("%d validators, want %d", len(got), len(after))
			}
			for _, v := range after {
				if got[string(v.Consensus)] != v.Power {
					t.Fatalf("%x has power %d, want %d", v.Consensus, got[string(v.Consensus)], v.Power)
				}
			}
			set = after
		}
	})
}

func TestNoDifferenceIsNoUpdate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t, "set")
		if updates := types.Difference(set, slices.Clone(set)); len(updates) != 0 {
			t.Fatalf("%d updates", len(updates))
		}
	})
}

func TestWhoHasNoSlotIsNotInTheSet(t *testing.T) {
	set := types.ValidatorSet([]types.Member{
		{Slots: 3, Keys: types.Keys{Consensus: []byte{2}}},
		{Slots: 0, Keys: types.Keys{Consensus: []byte{3}}},
		{Slots: 5, Keys: types.Keys{Consensus: []byte{1}}},
	})
	want := []types.ValidatorPower{{Consensus: []byte{1}, Power: 5}, {Consensus: []byte{2}, Power: 3}}
	if !slices.EqualFunc(set, want, func(a, b types.ValidatorPower) bool { return a.Equal(b) }) {
		t.Fatalf("%v, want %v", set, want)
	}
}
