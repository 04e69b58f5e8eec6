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
		target, goal, found := anySize(1).Draw(t, "target"), anySize(0).Draw(t, "goal"), anySize(0).Draw(t, "found")
		want := new(big.Int).Mul(number(target), number(goal))
		want.Quo(want, larger(number(found), number(1)))
		want = larger(larger(want, number(target/4)), number(1))
		want = smaller(smaller(want, new(big.Int).Mul(number(target), number(4))), number(math.MaxUint64))
		if got := Retarget(target, goal, found); number(got).Cmp(want) != 0 {
			t.Fatalf("Retarget(%d, %d, %d) = %d, want %s", target, goal, found, got, want)
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
		target, goal, found := anySize(0).Draw(t, "target"), anySize(0).Draw(t, "goal"), anySize(0).Draw(t, "found")
		if Retarget(target, goal, found) == 0 || Rescale(target, drawShape(t), drawShape(t)) == 0 {
			t.Fatal("a target of 0 ends the Sprint for ever")
		}
	})
}
