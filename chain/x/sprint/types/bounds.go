package types

import "math/big"

// Apportioned is a member's weight and the slots that it was given for it.
type Apportioned struct {
	Weight, Slots uint64
}

// DeltaPpm is δ in millionths of a slot, rounded up: by so much the slots of any coalition differ at most from its share of the weight.
// The largest remainder gives member i slots_i instead of w_i·W/Σ; the worst coalition consists of all who were rounded up, and since
// the differences sum to 0, that of all who were rounded down is as far off.
func DeltaPpm(members []Apportioned) uint64 {
	total, slots := new(big.Int), new(big.Int)
	for _, m := range members {
		total.Add(total, new(big.Int).SetUint64(m.Weight))
		slots.Add(slots, new(big.Int).SetUint64(m.Slots))
	}
	if total.Sign() == 0 {
		return 0
	}
	up := new(big.Int) // Σ max(0, slots_i·Σ − w_i·W)
	for _, m := range members {
		given := new(big.Int).Mul(new(big.Int).SetUint64(m.Slots), total)
		earned := new(big.Int).Mul(new(big.Int).SetUint64(m.Weight), slots)
		if given.Cmp(earned) > 0 {
			up.Add(up, given.Sub(given, earned))
		}
	}
	up.Mul(up, big.NewInt(ppm))
	up.Add(up, total).Sub(up, big.NewInt(1))
	return up.Quo(up, total).Uint64() // below W·10^6
}

// SecretBelowPpm is the share of the weight, in millionths and rounded down, below which no coalition holds t slots: it could not have
// learned the beacon before openings began. a·W + δ < t.
func (r Round) SecretBelowPpm() uint32 {
	t := uint64(r.Threshold) * ppm
	if r.Slots == 0 || t < r.DeltaPpm {
		return 0
	}
	return uint32(min((t-r.DeltaPpm)/uint64(r.Slots), ppm))
}

// OpensFromPpm is the share of the weight, in millionths and rounded up, from which on every coalition holds t slots: it opens the beacon
// whatever the others do. a·W − δ ≥ t.
func (r Round) OpensFromPpm() uint32 {
	if r.Slots == 0 {
		return ppm
	}
	t := uint64(r.Threshold)*ppm + r.DeltaPpm
	return uint32(min((t+uint64(r.Slots)-1)/uint64(r.Slots), ppm))
}
