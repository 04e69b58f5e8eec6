package keeper_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// The target of the next Sprint follows from what this one found: towards the goal, by a factor of four at most, and not by who was guilty.
func TestTargetFollowsFromWhatWasFound(t *testing.T) {
	for name, sprint := range map[string]struct {
		first  uint64
		counts []int
		want   uint64
	}{
		"as many as it should": {1 << 62, []int{5, 5, 5, 5}, 1 << 62},
		"twice as many":        {1 << 62, []int{10, 10, 10, 10}, 1 << 61},
		"half as many":         {1 << 62, []int{3, 3, 3, 1}, 1 << 63},
		"far too many":         {1 << 62, []int{30, 30, 20, 20}, 1 << 60},
		"too few":              {1 << 61, []int{1, 1, 1, 0}, 1 << 63},
		"nobody":               {1 << 63, nil, math.MaxUint64},
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t, func(p *genesis.Preset) { p.Sprint.FirstTarget, p.Sprint.Goal = sprint.first, 20 })
			require.Equal(t, sprint.first, c.Target(0).Sprint.Target)
			sprintWith(t, c, sprint.counts...)
			require.Equal(t, sprint.want, c.Target(1).Sprint.Target)
		})
	}
	c := start(t, func(p *genesis.Preset) { p.Sprint.FirstTarget, p.Sprint.Goal = easy, 20 })
	c.OpenBeacon()
	commit(t, c, c.Hosts[3], c.Misses(c.Hosts[3], 0, 0, 20)...)
	sprintWith(t, c, 5, 5, 10)
	require.True(t, c.Work(c.Hosts[3], 0).Work.Guilty())
	require.Equal(t, uint64(easy), c.Target(1).Sprint.Target)
}

// The largest Host counts beside all together: while it finds more than half of what it may commit, the target gets harder, however few hits
// there are. Who was found guilty is not the largest.
func TestTargetFollowsTheLargestHost(t *testing.T) {
	for name, sprint := range map[string]struct {
		counts []int
		want   uint64
	}{
		"as many as it may":         {[]int{8, 1, 1, 1}, easy / 2},
		"all as many as they may":   {[]int{8, 8, 8, 8}, easy / 2},
		"half of what it may":       {[]int{1, 4, 1, 1}, easy},
		"a quarter of what it may":  {[]int{1, 1, 2, 1}, easy * 2},
		"more than half":            {[]int{6, 6}, easy / 3 * 2},
		"more than half, no quorum": {[]int{1, 0, 0, 5}, easy / 5 * 4},
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t, func(p *genesis.Preset) { p.Sprint.FirstTarget, p.Sprint.MaxNonces = easy, 8 })
			sprintWith(t, c, sprint.counts...)
			require.InDelta(t, float64(sprint.want), float64(c.Target(1).Sprint.Target), 4)
		})
	}
	c := start(t, func(p *genesis.Preset) { p.Sprint.FirstTarget, p.Sprint.MaxNonces = easy, 8 })
	c.OpenBeacon()
	commit(t, c, c.Hosts[3], c.Misses(c.Hosts[3], 0, 0, 8)...)
	sprintWith(t, c, 4, 4, 4)
	require.True(t, c.Work(c.Hosts[3], 0).Work.Guilty())
	require.Equal(t, uint64(easy), c.Target(1).Sprint.Target)
}

// A Sprint that was never settled counts like any other.
func TestTargetFollowsAnUnsettledSprint(t *testing.T) {
	preset := genesis.Local()
	preset.Host.Slots, preset.Sprint.FirstTarget, preset.Sprint.MaxNonces = 12, easy, 8
	c := scenario.Start(t, network.Config{Preset: &preset, Lenient: true})
	c.OpenBeacon()
	commit(t, c, c.Hosts[0], c.Hits(c.Hosts[0], 0, 0, 8)...)
	c.Change(func(ctx sdk.Context) error { return c.App.Host.SetProven(ctx, 1, nil, hosttypes.KeptNoWork) })
	c.NextEpoch()
	require.Zero(t, c.Target(0).Sprint.SettledHeight)
	require.Equal(t, uint64(easy/2), c.Target(1).Sprint.Target)
}

// A change of the sizes changes the target with them, so that the same arithmetic finds as many hits.
func TestTargetFollowsTheSizes(t *testing.T) {
	c := start(t, func(p *genesis.Preset) { p.Sprint.FirstTarget, p.Sprint.Goal = easy, 20 })
	live := c.Target(0).Params
	live.Layers *= 2
	c.Must(c.Authority, &types.MsgUpdateParams{Authority: c.Authority.Address.String(), Params: live})
	require.Equal(t, uint32(2), c.Target(0).Params.Layers, "this epoch runs on what it began with")
	sprintWith(t, c, 5, 5, 5, 5)
	told := c.Target(1)
	require.Equal(t, uint32(4), told.Params.Layers)
	require.Equal(t, uint64(easy*2), told.Sprint.Target)
	sprintWith(t, c, 1, 1, 1, 1)
	require.Equal(t, uint32(4), c.Target(1).Sprint.Hosts)
}
