package types

import "math/bits"

// Weighing is a Host that takes part in the next epoch, while the weights of that epoch are made.
type Weighing struct {
	// Current is its weight in this epoch, 0 for who is no member, and Proven what it should have: what the Sprint proved, or the weight
	// that continues. The sum over all Hosts is 10^9 at most, of either.
	Current, Proven uint64
	// Covered is the most weight that its stake covers.
	Covered uint64
}

// NextWeights returns the weights of the next epoch, by Host (protocol §3, docs/adr/0012): what is proven and covered, approached by as
// much as one epoch takes. What counts are shares of the votes, so a step starts from what the Hosts that go on have left: who proved
// nothing is out, and of the others as much as their stakes still cover. asked is the sum of the increases that the Sprint asks for, in
// shares of 10^9, and taken how much of it the epoch takes.
//
// Nobody has weight where no member proved anything that its stake covers though one proved something: a raised stake_per_weight alone
// doesn't hand the votes to who comes with coins. Where no member proved anything, there is nothing to step from: what is proven holds.
func NextWeights(hosts []Weighing, maxIncreasePpm uint32) (next []uint64, asked, taken uint64) {
	held, wanted := make([]uint64, len(hosts)), make([]uint64, len(hosts))
	stranded := false
	for i, h := range hosts {
		wanted[i] = min(h.Proven, h.Covered)
		if wanted[i] > 0 {
			held[i] = min(h.Current, h.Covered)
		}
		stranded = stranded || (h.Current > 0 && h.Proven > 0 && h.Covered == 0)
	}
	if sum(held) > 0 {
		grow(held, hosts)
		return step(held, wanted, maxIncreasePpm)
	}
	if stranded {
		return make([]uint64, len(hosts)), 0, 0
	}
	return wanted, 0, 0
}

// grow scales weights up to a sum of 10^9, rounded down, or until the first of them is all that its Host's stake covers: what is left of
// the others when large Hosts leave is all there is. The shares stay as they are.
func grow(weights []uint64, hosts []Weighing) {
	up, down := uint64(TotalWeight), sum(weights)
	for i, w := range weights {
		if w > 0 && less(hosts[i].Covered, w, up, down) {
			up, down = hosts[i].Covered, w
		}
	}
	for i, w := range weights {
		weights[i] = share(w, up, down)
	}
}

// step moves weights towards those that are wanted. Let asked be the sum of all increases as shares of 10^9, each of the sum of its side.
// Up to taken = 10^9 · maxIncreasePpm / 10^6 the wanted weights hold as they are. Above, the shares of the votes go taken/asked of the way,
// but for a fall to 0: who rises can't push the others down faster than it rises itself, and who has nothing has it at once. A weight
// stays between where it is and where it goes, rounded towards where it is, so that stake covers it wherever it covers both. The sums are
// positive, and 10^9 at most.
func step(current, wanted []uint64, maxIncreasePpm uint32) (next []uint64, asked, taken uint64) {
	before, after := sum(current), sum(wanted)
	for i, w := range wanted {
		if to, from := share(TotalWeight, w, after), share(TotalWeight, current[i], before); to > from {
			asked += to - from
		}
	}
	taken = TotalWeight / ppm * uint64(maxIncreasePpm)
	next = make([]uint64, len(wanted))
	if asked <= taken {
		copy(next, wanted)
		return next, asked, asked
	}
	// With f = taken/asked, c and w weights, C and W their sums: (1−f)·c/C + f·w/W are the shares of c + λ·(w−c), λ = f·C / (f·C + (1−f)·W).
	part := taken * before
	whole := part + (asked-taken)*after
	for i, w := range wanted {
		switch c := current[i]; {
		case w >= c:
			next[i] = c + share(w-c, part, whole)
		case w > 0:
			next[i] = c - share(c-w, part, whole)
		}
	}
	return next, asked, taken
}

func sum(weights []uint64) (sum uint64) {
	for _, w := range weights {
		sum += w
	}
	return sum
}

// share is ⌊weight · part / whole⌋, which fits 64 bits.
func share(weight, part, whole uint64) uint64 {
	hi, lo := bits.Mul64(weight, part)
	quotient, _ := bits.Div64(hi, lo, whole)
	return quotient
}

// less reports whether a/b < c/d, for positive b and d.
func less(a, b, c, d uint64) bool {
	left, leftLow := bits.Mul64(a, d)
	right, rightLow := bits.Mul64(c, b)
	return left < right || (left == right && leftLow < rightLow)
}
