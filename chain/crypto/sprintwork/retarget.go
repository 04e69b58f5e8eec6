package sprintwork

import (
	"math"
	"math/bits"
)

// Hits are weights of work, count · 2^tier: the sum over all Hosts of a Sprint, and the largest of one of them.
type Hits struct{ All, Largest uint64 }

// Retarget is the target of the next epoch, from this epoch's target, the goals, and what was found (sprint-work §5, ADR 13): the harder one
// of those that all Hosts together and the largest Host ask for. So no Host finds more than it may commit for long, however few Hosts there
// are and however unequal: the goal for the largest is half of that.
func Retarget(target uint64, goal, found Hits) uint64 {
	return min(towards(target, goal.All, found.All), towards(target, goal.Largest, found.Largest))
}

// towards is target · goal // found, but at most four times as hard or as easy; between 1 and 2^64 − 1.
func towards(target, goal, found uint64) uint64 {
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
