package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

func TestEpochZeroStartsInTheFirstBlock(t *testing.T) {
	c := newClock(t)
	require.True(t, has(c.block(t, 42), "EventStarted"))
	schedule, err := c.Schedule(c.ctx, 0)
	require.NoError(t, err)
	require.Equal(t, types.NewSchedule(0, 42, mustParams(t, c)), schedule)
	require.False(t, has(c.block(t, 43), "EventStarted"))
}

func mustParams(t *testing.T, c *clock) types.Params {
	t.Helper()
	params, err := c.ParamsOf(c.ctx, 0)
	require.NoError(t, err)
	return params
}

func TestCutoffHappensOnceAndLateIfItMust(t *testing.T) {
	c := newClock(t)
	c.block(t, 1)
	require.False(t, has(c.block(t, 72), "EventCutoff"))
	require.True(t, has(c.block(t, 75), "EventCutoff"))
	require.False(t, has(c.block(t, 76), "EventCutoff"))
	require.Equal(t, []uint64{0}, c.hooks.cutoff)
}

func TestLateBeaconStretchesTheEpochAndNothingReplacesIt(t *testing.T) {
	c := newClock(t)
	c.block(t, 1)
	c.block(t, 73)
	require.False(t, has(c.block(t, 90), "EventStretched"))
	require.True(t, has(c.block(t, 91), "EventStretched"))
	require.False(t, has(c.block(t, 92), "EventStretched"))
	c.block(t, 5_000)
	current, err := c.CurrentEpoch(c.ctx)
	require.NoError(t, err)
	require.Zero(t, current)

	require.NoError(t, c.SetBeacon(c.ctx, 1, 5_000, make([]byte, 32)))
	require.False(t, has(c.block(t, 5_014), "EventStarted"))
	require.True(t, has(c.block(t, 5_015), "EventStarted"))
}

func TestBeaconsThatCantBeAreRefused(t *testing.T) {
	value := make([]byte, types.BeaconSize)
	for name, c := range map[string]struct {
		height int64
		epoch  uint64
		value  []byte
	}{
		"before the cutoff":     {72, 1, value},
		"of the current epoch":  {73, 0, value},
		"of an epoch too far":   {73, 2, value},
		"too short":             {73, 1, value[:31]},
		"too long":              {73, 1, append(value, 0)},
		"none":                  {73, 1, nil},
		"of the greatest epoch": {73, 1<<64 - 1, value},
	} {
		t.Run(name, func(t *testing.T) {
			k := newClock(t)
			k.block(t, 1)
			k.block(t, c.height)
			before, err := k.Schedule(k.ctx, 0)
			require.NoError(t, err)
			require.ErrorIs(t, k.SetBeacon(k.ctx, c.epoch, c.height, c.value), types.ErrInvalidBeacon)
			after, err := k.Schedule(k.ctx, 0)
			require.NoError(t, err)
			require.Equal(t, before, after)
		})
	}
}

func TestBeaconIsSetOnlyOnce(t *testing.T) {
	c := newClock(t)
	c.block(t, 1)
	require.ErrorIs(t, c.SetBeacon(c.ctx, 1, 1, make([]byte, 32)), types.ErrInvalidBeacon)
	c.block(t, 73)
	require.NoError(t, c.SetBeacon(c.ctx, 1, 73, make([]byte, 32)))
	require.ErrorIs(t, c.SetBeacon(c.ctx, 1, 74, append(make([]byte, 31), 1)), types.ErrInvalidBeacon)
	beacon, err := c.Beacon(c.ctx, 1)
	require.NoError(t, err)
	require.Equal(t, make([]byte, 32), beacon)
}

func TestRecordsCountForTheNextEpochFromTheTailOn(t *testing.T) {
	n := network.Start(t, network.Config{})
	for height, want := range map[int64]uint64{1: 0, 56: 0, 57: 1, 90: 1} {
		got, err := n.App.Epoch.RecordEpoch(n.Context().WithBlockHeight(height))
		require.NoError(t, err)
		require.Equal(t, want, got, "height %d", height)
	}
}

func TestRingKnowsTheLast64Blocks(t *testing.T) {
	n := network.Start(t, network.Config{})
	n.To(70)
	for height, want := range map[int64]bool{0: false, -64: false, 6: false, 7: true, 70: true, 71: false, 134: false} {
		hash, known, err := n.App.Epoch.BlockHash(n.Context(), height)
		require.NoError(t, err)
		require.Equal(t, want, known, "height %d", height)
		if known {
			require.Equal(t, network.BlockHash(height), hash)
		}
	}
}

func TestEpochsArePrunedFourEpochsLater(t *testing.T) {
	n := network.Start(t, network.Config{})
	for range 3 {
		n.NextEpoch()
	}
	n.OpenBeacon()
	_, err := n.App.Epoch.Schedule(n.Context(), 0)
	require.NoError(t, err)
	n.NextEpoch()
	for _, read := range []func() error{
		func() error { _, err := n.App.Epoch.Schedule(n.Context(), 0); return err },
		func() error { _, err := n.App.Epoch.ParamsOf(n.Context(), 0); return err },
		func() error { _, err := n.App.Epoch.Beacon(n.Context(), 0); return err },
	} {
		require.ErrorIs(t, read(), types.ErrUnknownEpoch)
	}
	_, err = n.App.Epoch.Schedule(n.Context(), 1)
	require.NoError(t, err)
	for epoch, want := range map[uint64]bool{0: true, 1: false, 4: false, 1<<64 - 1: false} {
		expired, err := n.App.Epoch.Expired(n.Context(), epoch)
		require.NoError(t, err)
		require.Equal(t, want, expired, "epoch %d", epoch)
	}
}

func TestStatusTellsEveryPhase(t *testing.T) {
	n := network.Start(t, network.Config{})
	at := func(height int64) types.QueryStatusResponse {
		n.To(height)
		var status types.QueryStatusResponse
		_, code := n.Query("/pacer.epoch.v1.Query/Status", &types.QueryStatusRequest{}, &status)
		require.Zero(t, code)
		require.Equal(t, height, status.Height)
		require.Equal(t, n.Beacon(status.Epoch), status.Beacon)
		return status
	}
	require.Equal(t, types.PHASE_SERVING, at(72).Phase)
	opening := at(73)
	require.Equal(t, types.PHASE_OPENING, opening.Phase)
	require.Zero(t, opening.Schedule.NextStart)
	n.OpenBeacon()
	require.Equal(t, types.PHASE_OPENING, at(74).Phase)
	require.Equal(t, types.PHASE_COMPUTE, at(75).Phase)
	require.Equal(t, types.PHASE_COMPUTE, at(82).Phase)
	require.Equal(t, types.PHASE_CHALLENGE, at(83).Phase)
	require.Equal(t, types.PHASE_CHALLENGE, at(90).Phase)
	next := at(91)
	require.Equal(t, types.PHASE_SERVING, next.Phase)
	require.Equal(t, uint64(1), next.Epoch)
	require.Equal(t, int64(91), next.Schedule.Start)
}
