package simulation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/simulation"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
)

// Over more epochs than outcomes are known for, outcomes are forgotten in the epoch that protocol §8 names, records are pruned at
// S_{N+4} (§8), and the state stops growing.
func TestOutcomesAreForgottenAndRecordsPruned(t *testing.T) {
	preset := simulation.ShortEpochs()
	// The shortest epochs that §2 allows.
	preset.Epoch.DealClose, preset.Epoch.Tail, preset.Epoch.EpochLength = 11, 1, 17
	preset.Epoch.SprintSpan, preset.Epoch.ComputeSpan, preset.Epoch.ChallengeSpan = 5, 1, 1
	require.NoError(t, preset.Epoch.Validate())
	s := simulation.Start(t, simulation.Config{Seed: 3, Preset: &preset, Idle: 85, BeaconFirst: true})

	last, swept := uint64(rewardtypes.KnownEpochs+4), 0
	for current, schedule := s.Epoch(); current < last; current, schedule = s.Epoch() {
		s.Step()
		// OnStart(n) begins two sweeps: S_n burns what is left of n−2, the block after it forgets n−65.
		if s.Height != schedule.Start+1 || current <= rewardtypes.KnownEpochs {
			continue
		}
		oldest := current - rewardtypes.KnownEpochs
		require.False(t, outcomes(t, s, oldest-1), "epoch %d in epoch %d", oldest-1, current)
		require.True(t, outcomes(t, s, oldest), "epoch %d in epoch %d", oldest, current)
		swept++
	}
	require.GreaterOrEqual(t, swept, 3)
	// Records of N go from S_{N+4} on, at most 200 a block.
	s.Step()
	t.Logf("epoch %d at height %d\n%s", last, s.Height, s.Tally)
	ctx := s.Context()
	for _, at := range []struct {
		epoch uint64
		kept  bool
	}{{last - epochtypes.KeptEpochs, false}, {last - epochtypes.KeptEpochs + 1, true}} {
		_, err := s.App.Epoch.Schedule(ctx, at.epoch)
		require.Equal(t, at.kept, err == nil, "schedule of epoch %d", at.epoch)
		_, err = s.App.Reward.ParamsOf(ctx, at.epoch)
		require.Equal(t, at.kept, err == nil, "parameters of epoch %d", at.epoch)
		_, found, err := s.App.Host.Member(ctx, at.epoch, s.Hosts[0].Operator.Address)
		require.NoError(t, err)
		require.Equal(t, at.kept, found, "members of epoch %d", at.epoch)
	}
	headers, err := s.App.Inference.HeaderCount(ctx, last-epochtypes.KeptEpochs)
	require.NoError(t, err)
	require.Zero(t, headers)
	totals, err := s.App.Reward.Totals(ctx)
	require.NoError(t, err)
	require.True(t, totals.Paid.IsPositive() && totals.BurnedUnclaimed.IsPositive())
}

// outcomes reports whether the chain knows what became of the rewards of an epoch, of all of them or of none.
func outcomes(t *testing.T, s *simulation.Simulation, epoch uint64) bool {
	t.Helper()
	known := 0
	for _, h := range s.Hosts {
		_, found, err := s.App.Reward.Reward(s.Context(), epoch, h.Operator.Address)
		require.NoError(t, err)
		if found {
			known++
		}
	}
	require.Contains(t, []int{0, len(s.Hosts)}, known)
	return known > 0
}
