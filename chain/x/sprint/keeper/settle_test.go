package keeper_test

import (
	"bytes"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// sprintWith has Hosts commit so many hits each, in order, and returns the events until the next epoch has started.
func sprintWith(t *testing.T, c *scenario.Chain, counts ...int) (events []abci.Event) {
	t.Helper()
	current, schedule := c.Epoch()
	if schedule.BeaconHeight == 0 {
		c.OpenBeacon()
	}
	for i, count := range counts {
		if count > 0 {
			commit(t, c, c.Hosts[i], c.Hits(c.Hosts[i], current, 0, count)...)
		}
	}
	for {
		events = append(events, c.Next().Events...)
		if now, _ := c.Epoch(); now > current {
			return events
		}
	}
}

// From a real beacon to votes: four Hosts that start equal and find different numbers of hits have weights in proportion, slots by largest
// remainder, and a validator set that CometBFT's own code accepts.
func TestWorkBecomesWeight(t *testing.T) {
	c := start(t, func(p *genesis.Preset) { p.Sprint.FirstTarget = easy })
	c.Deal(c.Hosts...)
	c.Open(c.Hosts...)
	settled := eventOf[types.EventWorkSettled](t, sprintWith(t, c, 40, 30, 20, 10))
	require.Equal(t, types.EventWorkSettled{Hosts: 4, Work: 100, Target: easy, CommittedSlots: 12, Slots: 12}, settled)
	for i, want := range []struct {
		weight, slots uint64
	}{{400_000_000, 5}, {300_000_000, 4}, {200_000_000, 2}, {100_000_000, 1}} {
		m, ok, err := c.App.Host.Member(c.Context(), 1, c.Hosts[i].Operator.Address)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, want.weight, m.Weight)
		require.Equal(t, want.slots, m.Slots)
	}
	powers := int64(0)
	for _, v := range c.NextValidators().Validators {
		powers += v.VotingPower
	}
	require.Equal(t, int64(12), powers)
	// And the epoch after that goes on from there.
	sprintWith(t, c, 5, 5, 5, 5)
	require.Equal(t, uint64(250_000_000), weightOf(t, c, c.Hosts[3], 2))
}

// Shares are rounded down, so that a sum that does not divide gives a little less than 10^9.
func TestSharesAreRoundedDown(t *testing.T) {
	c := compute(t, nil)
	sprintWith(t, c, 3, 2, 1, 1)
	for i, want := range []uint64{428_571_428, 285_714_285, 142_857_142, 142_857_142} {
		require.Equal(t, want, weightOf(t, c, c.Hosts[i], 1))
	}
}

// Members with two thirds of the slots or less don't decide alone: the weights continue, and the work is lost.
func TestWeightsContinueWithoutAQuorum(t *testing.T) {
	for name, setup := range map[string]struct {
		weights []uint64
		counts  []int
		kept    bool
	}{
		"two of four":            {[]uint64{250_000_000, 250_000_000, 250_000_000, 250_000_000}, []int{5, 7}, true},
		"three of four":          {[]uint64{250_000_000, 250_000_000, 250_000_000, 250_000_000}, []int{5, 7, 1}, false},
		"exactly two thirds":     {[]uint64{500_000_000, 166_666_666, 333_333_334}, []int{3, 3}, true},
		"a slot above":           {[]uint64{600_000_000, 150_000_000, 250_000_000}, []int{3, 3}, false},
		"nobody":                 {[]uint64{250_000_000, 250_000_000, 250_000_000, 250_000_000}, nil, true},
		"a crowd of no members":  {[]uint64{1_000_000_000, 0, 0, 0}, []int{0, 9, 9, 9}, true},
		"the only member, alone": {[]uint64{1_000_000_000, 0, 0, 0}, []int{1}, false},
	} {
		t.Run(name, func(t *testing.T) {
			preset := genesis.Local()
			preset.Host.Slots, preset.Sprint.FirstTarget = 12, easy
			sum := uint64(0)
			for _, w := range setup.weights {
				sum += w
			}
			setup.weights[len(setup.weights)-1] += 1_000_000_000 - sum
			c := scenario.Start(t, network.Config{Preset: &preset, Weights: setup.weights})
			events := sprintWith(t, c, setup.counts...)
			require.Equal(t, setup.kept, eventOf[types.EventWorkSettled](t, events).Kept)
			if setup.kept {
				for i, host := range c.Hosts {
					require.Equal(t, setup.weights[i], weightOf(t, c, host, 1))
				}
				require.Equal(t, hosttypes.EventWeightsKept{Epoch: 1, Reason: "quorum"}, eventOf[hosttypes.EventWeightsKept](t, events))
			}
		})
	}
}

// If everybody who committed is guilty, nothing is left: the weights continue. The guilty have none all the same.
func TestWeightsContinueWhenNoWorkIsLeft(t *testing.T) {
	c := compute(t, nil)
	for _, host := range c.Hosts[:3] {
		commit(t, c, host, c.Misses(host, 0, 0, 3)...)
	}
	events := sprintWith(t, c)
	settled := eventOf[types.EventWorkSettled](t, events)
	require.True(t, settled.Kept)
	require.Equal(t, uint32(3), settled.Guilty)
	require.Zero(t, settled.Work)
	require.Equal(t, hosttypes.EventWeightsKept{Epoch: 1, Reason: "no-work"}, eventOf[hosttypes.EventWeightsKept](t, events))
	for _, host := range c.Hosts[:3] {
		require.Zero(t, weightOf(t, c, host, 1))
	}
	require.Equal(t, uint64(250_000_000), weightOf(t, c, c.Hosts[3], 1))
}

// The slots of the guilty count for the quorum: who is caught doesn't decide that the others' work is lost.
func TestGuiltTakesNothingFromTheQuorum(t *testing.T) {
	c := compute(t, nil)
	commit(t, c, c.Hosts[0], c.Misses(c.Hosts[0], 0, 0, 3)...)
	settled := eventOf[types.EventWorkSettled](t, sprintWith(t, c, 0, 6, 2))
	require.False(t, settled.Kept)
	require.Equal(t, uint32(1), settled.Guilty)
	require.Equal(t, uint32(9), settled.CommittedSlots)
	require.Zero(t, weightOf(t, c, c.Hosts[0], 1))
	require.Equal(t, uint64(750_000_000), weightOf(t, c, c.Hosts[1], 1))
}

// Who has retired by the next epoch can't commit: a quorum is one of those who stay. Its own commitment before doesn't help them.
func TestWhoRetiresDoesNotCountForTheQuorum(t *testing.T) {
	for name, setup := range map[string]struct {
		counts  []int
		settled types.EventWorkSettled
	}{
		"two of three":   {[]int{4, 4}, types.EventWorkSettled{Hosts: 2, Work: 8, Target: easy, CommittedSlots: 6, Slots: 9, Kept: true}},
		"three of three": {[]int{4, 4, 8}, types.EventWorkSettled{Hosts: 3, Work: 16, Target: easy, CommittedSlots: 9, Slots: 9}},
		"nobody else":    {[]int{4, 4, 0, 8}, types.EventWorkSettled{Hosts: 3, Work: 16, Target: easy, CommittedSlots: 6, Slots: 9, Kept: true}},
	} {
		t.Run(name, func(t *testing.T) {
			c := compute(t, nil)
			current, _ := c.Epoch()
			for i, count := range setup.counts {
				if count > 0 {
					commit(t, c, c.Hosts[i], c.Hits(c.Hosts[i], current, 0, count)...)
				}
			}
			c.Must(c.Hosts[3].Operator, &hosttypes.MsgRetire{Host: c.Hosts[3].Name()})
			require.Equal(t, setup.settled, eventOf[types.EventWorkSettled](t, sprintWith(t, c)))
			want := uint64(250_000_000)
			if !setup.settled.Kept {
				want *= 2
			}
			require.Equal(t, want, weightOf(t, c, c.Hosts[2], 1))
			require.Zero(t, weightOf(t, c, c.Hosts[3], 1))
		})
	}
}

// Who retires between its commitment and the settlement has no share: those of the others come to all of the weight.
func TestWhoRetiresAfterItsCommitmentHasNoShare(t *testing.T) {
	c := compute(t, nil)
	for _, host := range c.Hosts {
		commit(t, c, host, c.Hits(host, 0, 0, 4)...)
	}
	c.Must(c.Hosts[3].Operator, &hosttypes.MsgRetire{Host: c.Hosts[3].Name()})
	sprintWith(t, c)
	require.Zero(t, weightOf(t, c, c.Hosts[3], 1))
	require.Equal(t, uint64(333_333_333), weightOf(t, c, c.Hosts[0], 1))
	require.Equal(t, uint64(16), c.Target(0).Sprint.SettledWork)
}

// There is one block for the settlement: if it fails there, the next epoch starts with the weights as they are, and says why.
func TestEpochGoesOnWithoutASettlement(t *testing.T) {
	preset := genesis.Local()
	preset.Host.Slots, preset.Sprint.FirstTarget = 12, easy
	c := scenario.Start(t, network.Config{Preset: &preset, Lenient: true})
	c.OpenBeacon()
	for i, host := range c.Hosts {
		commit(t, c, host, c.Hits(host, 0, 0, i+1)...)
	}
	spoilTurnout(t, c)
	require.Equal(t, hosttypes.EventWeightsKept{Epoch: 1, Reason: "unsettled"}, eventOf[hosttypes.EventWeightsKept](t, sprintWith(t, c)))
	alarms, err := c.App.Epoch.Alarms(c.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(1), alarms)
	require.Equal(t, uint64(250_000_000), weightOf(t, c, c.Hosts[0], 1))
	require.Zero(t, c.Target(0).Sprint.SettledHeight)
}

// spoilTurnout makes the record of a Host's slots unreadable in the state, as a disk may: nothing but the settlement reads it before the next
// epoch has begun.
func spoilTurnout(t *testing.T, c *scenario.Chain) {
	t.Helper()
	var spoiled []byte
	c.WalkState(types.StoreKey, func(key, _ []byte) {
		if bytes.HasPrefix(key, types.ContributionsPrefix.Bytes()) {
			spoiled = bytes.Clone(key)
		}
	})
	require.NotEmpty(t, spoiled)
	store, ok := c.App.CommitMultiStore().(*rootmulti.Store)
	require.True(t, ok)
	c.Change(func(ctx sdk.Context) error {
		ctx.KVStore(store.StoreKeysByName()[types.StoreKey]).Set(spoiled, []byte{0xff})
		return nil
	})
}
