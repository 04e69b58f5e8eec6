package types_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

func TestProvenWeightsHoldWithinTheBound(t *testing.T) {
	next, asked, taken := types.Step([]uint64{500, 300, 200}, []uint64{400, 350, 250}, 1_000, 100_000)
	require.Equal(t, []uint64{400, 350, 250}, next)
	require.Equal(t, uint64(100), asked)
	require.Equal(t, uint64(100), taken)
}

func TestEveryChangeIsScaledByTheSameFactor(t *testing.T) {
	// 400 are asked for and 200 taken: half of each change.
	next, asked, taken := types.Step([]uint64{500, 500, 0}, []uint64{300, 300, 400}, 1_000, 200_000)
	require.Equal(t, []uint64{400, 400, 200}, next)
	require.Equal(t, uint64(400), asked)
	require.Equal(t, uint64(200), taken)
}

func TestWhoProvedNothingHasNothing(t *testing.T) {
	next, _, _ := types.Step([]uint64{500, 500, 0}, []uint64{0, 500, 500}, 1_000, 200_000)
	require.Equal(t, []uint64{0, 500, 200}, next)
}

// Ten minutes of rented GPUs take no third of the votes, however many they are (protocol §3).
func TestRentedPowerTakesNoThirdOfTheVotes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// An epoch's weights sum to 10^9 at most: less where stakes don't cover them.
		drawn := rapid.SliceOfN(rapid.Uint64Range(1_000, 1_000_000_000), 1, 20).Draw(t, "drawn")
		covered := rapid.Uint64Range(1_000_000, 1_000_000_000).Draw(t, "covered")
		current := make([]uint64, len(drawn))
		total := uint64(0)
		for i, w := range drawn {
			current[i] = share(covered, w, sumOf(drawn))
			total += current[i]
		}
		// Some of the honest Hosts, with less than a third of the power, are away. The others share what the attacker leaves of 10^9.
		present := make([]bool, len(current))
		away := uint64(0)
		for i, c := range current {
			if present[i] = !rapid.Bool().Draw(t, "away") || 3*(away+c) >= total; !present[i] {
				away += c
			}
		}
		rented := rapid.Uint64Range(0, 1_000_000_000).Draw(t, "rented")
		proven := make([]uint64, len(current))
		for i, c := range current {
			if present[i] {
				// One hit of 4,096 for each Host is more than 1 of 10^9: who worked has proven something.
				proven[i] = max(share(1_000_000_000-rented, c, total-away), 1)
			}
		}
		current = append(current, 0)
		next, _, _ := types.Step(current, append(proven, rented), types.Normalise(current, total), 200_000)
		sum := sumOf(next)
		attacker := next[len(next)-1]
		// Only where the honest have next to nothing left to rise to, rounding counts.
		require.LessOrEqual(t, attacker*3, sum+uint64(len(next))*3, "%d of %d", attacker, sum)
	})
}

func TestAStepStaysBetweenWhereItIsAndWhereItGoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		weights := rapid.SliceOfN(rapid.Uint64Range(0, 1<<40), n, n)
		current, proven := weights.Draw(t, "current"), weights.Draw(t, "proven")
		total := uint64(0)
		for _, c := range current {
			total += c
		}
		bound := rapid.Uint32Range(1, 1_000_000).Draw(t, "bound")
		next, asked, taken := types.Step(current, proven, total, bound)
		require.LessOrEqual(t, taken, asked)
		increase := uint64(0)
		for i, w := range next {
			if proven[i] == 0 {
				require.Zero(t, w)
				continue
			}
			require.GreaterOrEqual(t, w, min(current[i], proven[i]))
			require.LessOrEqual(t, w, max(current[i], proven[i]))
			if w > current[i] {
				increase += w - current[i]
			}
		}
		require.LessOrEqual(t, increase, taken)
	})
}

func sumOf(weights []uint64) uint64 {
	sum := uint64(0)
	for _, w := range weights {
		sum += w
	}
	return sum
}

func share(whole, part, parts uint64) uint64 {
	product := new(big.Int).Mul(new(big.Int).SetUint64(whole), new(big.Int).SetUint64(part))
	return product.Quo(product, new(big.Int).SetUint64(parts)).Uint64()
}
