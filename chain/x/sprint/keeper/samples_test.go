package keeper_test

import (
	"bytes"
	"slices"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	"github.com/pacer-network/pacer/chain/crypto/xof"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
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
	order := checked(c, told.ComputeEnd)
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
	order := checked(c, c.Target(0).ComputeEnd)
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

// Where the samples begin is drawn: where the window is too short for all Hosts, each is as likely to be reached before the settlement as any
// other, the one with the highest address too.
func TestEveryHostIsSampledInTimeForItsShare(t *testing.T) {
	const hosts, blocks, hashes = 8, 4, 200
	preset := genesis.Local()
	preset.Host.Slots, preset.Sprint.FirstTarget, preset.Sprint.SamplesPerBlock = 16, easy, 2
	c := scenario.Start(t, network.Config{Preset: &preset, Weights: slices.Repeat([]uint64{1_000_000_000 / hosts}, hosts)})
	c.OpenBeacon()
	for _, host := range c.Hosts {
		commit(t, c, host, c.Misses(host, 0, 0, 2)...)
	}
	told := c.Target(0)
	c.To(told.ComputeEnd)
	_, schedule := c.Epoch()
	require.Less(t, told.ComputeEnd+blocks, schedule.NextStart-1)
	state := c.Sprint()
	reached := map[string]int{}
	for i := range uint64(hashes) {
		hash := xof.H("a hash of its own", xof.U64(i))
		state.Sprints[0].CheckHash = hash[:]
		ctx, _ := c.Context().CacheContext()
		require.NoError(t, c.App.Sprint.InitGenesis(ctx, state))
		for block := range int64(blocks) {
			require.NoError(t, c.App.Sprint.EndBlock(ctx.WithBlockHeight(told.ComputeEnd+1+block)))
		}
		for _, host := range c.Hosts {
			work, _, err := c.App.Sprint.Work(ctx, 0, host.Operator.Address)
			require.NoError(t, err)
			if work.Guilty() {
				reached[host.Name()]++
			}
		}
	}
	total := 0
	for _, host := range byAddress(c.Hosts) {
		total += reached[host.Name()]
		require.InDelta(t, hashes*blocks/hosts, reached[host.Name()], 28, "four times the standard deviation")
	}
	require.Equal(t, hashes*blocks, total, "two samples a block are one Host's")
}

// Who was slashed of all its stake and has retired is forgotten while its samples wait: they take nothing from it, and stop nothing.
func TestSamplesOfWhoIsGoneStopNothing(t *testing.T) {
	preset := genesis.Local()
	preset.Host.Slots, preset.Sprint.FirstTarget, preset.Sprint.Goal = 12, easy, 1 // with which the target stays
	preset.Sprint.Samples, preset.Sprint.SamplesPerBlock = 20, 1
	c := scenario.Start(t, network.Config{Preset: &preset, Weights: []uint64{400_000_000, 300_000_000, 300_000_000, 0}})
	for range 4 {
		c.NextEpoch()
	}
	c.OpenBeacon()
	for _, host := range c.Hosts[:3] {
		commit(t, c, host, c.Hits(host, 4, 0, 20)...)
	}
	// Its last sample is the false one, which is reached after twenty blocks at the earliest.
	leaver := c.Hosts[3]
	hits := c.Hits(leaver, 4, 0, 19)
	commit(t, c, leaver, append(hits, c.Misses(leaver, 4, hits[18]+1, 1)...)...)
	c.Change(func(ctx sdk.Context) error {
		_, err := c.App.Host.Slash(ctx, hosttypes.Penalty{
			Epoch: 4, Host: leaver.Operator.Address, Offence: hosttypes.OFFENCE_DOUBLE_SIGN, Ppm: 1_000_000,
		})
		return err
	})
	c.Must(leaver.Operator, &hosttypes.MsgRetire{Host: leaver.Name()})
	c.NextEpoch()
	c.Next()
	_, err := c.App.Host.Host(c.Context(), leaver.Operator.Address)
	require.ErrorIs(t, err, hosttypes.ErrUnknownHost)
	require.False(t, c.Work(leaver, 4).Work.Guilty())
	var events []abci.Event
	for !c.Target(4).Sprint.Checked {
		events = append(events, c.Next().Events...)
	}
	guilty := eventOf[types.EventGuilty](t, events)
	require.Equal(t, leaver.Name(), guilty.Host)
	require.Equal(t, "0", guilty.Slashed)
	require.True(t, c.Work(leaver, 4).Work.Guilty())
	c.Import(network.Config{Preset: &preset}) // the state is one that a chain starts from
}

// checked sorts the four Hosts as the chain visits them: by address, from the one on that the hash of the block after the window draws.
func checked(c *scenario.Chain, computeEnd int64) []network.Host {
	order := byAddress(c.Hosts)
	first := sprintwork.FirstChecked([32]byte(network.BlockHash(computeEnd+1)), uint32(len(order)))
	return append(order[first:], order[:first]...)
}

// byAddress sorts Hosts by their operators' addresses.
func byAddress(hosts []network.Host) []network.Host {
	sorted := slices.Clone(hosts)
	slices.SortFunc(sorted, func(a, b network.Host) int { return bytes.Compare(a.Operator.Address, b.Operator.Address) })
	return sorted
}
