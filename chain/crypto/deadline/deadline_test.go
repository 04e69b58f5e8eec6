package deadline_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/deadline"
)

func TestStepOfTheTwoPresets(t *testing.T) {
	for _, c := range []struct{ blockMS, length, want uint64 }{
		{5000, 17_280, 240}, // production
		{500, 90, 5},        // local
		{1000, 64, 8},
		{1000, 47, 5},
		{math.MaxUint64, math.MaxUint64, 240},
		{0, 0, 5},
	} {
		if got := deadline.Step(c.blockMS, c.length); got != c.want {
			t.Errorf("Step(%d, %d) = %d, want %d", c.blockMS, c.length, got, c.want)
		}
	}
}

// A deadline lies between one and two steps (and a second) after the block: time
// enough to be included, and within the chain's ten minutes.
func TestDeadlineLiesOneToTwoStepsAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := rapid.Uint64Max(math.MaxInt64).Draw(t, "block time")
		step := rapid.Uint64Range(5, 240).Draw(t, "step")
		attempt := rapid.Uint64().Draw(t, "attempt")
		got, err := deadline.At("pacer-test-1", "claim/7", attempt, now, step)
		if err != nil {
			t.Fatal(err)
		}
		ahead := got - now
		if ahead <= step*1e9 || ahead >= (2*step+1)*1e9 || ahead > 600e9 {
			t.Fatalf("%d ns ahead with a step of %d s", ahead, step)
		}
	})
}

func TestDeadlineIsTheSameWithinAStepAndDiffersByAttempt(t *testing.T) {
	const now = 1_700_000_000_000_000_000
	first, err := deadline.At("pacer-test-1", "claim/7", 1, now, 5)
	if err != nil {
		t.Fatal(err)
	}
	later, err := deadline.At("pacer-test-1", "claim/7", 1, now+4_999_999_999, 5)
	if err != nil || later != first {
		t.Errorf("4.999999999 s later: %d, %v; want %d", later, err, first)
	}
	second, err := deadline.At("pacer-test-1", "claim/7", 2, now, 5)
	if err != nil || second == first {
		t.Errorf("attempt 2: %d, %v; want another nanosecond than %d", second, err, first)
	}
}

func TestTimesOutOfRangeAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ now, step uint64 }{
		"end of time": {math.MaxUint64, 5},
		"step 0":      {0, 0},
		"step 241":    {0, 241},
	} {
		if _, err := deadline.At("c", "k", 1, c.now, c.step); !errors.Is(err, deadline.ErrTime) {
			t.Errorf("%s: %v, want ErrTime", name, err)
		}
	}
}
