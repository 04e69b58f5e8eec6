package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

func TestParams(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	for name, change := range map[string]func(*types.Params){
		"two absences would take more than all": func(p *types.Params) { p.AbsencePpm = 500_001 },
		"no attempt":                            func(p *types.Params) { p.MaxAttempts = 0 },
		"attempts without end":                  func(p *types.Params) { p.MaxAttempts = 101 },
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			change(&p)
			require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
		})
	}
}

func TestEachAbsenceCosts(t *testing.T) {
	p := types.Params{AbsencePpm: 100_000, MaxAttempts: 3}
	require.Equal(t, uint32(0), p.Penalty(types.Contribution{}))
	require.Equal(t, uint32(100_000), p.Penalty(types.Contribution{MissedDeal: true}))
	require.Equal(t, uint32(100_000), p.Penalty(types.Contribution{MissedOpen: true}))
	require.Equal(t, uint32(200_000), p.Penalty(types.Contribution{MissedDeal: true, MissedOpen: true}))
}

func TestStreakEndsWithAnAbsence(t *testing.T) {
	var p types.Participation
	for _, c := range []types.Contribution{{}, {}, {MissedOpen: true}, {}, {MissedDeal: true, MissedOpen: true}, {}, {}, {}} {
		p = p.After(c)
	}
	require.Equal(t, types.Participation{Streak: 3, Rounds: 8, MissedDeals: 1, MissedOpens: 2}, p)
}
