package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// A block has 100,000,000 gas. Two challenges, which is all that it takes, leave room for everything else at the sizes of production, and
// what a challenge costs grows with the arithmetic.
func TestChallengesLeaveRoomInABlock(t *testing.T) {
	shape := types.DefaultParams().Shape()
	gas := types.ChallengeGas(shape)
	require.Equal(t, shape.MultiplyAdds()/32+shape.WeightBytes()/16, gas)
	require.Less(t, 2*(gas+types.ChallengeBaseGas()), uint64(30_000_000))
	deeper := shape
	deeper.Layers *= 2
	require.InDelta(t, 2*gas, types.ChallengeGas(deeper), 2)
}

// The longest commitment is about as much as a large message costs, so that a Host posts all it may in a few transactions.
func TestWorkCostsByItsBytes(t *testing.T) {
	require.Equal(t, uint64(30_000), types.WorkGas(1_000)-types.WorkGas(0))
	require.Less(t, types.WorkGas(4*4_096), uint64(1_000_000))
}
