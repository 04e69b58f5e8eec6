package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// local is the local preset of protocol §2.
func local() types.Params {
	return types.Params{
		EpochLength: 90, SprintSpan: 18, Tail: 16, DealOpen: 10, DealClose: 50, ComputeSpan: 8, ChallengeSpan: 6,
		TargetBlockMs: 500, MinGasPrice: math.LegacyNewDecWithPrec(1, 3), FeeDenom: "upacer",
	}
}

func TestPresetsAreValid(t *testing.T) {
	require.NoError(t, local().Validate())
	require.NoError(t, types.DefaultParams().Validate())
}

func TestParamsAtTheirBoundsAreValid(t *testing.T) {
	for name, change := range map[string]func(*types.Params){
		"dealing closes where the tail begins": func(p *types.Params) { p.DealClose = 56 },
		"dealing opens one block before":       func(p *types.Params) { p.DealOpen = 49 },
		"no slack in the Sprint":               func(p *types.Params) { p.SprintSpan = 17 },
	} {
		t.Run(name, func(t *testing.T) {
			p := local()
			change(&p)
			require.NoError(t, p.Validate())
		})
	}
}

func TestInvalidParamsAreRefused(t *testing.T) {
	for name, change := range map[string]func(*types.Params){
		"epoch without a length":              func(p *types.Params) { p.EpochLength = 0 },
		"epoch length that overflows heights": func(p *types.Params) { p.EpochLength = 1 << 63 },
		"Sprint as long as the epoch":         func(p *types.Params) { p.SprintSpan = 90 },
		"sums that wrap around":               func(p *types.Params) { p.SprintSpan, p.Tail = 1<<63, 1<<63 },
		"tail before the epoch":               func(p *types.Params) { p.Tail = 72 },
		"no tail":                             func(p *types.Params) { p.Tail = 0 },
		"dealing opens at once":               func(p *types.Params) { p.DealOpen = 9 },
		"dealing closes before it opens":      func(p *types.Params) { p.DealClose = 10 },
		"dealing closes in the tail":          func(p *types.Params) { p.DealClose = 57 },
		"Sprint shorter than its parts":       func(p *types.Params) { p.SprintSpan = 16 },
		"parts that wrap around":              func(p *types.Params) { p.ComputeSpan, p.ChallengeSpan = 1<<63, 1<<63 },
		"no compute window":                   func(p *types.Params) { p.ComputeSpan = 0 },
		"no challenge window":                 func(p *types.Params) { p.ChallengeSpan = 0 },
		"blocks without time":                 func(p *types.Params) { p.TargetBlockMs = 0 },
		"blocks of an hour":                   func(p *types.Params) { p.TargetBlockMs = 3_600_000 },
		"gas for nothing":                     func(p *types.Params) { p.MinGasPrice = math.LegacyZeroDec() },
		"gas price below nothing":             func(p *types.Params) { p.MinGasPrice = math.LegacyNewDec(-1) },
		"no gas price":                        func(p *types.Params) { p.MinGasPrice = math.LegacyDec{} },
		"gas price that nobody can pay":       func(p *types.Params) { p.MinGasPrice = math.LegacyNewDec(1_000_001) },
		"no denomination":                     func(p *types.Params) { p.FeeDenom = "" },
		"malformed denomination":              func(p *types.Params) { p.FeeDenom = "1!" },
	} {
		t.Run(name, func(t *testing.T) {
			p := local()
			change(&p)
			require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
		})
	}
}
