package types_test

import (
	"math"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// expect is what Hosts commit that try so many nonces each in a window: as many hits as are to be expected, and no more than they may.
func expect(p types.Params, target uint64, nonces []uint64) (found sprintwork.Hits, clipped bool) {
	for _, n := range nonces {
		hits, _ := bits.Mul64(n, target)
		clipped = clipped || hits >= uint64(p.MaxNonces)
		hits = min(hits, uint64(p.MaxNonces))
		found.All += hits
		found.Largest = max(found.Largest, hits)
	}
	return found, clipped
}

func retarget(p types.Params, target uint64, found sprintwork.Hits) uint64 {
	return sprintwork.Retarget(target, sprintwork.Hits{All: p.Goal, Largest: p.LargestGoal(p)}, found)
}

// Whatever Hosts there are, from any target: within 40 epochs all find what their speed gives, the target stays where it is, and it is no
// harder than it has to be. The speeds differ by up to 10^4; the slowest could find what the largest may.
func TestTargetSettlesWhereNobodyIsClipped(t *testing.T) {
	p := types.DefaultParams()
	near := func(a, b uint64) bool { return math.Abs(float64(a)/float64(b)-1) < 0.01 }
	rapid.Check(t, func(t *rapid.T) {
		slowest := rapid.SampledFrom([]uint64{1e4, 1e5, 1e6, 1e7, 1e8, 1e9}).Draw(t, "slowest")
		speeds := rapid.SliceOfN(rapid.Uint64Range(1, 1e4), 1, 1_000).Draw(t, "speeds")
		for i := range speeds {
			speeds[i] *= slowest
		}
		target := rapid.OneOf(rapid.Just(p.FirstTarget), rapid.Uint64Min(1)).Draw(t, "target")
		for range 40 {
			found, _ := expect(p, target, speeds)
			target = retarget(p, target, found)
		}
		for range 10 {
			found, clipped := expect(p, target, speeds)
			if clipped || target == math.MaxUint64 {
				t.Fatalf("target %d, found %v", target, found)
			}
			// A sum of whole numbers jumps by one for each of a thousand equal Hosts.
			if !near(found.All, p.Goal) && !near(found.Largest, p.LargestGoal(p)) {
				t.Fatalf("target %d, found %v", target, found)
			}
			next := retarget(p, target, found)
			if !near(next, target) {
				t.Fatalf("target %d, then %d", target, next)
			}
			target = next
		}
	})
}

// A handful of Hosts, which together can't reach the goal without being clipped: not every nonce becomes a hit, as it did when only the sum
// counted, and who is twice as fast finds twice as much.
func TestTargetOfFewHosts(t *testing.T) {
	p := types.DefaultParams()
	// A core, and an accelerator of 10^14 multiply–adds a second, in 600 s.
	const core, accelerator = 57_600, 170_000_000
	for name, speeds := range map[string][]uint64{
		"four cores":                  {core, core, core, 2 * core},
		"four accelerators":           {accelerator, accelerator, 2 * accelerator, 2 * accelerator},
		"four racks of accelerators":  {10 * accelerator, 10 * accelerator, 20 * accelerator, 20 * accelerator},
		"an accelerator beside cores": {core, core, core, accelerator},
		"one alone":                   {accelerator},
		"a data centre beside a chip": {accelerator, 1_000 * accelerator},
	} {
		t.Run(name, func(t *testing.T) {
			target := p.FirstTarget
			for range 60 {
				found, clipped := expect(p, target, speeds)
				next := retarget(p, target, found)
				if clipped {
					require.LessOrEqual(t, next, target-target/2)
				}
				target = next
				require.Less(t, target, uint64(math.MaxUint64))
			}
			found, clipped := expect(p, target, speeds)
			require.False(t, clipped)
			require.InDelta(t, p.LargestGoal(p), found.Largest, 2)
		})
	}
	// All of four are clipped at first: it gets harder, though they find a twelfth of the goal.
	found, clipped := expect(p, p.FirstTarget, []uint64{10 * accelerator, 10 * accelerator, 10 * accelerator, 10 * accelerator})
	require.True(t, clipped)
	require.Equal(t, sprintwork.Hits{All: 16_384, Largest: 4_096}, found)
	require.Equal(t, p.FirstTarget/2, retarget(p, p.FirstTarget, found))
}

func TestLargestGoalIsHalfOfTheLowerLimit(t *testing.T) {
	with := func(most uint32) types.Params { return types.Params{MaxNonces: most} }
	require.Equal(t, uint64(2_048), with(4_096).LargestGoal(with(4_096)))
	require.Equal(t, uint64(512), with(1_024).LargestGoal(with(4_096)))
	require.Equal(t, uint64(512), with(4_096).LargestGoal(with(1_024)), "who found 1,024 could have found any number")
	require.Equal(t, uint64(1), with(3).LargestGoal(with(2)))
}
