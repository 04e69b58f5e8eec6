package sprintwork

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// anySize is small, large and everything between.
func anySize(low uint64) *rapid.Generator[uint64] {
	return rapid.OneOf(rapid.Uint64Range(low, low+9), rapid.Uint64Min(low), rapid.Uint64Min(math.MaxUint64-9))
}

func TestRetargetFollowsTheFormulaInWholeNumbers(t *testing.T) {
	number := func(n uint64) *big.Int { return new(big.Int).SetUint64(n) }
	smaller := func(a, b *big.Int) *big.Int {
		if a.Cmp(b) < 0 {
			return a
		}
		return b
	}
	larger := func(a, b *big.Int) *big.Int {
		if a.Cmp(b) > 0 {
			return a
		}
		return b
	}
	rapid.Check(t, func(t *rapid.T) {
		target, goal, found := anySize(1).Draw(t, "target"), drawHits(t, "goal"), drawHits(t, "found")
		towards := func(goal, found uint64) *big.Int {
			want := new(big.Int).Mul(number(target), number(goal))
			want.Quo(want, larger(number(found), number(1)))
			want = larger(larger(want, number(target/4)), number(1))
			return smaller(smaller(want, new(big.Int).Mul(number(target), number(4))), number(math.MaxUint64))
		}
		want := smaller(towards(goal.All, found.All), towards(goal.Largest, found.Largest))
		if got := Retarget(target, goal, found); number(got).Cmp(want) != 0 {
			t.Fatalf("Retarget(%d, %v, %v) = %d, want %s", target, goal, found, got, want)
		}
	})
}

func drawHits(t *rapid.T, name string) Hits {
	return Hits{All: anySize(0).Draw(t, name), Largest: anySize(0).Draw(t, "largest "+name)}
}

// Whatever all Hosts together found: while one finds more than its goal, the target becomes harder.
func TestTargetNeverEasesWhileTheLargestFindsTooMuch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target, most := rapid.Uint64Min(2).Draw(t, "target"), rapid.Uint64Range(2, 1<<20).Draw(t, "most")
		goal := Hits{All: anySize(0).Draw(t, "goal"), Largest: most / 2}
		if next := Retarget(target, goal, Hits{All: anySize(most).Draw(t, "found"), Largest: most}); next > target-target/2 {
			t.Fatalf("from %d to %d", target, next)
		}
	})
}

func TestRescaleKeepsTheExpectedHits(t *testing.T) {
	local, large := Shape{64, 2, 2, 128, 16}, Shape{1024, 3, 16, 1024, 16}
	const target = 1 << 50
	up := Rescale(target, local, large)
	// A device tries 257 times fewer nonces of 257 times the work, so each must hit 257 times as often.
	if ratio := up / target; ratio != large.MultiplyAdds()/local.MultiplyAdds() {
		t.Fatalf("%d times the target", ratio)
	}
	if back := Rescale(up, large, local); back > target || target-back > 1 {
		t.Fatalf("there and back: %d, want %d", back, target)
	}
	if got := Rescale(target, large, large); got != target {
		t.Fatalf("same sizes: %d", got)
	}
	if got := Rescale(1, large, local); got != 1 {
		t.Fatalf("below 1: %d", got)
	}
	if got := Rescale(math.MaxUint64, local, large); got != math.MaxUint64 {
		t.Fatalf("above 2^64 - 1: %d", got)
	}
}

func TestTargetsStayInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target, goal, found := anySize(0).Draw(t, "target"), drawHits(t, "goal"), drawHits(t, "found")
		if Retarget(target, goal, found) == 0 || Rescale(target, drawShape(t), drawShape(t)) == 0 {
			t.Fatal("a target of 0 ends the Sprint for ever")
		}
	})
}
