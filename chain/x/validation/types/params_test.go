package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/x/validation/types"
)

func TestInvalidParamsAreRefused(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	for name, change := range map[string]func(*types.Params){
		"no rate":                  func(p *types.Params) { p.RateMinPpm = 0 },
		"least above the greatest": func(p *types.Params) { p.RateMinPpm = p.RateMaxPpm + 1 },
		"rate above one":           func(p *types.Params) { p.RateMaxPpm = 1_000_001 },
		"overflowing target":       func(p *types.Params) { p.TargetChecks = 1 << 60 },
		"no results":               func(p *types.Params) { p.MaxResults = 0 },
		"endless results":          func(p *types.Params) { p.MaxResults = types.MaxResults + 1 },
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			change(&p)
			require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
		})
	}
}

// r = clamp(10^6 · target_checks // max(records of N−1, 1), r_min, r_max); epoch 0: r_max.
func TestRateFollowsTheRecordsOfTheEpochBefore(t *testing.T) {
	p := types.Params{RateMinPpm: 10_000, RateMaxPpm: 100_000, TargetChecks: 1000}
	for _, c := range []struct {
		name           string
		epoch, records uint64
		want           uint32
	}{
		{"epoch 0 has no epoch before", 0, 1 << 40, 100_000},
		{"no records count as one", 1, 0, 100_000},
		{"few records", 1, 9_999, 100_000},
		{"exactly at the greatest", 1, 10_000, 100_000},
		{"between, rounded down", 1, 30_000, 33_333},
		{"exactly at the least", 1, 100_000, 10_000},
		{"many records", 9, 1 << 60, 10_000},
	} {
		require.Equal(t, c.want, p.Rate(c.epoch, c.records), c.name)
	}
	p.TargetChecks = 1 << 40
	require.Equal(t, uint32(100_000), p.Rate(1, 1), "10^6 times the greatest target does not overflow")
}

func TestLargeMessagesAreShortInLogs(t *testing.T) {
	msg := &types.MsgSubmitResults{Host: "pacer1host", Epoch: 3, Results: make([]types.Result, types.MaxResults)}
	require.Equal(t, "4096 results of pacer1host for epoch 3", msg.String())
	answer := &types.MsgSubmitResultsResponse{Outcomes: make([]types.Outcome, types.MaxResults)}
	require.Equal(t, "4096 outcomes", answer.String())
}
