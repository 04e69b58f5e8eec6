package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// again exports, imports, carries out a block on both chains and compares their exports byte for byte.
func again(t *testing.T, c *scenario.Chain, config network.Config) *scenario.Chain {
	t.Helper()
	imported := c.Import(config)
	c.Next()
	require.Equal(t, string(c.Export().AppState), string(imported.Export().AppState))
	return imported
}

// Exports in the middle of the compute window, of the samples, of the challenge window, and of the next epoch, while the work can still be
// challenged, go on to the very weights that the network itself has.
func TestExportInTheMiddleOfASprintGoesOnToTheSameWeights(t *testing.T) {
	preset := genesis.Local()
	preset.Host.Slots, preset.Sprint.FirstTarget = 12, easy
	preset.Sprint.Samples, preset.Sprint.SamplesPerBlock = 3, 1
	preset.Epoch.ChallengeSpan, preset.Epoch.SprintSpan, preset.Epoch.EpochLength = 30, 41, 113
	config := network.Config{Preset: &preset}
	c := scenario.Start(t, config)
	c.OpenBeacon()
	told, cheat := c.Target(0), c.Hosts[3]
	for i, host := range c.Hosts {
		commit(t, c, host, c.Hits(host, 0, 0, 20+i)...)
	}
	computing := again(t, c, config)
	hits := c.Hits(cheat, 0, 0, 24)
	wrong := c.Misses(cheat, 0, hits[23]+1, 1)[0]
	chains := []*scenario.Chain{c, computing}
	each := func(do func(c *scenario.Chain)) {
		for _, chain := range chains {
			do(chain)
		}
	}
	each(func(c *scenario.Chain) { commit(t, c, cheat, hits[23], wrong) })
	each(func(c *scenario.Chain) { c.To(told.ComputeEnd + 4) })
	require.False(t, c.Target(0).Sprint.Checked)
	require.Equal(t, uint32(1), c.Target(0).Sprint.CheckDone, "in the middle of a Host's samples")
	sampling := c.Import(config)
	c.Next()
	computing.Next()
	chains = append(chains, sampling)
	each(func(c *scenario.Chain) {
		c.To(told.ComputeEnd + 20)
		require.True(t, c.Target(0).Sprint.Checked)
		require.False(t, challenge(t, c, c.Hosts[2], c.Hosts[1], c.Hits(c.Hosts[1], 0, 0, 1)[0]).Guilty)
	})
	challenging := c.Import(config)
	c.Next()
	computing.Next()
	sampling.Next()
	chains = append(chains, challenging)
	each(func(c *scenario.Chain) { c.NextEpoch() })
	next := c.Import(config)
	c.Next()
	computing.Next()
	sampling.Next()
	challenging.Next()
	chains = append(chains, next)
	each(func(c *scenario.Chain) {
		require.True(t, challenge(t, c, c.Hosts[0], cheat, wrong).Guilty)
		sprintWith(t, c, 1, 2, 1)
	})
	for _, chain := range chains[1:] {
		require.Equal(t, string(c.Export().AppState), string(chain.Export().AppState))
	}
	require.NotZero(t, weightOf(t, c, cheat, 1))
	require.Zero(t, weightOf(t, c, cheat, 2))
	require.Equal(t, uint64(500_000_000), weightOf(t, c, c.Hosts[1], 2))
}

func TestGenesisStatesOfWorkThatContradictThemselvesAreRefused(t *testing.T) {
	c := compute(t, nil)
	for _, host := range c.Hosts[:2] {
		hits := c.Hits(host, 0, 0, 6)
		commit(t, c, host, hits[:2]...)
		commit(t, c, host, hits[2:]...)
	}
	c.To(c.Target(0).ComputeEnd + 2)
	first := c.Sprint().Works[0].Host
	other := c.Hosts[0]
	if other.Name() == first {
		other = c.Hosts[1]
	}
	accused := c.Hosts[1]
	if other.Name() == accused.Name() {
		accused = c.Hosts[0]
	}
	require.False(t, challenge(t, c, other, accused, c.Hits(accused, 0, 0, 1)[0]).Guilty)
	valid := c.Sprint()
	require.NoError(t, valid.Validate())
	require.Len(t, valid.WorkChunks, 4)
	for name, change := range map[string]func(*types.GenesisState){
		"no Sprint":                    func(g *types.GenesisState) { g.Sprints = nil },
		"Sprint twice":                 func(g *types.GenesisState) { g.Sprints = append(g.Sprints, g.Sprints[0]) },
		"Sprint of no epoch":           func(g *types.GenesisState) { g.Sprints[0].Epoch = 9 },
		"no target":                    func(g *types.GenesisState) { g.Sprints[0].Target = 0 },
		"short hash":                   func(g *types.GenesisState) { g.Sprints[0].CheckHash = []byte{1} },
		"samples without a hash":       func(g *types.GenesisState) { g.Sprints[0].CheckHash = nil },
		"short cursor":                 func(g *types.GenesisState) { g.Sprints[0].CheckCursor = []byte{1} },
		"more samples than there are":  func(g *types.GenesisState) { g.Sprints[0].CheckDone = 2 },
		"a result without settlement":  func(g *types.GenesisState) { g.Sprints[0].Kept = true },
		"work without settlement":      func(g *types.GenesisState) { g.Sprints[0].SettledWork = 1 },
		"more Hosts than works":        func(g *types.GenesisState) { g.Sprints[0].Hosts = 3 },
		"more nonces than works have":  func(g *types.GenesisState) { g.Sprints[0].Nonces++ },
		"other slots":                  func(g *types.GenesisState) { g.Sprints[0].CommittedSlots = 7 },
		"work missing":                 func(g *types.GenesisState) { g.Works = g.Works[1:] },
		"work twice":                   func(g *types.GenesisState) { g.Works[1] = g.Works[0] },
		"work of nobody":               func(g *types.GenesisState) { g.Works[0].Host = "nobody" },
		"work of another tier":         func(g *types.GenesisState) { g.Works[0].Tier = 64 },
		"work without nonces":          func(g *types.GenesisState) { g.Works[0].Count = 0 },
		"work without messages":        func(g *types.GenesisState) { g.Works[0].Chunks = 0 },
		"another last nonce":           func(g *types.GenesisState) { g.Works[0].LastNonce++ },
		"nonces missing":               func(g *types.GenesisState) { g.WorkChunks = g.WorkChunks[2:] },
		"nonces of a message missing":  func(g *types.GenesisState) { g.WorkChunks = g.WorkChunks[:3] },
		"nonces twice":                 func(g *types.GenesisState) { g.WorkChunks[1] = g.WorkChunks[0] },
		"nonces in another order":      func(g *types.GenesisState) { g.WorkChunks[0].Index, g.WorkChunks[1].Index = 1, 0 },
		"nonces of no work":            func(g *types.GenesisState) { g.WorkChunks[0].Epoch = 9 },
		"nonces that are not coded so": func(g *types.GenesisState) { g.WorkChunks[0].Nonces = []byte{0x80} },
		"another number of nonces":     func(g *types.GenesisState) { g.WorkChunks[0].Count++ },
		"a billion nonces":             func(g *types.GenesisState) { g.WorkChunks[0].Count = 1 << 30 },
		"lost challenges twice":        func(g *types.GenesisState) { g.LostChallenges = append(g.LostChallenges, g.LostChallenges[0]) },
		"no lost challenges":           func(g *types.GenesisState) { g.LostChallenges[0].Count = 0 },
		"more than may be lost":        func(g *types.GenesisState) { g.LostChallenges[0].Count = 4 },
		"lost challenges of no epoch":  func(g *types.GenesisState) { g.LostChallenges[0].Epoch = 9 },
	} {
		t.Run(name, func(t *testing.T) {
			g := c.Sprint()
			change(&g)
			require.ErrorIs(t, g.Validate(), types.ErrInvalidGenesis)
		})
	}
}

// A cursor in the middle of a Host's samples is taken exactly if a chain can stand there: with more samples done than are drawn of that Host,
// every block would fail.
func TestCursorsWhereNoChainCanStandAreRefused(t *testing.T) {
	const samples = 3
	c := compute(t, func(p *genesis.Preset) { p.Sprint.Samples, p.Sprint.SamplesPerBlock = samples, 1 })
	for i, count := range []int{1, 2, 5, 6} {
		commit(t, c, c.Hosts[i], c.Hits(c.Hosts[i], 0, 0, count)...)
	}
	c.To(c.Target(0).ComputeEnd)
	type place struct {
		cursor string
		done   uint32
	}
	stood, states := map[place]bool{}, map[string]types.GenesisState{}
	for c.Next(); !c.Target(0).Sprint.Checked; c.Next() {
		state := c.Sprint()
		require.NoError(t, state.Validate())
		cursor := string(state.Sprints[0].CheckCursor)
		stood[place{cursor, state.Sprints[0].CheckDone}], states[cursor] = true, state
	}
	require.GreaterOrEqual(t, len(states), 4, "a cursor for each Host that is done")
	for cursor, state := range states {
		for done := uint32(1); done <= samples+1; done++ {
			state.Sprints[0].CheckDone = done
			if stood[place{cursor, done}] {
				require.NoError(t, state.Validate())
			} else {
				require.ErrorIs(t, state.Validate(), types.ErrInvalidGenesis)
			}
		}
	}
	state := c.Sprint()
	state.Sprints[0].CheckDone = 1
	require.ErrorIs(t, state.Validate(), types.ErrInvalidGenesis, "all are done")
}

// Nonces and lost challenges go once they can't be challenged any more; what a Host committed, and what became of it, stays as long as the epoch.
func TestNoncesArePrunedWhenChallengesAreOver(t *testing.T) {
	c := compute(t, nil)
	for _, host := range c.Hosts {
		hits := c.Hits(host, 0, 0, 6)
		for _, nonce := range hits[:2] {
			commit(t, c, host, nonce)
		}
	}
	c.To(c.Target(0).ComputeEnd)
	require.False(t, challenge(t, c, c.Hosts[0], c.Hosts[1], c.Hits(c.Hosts[1], 0, 0, 1)[0]).Guilty)
	count := func(prefix byte) (entries int) {
		c.WalkState(types.StoreKey, func(key, _ []byte) {
			if key[0] == prefix {
				entries++
			}
		})
		return entries
	}
	const sprints, works, chunks, lost = 7, 8, 9, 10
	for range 2 {
		require.Equal(t, []int{4, 8, 1}, []int{count(works), count(chunks), count(lost)})
		c.NextEpoch()
	}
	// The first block of epoch 2: not pruned yet, and neither exported nor told.
	require.Equal(t, 8, count(chunks))
	require.Empty(t, c.Sprint().WorkChunks)
	require.Empty(t, c.Sprint().LostChallenges)
	told := c.Work(c.Hosts[0], 0)
	require.Empty(t, told.Chunks)
	require.Equal(t, uint32(2), told.Work.Count)
	c.Next()
	require.Equal(t, []int{4, 0, 0}, []int{count(works), count(chunks), count(lost)})
	c.NextEpoch()
	require.Len(t, c.Sprint().Works, 4)
	c.NextEpoch()
	require.Empty(t, c.Sprint().Works)
	require.Len(t, c.Sprint().Sprints, 4)
	c.Next()
	require.Equal(t, []int{4, 0}, []int{count(sprints), count(works)})
}
