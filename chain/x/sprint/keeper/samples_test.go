package keeper_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// The chain re-executes samples by itself: who posts nothing but false nonces is found without a challenger.
func TestOwnSamplesFindWhoForgesEverything(t *testing.T) {
	c := compute(t, nil)
	for _, host := range c.Hosts[:3] {
		commit(t, c, host, c.Hits(host, 0, 0, 10)...)
	}
	cheat := c.Hosts[3]
	commit(t, c, cheat, c.Misses(cheat, 0, 0, 5)...)
	commit(t, c, cheat, c.Misses(cheat, 0, 100, 5)...)
	told := c.Target(0)
	c.To(told.ComputeEnd)
	require.Empty(t, c.Target(0).Sprint.CheckHash)
	events := c.Next().Events
	require.Equal(t, network.BlockHash(told.ComputeEnd+1), c.Target(0).Sprint.CheckHash)
	// Four samples a block: two Hosts in the first, and the other two in the second.
	require.Equal(t, uint32(0), c.Target(0).Sprint.CheckDone)
	for range 3 {
		events = append(events, c.Next().Events...)
	}
	require.True(t, c.Target(0).Sprint.Checked)
	guilty := eventOf[types.EventGuilty](t, events)
	require.Equal(t, cheat.Name(), guilty.Host)
	require.Empty(t, guilty.Challenger)
	require.Equal(t, "200000000", guilty.Slashed)
	for _, host := range c.Hosts[:3] {
		require.False(t, c.Work(host, 0).Work.Guilty())
	}
	c.NextEpoch()
	require.Zero(t, weightOf(t, c, cheat, 1))
	require.Equal(t, uint64(333_333_333), weightOf(t, c, c.Hosts[0], 1))
}

// What is drawn follows from the hash of the first block after the window, as anybody can compute: a single false nonce is found exactly if
// it is drawn.
func TestSamplesAreThoseThatTheHashDraws(t *testing.T) {
	for _, place := range []uint32{0, 1, 2, 3} {
		c := compute(t, nil)
		told, host := c.Target(0), c.Hosts[1]
		seed := sprintwork.CheckSeed(c.ChainID, 0, [32]byte(network.BlockHash(told.ComputeEnd+1)), host.Operator.Address)
		drawn := sprintwork.Drawn(seed, 4, 2)
		nonces := c.Hits(host, 0, 0, 4)
		wrong := c.Misses(host, 0, 0, 100)
		// The false nonce stands at the place: between its neighbours.
		low, high := uint64(0), uint64(1)<<62
		if place > 0 {
			low = nonces[place-1] + 1
		}
		for _, miss := range wrong {
			if miss >= low && (place == 3 || miss < nonces[place+1]) && miss < high {
				nonces[place] = miss
				break
			}
		}
		for _, nonce := range nonces { // a chunk each
			commit(t, c, host, nonce)
		}
		c.To(told.ComputeEnd + 3)
		isDrawn := drawn[0] == place || drawn[1] == place
		require.Equal(t, isDrawn, c.Work(host, 0).Work.Guilty(), "place %d, drawn %v", place, drawn)
	}
}

// A block re-executes a few samples however many there are: the rest is done in the blocks that follow, into the next epoch if it takes so long.
func TestSamplesTakeAsManyBlocksAsTheyNeed(t *testing.T) {
	c := compute(t, func(p *genesis.Preset) { p.Sprint.Samples, p.Sprint.SamplesPerBlock = 6, 1 })
	for _, host := range c.Hosts {
		commit(t, c, host, c.Hits(host, 0, 0, 7)...)
	}
	told := c.Target(0)
	c.To(told.ComputeEnd)
	order := byAddress(c.Hosts)
	for done := uint32(1); done <= 24; done++ {
		c.Next()
		sprint := c.Target(0).Sprint
		require.Equal(t, done%6, sprint.CheckDone)
		if done < 6 {
			require.Empty(t, sprint.CheckCursor)
		} else {
			require.Equal(t, order[done/6-1].Operator.Address.Bytes(), sprint.CheckCursor)
		}
	}
	require.False(t, c.Target(0).Sprint.Checked)
	current, _ := c.Epoch()
	require.Equal(t, uint64(1), current, "the challenge window has six blocks")
	c.Next()
	require.True(t, c.Target(0).Sprint.Checked)
}

// Guilt that the chain's own samples find only once the next epoch runs counts from the one after.
func TestSampleThatIsDoneLateTakesTheWeightOfTheEpochAfter(t *testing.T) {
	c := compute(t, func(p *genesis.Preset) { p.Sprint.Samples, p.Sprint.SamplesPerBlock = 6, 1 })
	order := byAddress(c.Hosts)
	cheat := order[3]
	for _, host := range order[:3] {
		commit(t, c, host, c.Hits(host, 0, 0, 10)...)
	}
	commit(t, c, cheat, c.Misses(cheat, 0, 0, 10)...)
	c.NextEpoch()
	require.Equal(t, uint64(250_000_000), weightOf(t, c, cheat, 1))
	c.To(c.Height + 20)
	require.True(t, c.Work(cheat, 0).Work.Guilty())
	require.True(t, c.Target(0).Sprint.Checked)
	c.NextEpoch()
	require.Zero(t, weightOf(t, c, cheat, 2))
}

// byAddress sorts Hosts as the chain visits them.
func byAddress(hosts []network.Host) []network.Host {
	sorted := slices.Clone(hosts)
	slices.SortFunc(sorted, func(a, b network.Host) int { return bytes.Compare(a.Operator.Address, b.Operator.Address) })
	return sorted
}
