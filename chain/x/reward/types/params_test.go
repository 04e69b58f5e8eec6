package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/pacer-network/pacer/chain/x/reward/types"
)

func TestInvalidParamsAreRefused(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	for name, change := range map[string]func(*types.Params){
		"no emission":              func(p *types.Params) { p.Emission = math.Int{} },
		"negative emission":        func(p *types.Params) { p.Emission = math.NewInt(-1) },
		"emission beyond 64 bits":  func(p *types.Params) { p.Emission = math.NewIntFromUint64(1 << 63).MulRaw(2) },
		"growth":                   func(p *types.Params) { p.DecayPpm = 1_000_001 },
		"work pool, no vouchers":   func(p *types.Params) { p.WorkPpm = 1 },
		"held beyond the memory":   func(p *types.Params) { p.HoldEpochs = 33 },
		"rebate without an end":    func(p *types.Params) { p.ClaimRebate = 1 << 63 },
		"held for 2^32 − 1 epochs": func(p *types.Params) { p.HoldEpochs = 1<<32 - 1 },
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			change(&p)
			require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
		})
	}
}

func TestTotalsThatLoseACoinAreRefused(t *testing.T) {
	totals := types.NewTotals(math.NewInt(1000))
	totals.Minted, totals.Paid, totals.Held = math.NewInt(10), math.NewInt(3), math.NewInt(2)
	totals.Claimable, totals.BurnedUnclaimed, totals.BurnedFees = math.NewInt(1), math.NewInt(4), math.NewInt(7)
	require.NoError(t, totals.Validate())
	require.Equal(t, math.NewInt(3), totals.Pool())
	require.Equal(t, math.NewInt(1000+10-4-7-5), totals.Supply(math.NewInt(5)))

	totals.Paid = math.NewInt(4)
	require.ErrorContains(t, totals.Validate(), "minted 10 + forfeited 0 is not")
	totals.Paid = math.NewInt(-1)
	require.ErrorContains(t, totals.Validate(), "negative")
}
