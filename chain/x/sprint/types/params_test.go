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
		"one nonce has no half":                 func(p *types.Params) { p.MaxNonces = 1 },
		"nonces without end":                    func(p *types.Params) { p.MaxNonces = 4_097 },
		"samples that fill a block":             func(p *types.Params) { p.SamplesPerBlock = 13 },
		"samples of the largest work":           func(p *types.Params) { p.Layers, p.SamplesPerBlock = 4, 10 },
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			change(&p)
			require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
		})
	}
}

// A block may re-execute 2^32 multiply–adds, whether they are few large samples or many small ones.
func TestSamplesOfABlockAreBoundedByTheirWork(t *testing.T) {
	p := types.DefaultParams()
	p.SamplesPerBlock = 12
	require.NoError(t, p.Validate())
	p.Layers, p.SamplesPerBlock = 4, 9
	require.NoError(t, p.Validate())
	p.Dim, p.Layers, p.Heads, p.Ff, p.SamplesPerBlock = 64, 2, 2, 128, 64
	require.NoError(t, p.Validate())
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

// Four challenges wait in a mempool at most, and blocks have 100 M gas: the largest sizes that are accepted leave room for others.
func TestChallengesOfTheLargestSizesLeaveRoomInABlock(t *testing.T) {
	p := types.DefaultParams()
	p.SamplesPerBlock = 1
	for p.Validate() == nil {
		require.Less(t, 4*(types.ChallengeBaseGas()+types.ChallengeGas(p.Shape())+1_000_000), uint64(90_000_000))
		p.Layers++
	}
	require.Greater(t, p.Layers, types.DefaultParams().Layers)
	require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
	require.ErrorContains(t, p.Validate(), "challenges would fill blocks")
}
