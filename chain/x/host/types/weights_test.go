package types_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// million weights are a thousandth of all.
const million = 1_000_000

// covered are Hosts with stake for everything, in millions.
func covered(current, proven []uint64) []types.Weighing {
	hosts := make([]types.Weighing, len(current))
	for i := range hosts {
		hosts[i] = types.Weighing{Current: current[i] * million, Proven: proven[i] * million, Covered: types.TotalWeight}
	}
	return hosts
}

func millions(weights ...uint64) []uint64 {
	for i := range weights {
		weights[i] *= million
	}
	return weights
}

func TestProvenWeightsHoldWithinTheBound(t *testing.T) {
	next, asked, taken := types.NextWeights(covered([]uint64{500, 300, 200}, []uint64{400, 350, 250}), 100_000)
	require.Equal(t, millions(400, 350, 250), next)
	require.Equal(t, uint64(100*million), asked)
	require.Equal(t, uint64(100*million), taken)
}

func TestEveryChangeIsScaledByTheSameFactor(t *testing.T) {
	// 400 are asked for and 200 taken: half of each change.
	next, asked, taken := types.NextWeights(covered([]uint64{500, 500, 0}, []uint64{300, 300, 400}), 200_000)
	require.Equal(t, millions(400, 400, 200), next)
	require.Equal(t, uint64(400*million), asked)
	require.Equal(t, uint64(200*million), taken)
}

// A step starts from those who go on: what the others leave is no increase.
func TestWhoProvedNothingHasNothing(t *testing.T) {
	next, _, _ := types.NextWeights(covered([]uint64{500, 500, 0}, []uint64{0, 500, 500}), 200_000)
	require.Equal(t, millions(0, 800, 200), next)
	next, asked, _ := types.NextWeights(covered([]uint64{500, 300, 200}, []uint64{0, 600, 400}), 1)
	require.Equal(t, millions(0, 600, 400), next)
	require.Zero(t, asked)
}

// However small the weight of who is left, it makes room as it would if it were all.
func TestWhatIsLeftIsAllThereIs(t *testing.T) {
	hosts := covered([]uint64{0, 0}, []uint64{100, 900})
	hosts[0].Current = 3
	next, _, _ := types.NextWeights(hosts, 200_000)
	require.Equal(t, millions(800, 200), next)
}

// Four Hosts with stake for a tenth of the weight, and a newcomer with ten times their power and twice their stake: it rises as if all had
// stake enough, in the next epoch, too.
func TestStakeIsNoWayAroundTheBound(t *testing.T) {
	hosts := covered([]uint64{25, 25, 25, 25, 0}, []uint64{23, 23, 23, 23, 908})
	for i := range hosts {
		hosts[i].Covered = 25 * million
	}
	hosts[4].Covered = 200 * million
	for epoch := uint64(1); epoch <= 3; epoch++ {
		next, asked, taken := types.NextWeights(hosts, 200_000)
		require.Equal(t, uint64(200*million), taken)
		require.Greater(t, asked, taken)
		require.LessOrEqual(t, 5*next[4], epoch*sumOf(next), "epoch %d", epoch)
		require.Greater(t, 501*next[4], 100*epoch*sumOf(next), "epoch %d", epoch)
		for i := range hosts {
			require.LessOrEqual(t, next[i], hosts[i].Covered)
			hosts[i].Current = next[i]
		}
	}
	// What they end with is what is proven and covered.
	next, _, _ := types.NextWeights(hosts, 200_000)
	require.Equal(t, millions(23, 23, 23, 23, 200), next)
}

// Who has stake for more can't rise at the cost of those who have not: the shares of the votes stay as they are where nothing was asked.
func TestSharesStayWhereStakeIsShort(t *testing.T) {
	hosts := covered([]uint64{100, 50}, []uint64{100, 50})
	hosts[0].Covered = 100 * million
	next, asked, _ := types.NextWeights(hosts, 1)
	require.Zero(t, asked)
	require.Equal(t, millions(100, 50), next)
}

// A raised stake_per_weight alone hands nothing to a newcomer that has the coins: nobody has weight, so that the members go on.
func TestNobodyHasWeightWhereNoMemberIsCovered(t *testing.T) {
	hosts := covered([]uint64{600, 400, 0}, []uint64{300, 200, 500})
	hosts[0].Covered, hosts[1].Covered = 0, 0
	next, _, _ := types.NextWeights(hosts, 200_000)
	require.Equal(t, millions(0, 0, 0), next)
	// One of them that covers a little is enough to step from.
	hosts[1].Covered = 10 * million
	next, _, _ = types.NextWeights(hosts, 200_000)
	require.Zero(t, next[0])
	require.Equal(t, uint64(10*million), next[1])
	require.LessOrEqual(t, 5*next[2], next[1]+next[2])
	require.Greater(t, 6*next[2], next[1]+next[2])
}

// Where all members are gone there is nothing to step from.
func TestNewcomersTakeWhatNobodyHolds(t *testing.T) {
	next, asked, taken := types.NextWeights(covered([]uint64{600, 400, 0, 0}, []uint64{0, 0, 700, 300}), 200_000)
	require.Equal(t, millions(0, 0, 700, 300), next)
	require.Equal(t, asked, taken)
}

// Ten minutes of rented GPUs take no third of the votes, however many they are, whatever stands behind them and whatever the others lack: a
// fifth at most (protocol §3).
func TestRentedPowerTakesNoThirdOfTheVotes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stakes := func(who string, n int) []math.Int {
			most := rapid.SampledFrom([]int64{1_000, million, 1_000 * million, 1 << 40}).Draw(t, who+" stake")
			drawn := rapid.SliceOfN(rapid.Int64Range(0, most), n, n).Draw(t, who+" stakes")
			stakes := make([]math.Int, n)
			for i, stake := range drawn {
				stakes[i] = math.NewInt(stake)
			}
			return stakes
		}
		// Weights of an epoch sum to 10^9 at most, and stake that may have been unbonded since covered them.
		drawn := rapid.SliceOfN(rapid.Uint64Range(1_000, 1_000_000_000), 1, 20).Draw(t, "drawn")
		before := types.Params{StakePerWeight: rapid.Uint64Range(0, 100).Draw(t, "stake per weight before")}
		params := types.Params{StakePerWeight: rapid.Uint64Range(0, 100).Draw(t, "stake per weight")}
		then, now := stakes("honest", len(drawn)), stakes("honest", len(drawn))
		hosts := make([]types.Weighing, len(drawn))
		present, held := uint64(0), uint64(0)
		for i, w := range drawn {
			hosts[i].Current = min(share(types.TotalWeight, w, sumOf(drawn)), before.Covered(then[i]))
			hosts[i].Covered = params.Covered(now[i])
			if rapid.Bool().Draw(t, "away") {
				continue
			}
			present += w
			held += min(hosts[i].Current, hosts[i].Covered)
			hosts[i].Proven = 1
		}
		if held == 0 {
			t.Skip("nobody is left to protect")
		}
		// The others share what the attacker leaves of 10^9.
		rented := rapid.Uint64Range(0, types.TotalWeight).Draw(t, "rented")
		for i, w := range drawn {
			if hosts[i].Proven > 0 {
				// One hit of 4,096 for each Host is more than 1 of 10^9: who worked has proven something.
				hosts[i].Proven = max(share(types.TotalWeight-rented, w, present), 1)
			}
		}
		parts := rapid.SliceOfN(rapid.Uint64Range(1, 1_000), 1, 4).Draw(t, "parts")
		for i, stake := range stakes("rented", len(parts)) {
			hosts = append(hosts, types.Weighing{Proven: share(rented, parts[i], sumOf(parts)), Covered: params.Covered(stake)})
		}
		next, _, _ := types.NextWeights(hosts, 200_000)
		attacker := sumOf(next[len(drawn):])
		sum := sumOf(next)
		// Every weight is rounded, and the shares that are asked for.
		require.LessOrEqual(t, 5*attacker, sum+sum/million+uint64(len(next)), "%d of %d", attacker, sum)
		for i, w := range next {
			require.LessOrEqual(t, w, hosts[i].Covered)
			if min(hosts[i].Current, hosts[i].Covered, hosts[i].Proven) > 0 {
				require.Positive(t, w)
			}
		}
	})
}

// draw draws weights that sum to 10^9 at most, some of them 0.
func draw(t *rapid.T, name string, n int) []uint64 {
	drawn := rapid.SliceOfN(rapid.OneOf(rapid.Just(uint64(0)), rapid.Uint64Range(0, 1<<30)), n, n).Draw(t, name)
	if sum := sumOf(drawn); sum > types.TotalWeight {
		for i, w := range drawn {
			drawn[i] = share(types.TotalWeight, w, sum)
		}
	}
	return drawn
}

// The shares of the votes rise by the bound at most over those of the members that go on, and stake covers every weight.
func TestSharesRiseByTheBoundAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		current, proven := draw(t, "current", n), draw(t, "proven", n)
		most := rapid.SampledFrom([]uint64{1_000, million, 1_000 * million}).Draw(t, "most")
		cover := rapid.SliceOfN(rapid.Uint64Range(0, most), n, n).Draw(t, "covered")
		bound := rapid.Uint32Range(1, 1_000_000).Draw(t, "bound")
		hosts, held := make([]types.Weighing, n), make([]uint64, n)
		for i := range hosts {
			hosts[i] = types.Weighing{Current: current[i], Proven: proven[i], Covered: cover[i]}
			if proven[i] > 0 {
				held[i] = min(current[i], cover[i])
			}
		}
		next, asked, taken := types.NextWeights(hosts, bound)
		require.LessOrEqual(t, taken, asked)
		require.LessOrEqual(t, sumOf(next), uint64(types.TotalWeight))
		for i, w := range next {
			require.LessOrEqual(t, w, cover[i])
			if proven[i] == 0 {
				require.Zero(t, w)
			}
		}
		if sumOf(held) == 0 {
			return
		}
		// In parts of Σnext · Σheld.
		rise, whole := new(big.Int), product(sumOf(next), sumOf(held))
		for i, w := range next {
			if d := new(big.Int).Sub(product(w, sumOf(held)), product(held[i], sumOf(next))); d.Sign() > 0 {
				rise.Add(rise, d)
			}
		}
		// Every weight is rounded, in either sum, and the shares that are asked for.
		slack := product(uint64(2*n)*million, sumOf(next)+sumOf(held))
		slack.Add(slack, new(big.Int).Mul(whole, big.NewInt(int64(2*n))))
		limit := new(big.Int).Mul(whole, big.NewInt(int64(bound)))
		require.True(t, rise.Mul(rise, big.NewInt(million)).Cmp(limit.Add(limit, slack)) <= 0, "%v to %v", held, next)
	})
}

// Where everybody is there and has stake enough, each change is scaled by taken/asked.
func TestCoveredWeightsGoPartOfTheWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "n")
		current, proven := inFull(draw(t, "current", n)), inFull(draw(t, "proven", n))
		bound := rapid.Uint32Range(1, 1_000_000).Draw(t, "bound")
		hosts, asked := make([]types.Weighing, n), uint64(0)
		for i := range hosts {
			hosts[i] = types.Weighing{Current: current[i], Proven: proven[i], Covered: types.TotalWeight}
			asked += proven[i] - min(current[i], proven[i])
		}
		taken := min(asked, 1_000*uint64(bound))
		next, told, took := types.NextWeights(hosts, bound)
		require.Equal(t, []uint64{asked, taken}, []uint64{told, took})
		for i, w := range next {
			switch c, p := current[i], proven[i]; {
			case asked == taken:
				require.Equal(t, p, w)
			case p >= c:
				require.Equal(t, c+share(p-c, taken, asked), w)
			default:
				require.Equal(t, c-share(c-p, taken, asked), w)
			}
		}
	})
}

// inFull makes weights positive and lets them sum to 10^9.
func inFull(weights []uint64) []uint64 {
	for i := range weights {
		weights[i] = weights[i]/2 + 1
	}
	weights[0] += types.TotalWeight - sumOf(weights)
	return weights
}

func sumOf(weights []uint64) uint64 {
	sum := uint64(0)
	for _, w := range weights {
		sum += w
	}
	return sum
}

func share(whole, part, parts uint64) uint64 {
	return new(big.Int).Quo(product(whole, part), new(big.Int).SetUint64(parts)).Uint64()
}

func product(a, b uint64) *big.Int {
	return new(big.Int).Mul(new(big.Int).SetUint64(a), new(big.Int).SetUint64(b))
}
