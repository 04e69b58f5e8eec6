package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// Protocol §2: with S_0 = 1 records count before 57, the cutoff is 73, and S_1 = 91 if B ≤ 76.
func TestScheduleOfTheLocalPreset(t *testing.T) {
	s := types.NewSchedule(0, 1, local())
	require.Equal(t, types.Schedule{Epoch: 0, Start: 1, Cutoff: 73, Tail: 57, DealOpen: 11, DealClose: 51}, s)
	require.Equal(t, int64(91), s.WithBeacon(73, local()).NextStart)
	require.Equal(t, int64(91), s.WithBeacon(76, local()).NextStart)
	require.Equal(t, int64(92), s.WithBeacon(77, local()).NextStart)
	require.Equal(t, types.Schedule{
		Epoch: 0, Start: 1, Cutoff: 73, Tail: 57, DealOpen: 11, DealClose: 51,
		BeaconHeight: 80, ComputeEnd: 88, ChallengeEnd: 94, NextStart: 95,
	}, s.WithBeacon(80, local()))
}

func TestPhasesOfTheLocalPreset(t *testing.T) {
	open := types.NewSchedule(0, 1, local())
	known := open.WithBeacon(75, local())
	for _, c := range []struct {
		schedule types.Schedule
		height   int64
		want     types.Phase
	}{
		{open, 1, types.PHASE_SERVING},
		{open, 72, types.PHASE_SERVING},
		{open, 73, types.PHASE_OPENING},
		{open, 1_000, types.PHASE_OPENING},
		{known, 75, types.PHASE_OPENING},
		{known, 76, types.PHASE_COMPUTE},
		{known, 83, types.PHASE_COMPUTE},
		{known, 84, types.PHASE_CHALLENGE},
		{known, 90, types.PHASE_CHALLENGE},
	} {
		require.Equal(t, c.want, c.schedule.PhaseAt(c.height), "height %d", c.height)
	}
}

// Whatever the valid parameters, boundaries come in their order, and every phase has at least one height.
func TestBoundariesComeInTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := local()
		p.ComputeSpan = rapid.Uint64Range(1, 500).Draw(t, "compute")
		p.ChallengeSpan = rapid.Uint64Range(1, 500).Draw(t, "challenge")
		p.SprintSpan = p.ComputeSpan + p.ChallengeSpan + rapid.Uint64Range(3, 500).Draw(t, "slack")
		p.Tail = rapid.Uint64Range(1, 500).Draw(t, "tail")
		p.DealOpen = rapid.Uint64Range(10, 500).Draw(t, "deal open")
		p.DealClose = p.DealOpen + rapid.Uint64Range(1, 500).Draw(t, "deal close")
		p.EpochLength = p.DealClose + p.Tail + p.SprintSpan + rapid.Uint64Range(0, 500).Draw(t, "rest")
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		start := rapid.Int64Range(1, 1<<40).Draw(t, "start")
		s := types.NewSchedule(7, start, p)
		s = s.WithBeacon(s.Cutoff+rapid.Int64Range(0, 2_000).Draw(t, "late"), p)
		ordered := s.Start < s.DealOpen && s.DealOpen < s.DealClose && s.DealClose <= s.Tail && s.Tail < s.Cutoff &&
			s.Cutoff <= s.BeaconHeight && s.BeaconHeight < s.ComputeEnd && s.ComputeEnd < s.ChallengeEnd && s.ChallengeEnd < s.NextStart
		if !ordered || s.NextStart < s.Start+int64(p.EpochLength) {
			t.Fatalf("out of order: %+v", s)
		}
		last := types.PHASE_UNSPECIFIED
		for _, height := range []int64{s.Start, s.Cutoff, s.ComputeEnd, s.NextStart - 1} {
			if phase := s.PhaseAt(height); phase <= last {
				t.Fatalf("phase %s at %d follows %s", phase, height, last)
			} else {
				last = phase
			}
		}
	})
}
