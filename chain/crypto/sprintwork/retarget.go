package sprintwork

import (
	"math"
	"math/bits"
)

// Retarget is the target of the next epoch, from this epoch's target, the goal for Σ count · 2^tier, and the sum found (sprint-work §5):
// target · goal // sum, but at most four times as hard or as easy; between 1 and 2^64 − 1.
func Retarget(target, goal, found uint64) uint64 {
	next := max(mulDiv(target, goal, max(found, 1)), target/4)
	return max(min(next, mulDiv(4, target, 1)), 1)
}

// Rescale is the target that gives as many hits for the same arithmetic after the sizes change: a nonce that costs more multiply–adds is
// tried less often, so it must hit more often. target · next // last, between 1 and 2^64 − 1. Both shapes are valid.
func Rescale(target uint64, last, next Shape) uint64 {
	return max(mulDiv(target, next.MultiplyAdds(), last.MultiplyAdds()), 1)
}

// mulDiv is a · b // c over 128 bits, and 2^64 − 1 if that is larger; c > 0.
func mulDiv(a, b, c uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	if hi >= c {
		return math.MaxUint64
	}
	quotient, _ := bits.Div64(hi, lo, c)
	return quotient
}
