package simulation_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/simulation"
)

var (
	blocks = flag.Int("blocks", 300, "blocks of a simulation, at least 150")
	seed   = flag.Uint64("seed", 0, "the only seed to run; 0 runs those of every change")
)

// kinds are all that has to succeed in a simulation of a given length, and how often at least in a hundred blocks. A simulation in which
// nothing succeeds would pass all its other checks.
var kinds = map[string]int{
	"Deal": 8, "Open": 8, "CommitBatch": 80, "SubmitResults": 30, "ClaimReward": 8, "SetHotKey": 1, "SetPayout": 1, "Update": 1, "SetMlNodes": 1,
}

// occasional are those of which all seeds together have to show one.
var occasional = []string{
	"epoch.UpdateParams", "host.UpdateParams", "sprint.UpdateParams", "inference.UpdateParams", "validation.UpdateParams", "reward.UpdateParams", "SetModel",
}

func TestSimulation(t *testing.T) {
	seeds := []uint64{1, 2}
	if *seed != 0 {
		seeds = []uint64{*seed}
	}
	all := simulation.Tally{}
	for _, seed := range seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			s := simulation.Start(t, simulation.Config{Seed: seed, Blocks: *blocks, Idle: 20})
			s.Run()
			require.Equal(t, int64(1+*blocks), s.Height)
			requireLively(t, s)
			for outcome, count := range s.Tally {
				all[outcome] += count
			}
		})
	}
	for _, kind := range occasional {
		require.NotZero(t, all.Succeeded(kind), "no %s succeeded in any seed", kind)
	}
}

// requireLively demands that a simulation did what it is for: transactions of each kind that succeeded, epochs that passed, rewards that
// were paid, held and burned, and not a single alarm.
func requireLively(t *testing.T, s *simulation.Simulation) {
	t.Helper()
	t.Logf("blocks %d\n%s", s.Height, s.Tally)
	for kind, share := range kinds {
		require.GreaterOrEqual(t, s.Tally.Succeeded(kind), share**blocks/100, kind)
	}
	current, _ := s.Epoch()
	require.GreaterOrEqual(t, current, uint64(*blocks/40))
	totals, err := s.App.Reward.Totals(s.Context())
	require.NoError(t, err)
	t.Logf("epoch %d, totals %+v", current, totals)
	require.True(t, totals.Minted.IsPositive() && totals.Paid.IsPositive() && totals.BurnedUnclaimed.IsPositive() && totals.BurnedFees.IsPositive())
	require.True(t, totals.Rebates.IsPositive())
	alarms, err := s.App.Epoch.Alarms(s.Context())
	require.NoError(t, err)
	require.Zero(t, alarms)
}
