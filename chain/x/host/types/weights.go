package types

import "math/bits"

// Step moves weights towards those that a Sprint proved (protocol §3, docs/adr/0012). current and proven are by Host in one order; total
// is the sum of all current weights, of Hosts that are not in the list as well. Let asked be the sum of all increases. Up to taken =
// total · maxIncreasePpm / 10^6 the proven weights hold as they are. Above, every change but a fall to 0 is scaled down by taken/asked,
// rounded towards the current weight: who rises can't push the others down faster than it rises itself, and who has proven nothing has
// nothing.
func Step(current, proven []uint64, total uint64, maxIncreasePpm uint32) (next []uint64, asked, taken uint64) {
	for i, p := range proven {
		if p > current[i] {
			asked += p - current[i]
		}
	}
	hi, lo := bits.Mul64(total, uint64(maxIncreasePpm))
	// hi < ppm as maxIncreasePpm ≤ ppm.
	taken, _ = bits.Div64(hi, lo, ppm)
	next = make([]uint64, len(proven))
	if asked <= taken {
		copy(next, proven)
		return next, asked, asked
	}
	for i, p := range proven {
		switch c := current[i]; {
		case p >= c:
			next[i] = c + share(p-c, taken, asked)
		case p > 0:
			next[i] = c - share(c-p, taken, asked)
		}
	}
	return next, asked, taken
}

// Normalise turns weights into shares of 10^9, rounded down, as the proven ones are: what is left of the others when large Hosts leave is
// all there is. It returns the new total.
func Normalise(weights []uint64, total uint64) uint64 {
	for i, w := range weights {
		weights[i] = share(TotalWeight, w, total)
	}
	return TotalWeight
}

// share is ⌊change · part / whole⌋, part ≤ whole.
func share(change, part, whole uint64) uint64 {
	hi, lo := bits.Mul64(change, part)
	quotient, _ := bits.Div64(hi, lo, whole)
	return quotient
}
