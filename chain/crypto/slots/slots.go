// Package slots divides a fixed number of slots among Hosts by weight: voting
// power and shares of the beacon are counted in slots (protocol §3 and §4).
package slots

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

// Reasons for which weights are refused.
var (
	ErrTotalWeight = errors.New("slots: total weight is zero or does not fit 64 bits")
	ErrAddress     = errors.New("slots: an address stands twice")
)

// Holder is one Host with its weight; the address is raw.
type Holder struct {
	Address []byte
	Weight  uint64
}

// remainder is what ⌊w·W/Σ⌋ leaves of a holder's quota, in units of 1/Σ slot.
type remainder struct {
	holder int
	rest   uint64
}

// Apportion gives each holder its number of the total slots by largest remainder:
// ⌊w·W/Σ⌋ first, then one more each to those with the largest remainders; equal
// remainders go by address bytes, lower first. The result is in the order of the
// holders, and does not depend on it otherwise; it sums to total. It fails with
// ErrTotalWeight or ErrAddress.
func Apportion(total uint32, holders []Holder) ([]uint32, error) {
	sum := uint64(0)
	for _, h := range holders {
		next, carry := bits.Add64(sum, h.Weight, 0)
		if carry != 0 {
			return nil, fmt.Errorf("%w: too large", ErrTotalWeight)
		}
		sum = next
	}
	if sum == 0 {
		return nil, fmt.Errorf("%w: zero", ErrTotalWeight)
	}
	if err := distinct(holders); err != nil {
		return nil, err
	}
	slots := make([]uint32, len(holders))
	remainders := make([]remainder, len(holders))
	left := total
	for i, h := range holders {
		hi, lo := bits.Mul64(h.Weight, uint64(total))
		whole, rest := bits.Div64(hi, lo, sum) // hi < sum, as w ≤ sum and W < 2^64
		slots[i] = uint32(whole)               // ≤ W
		left -= slots[i]
		remainders[i] = remainder{i, rest}
	}
	slices.SortFunc(remainders, func(a, b remainder) int {
		if a.rest != b.rest {
			if a.rest > b.rest {
				return -1
			}
			return 1
		}
		return bytes.Compare(holders[a.holder].Address, holders[b.holder].Address)
	})
	// The remainders sum to left·Σ and each is below Σ: fewer slots than holders are left.
	for _, r := range remainders[:left] {
		slots[r.holder]++
	}
	return slots, nil
}

// distinct refuses an address that stands twice: ties would have no order.
func distinct(holders []Holder) error {
	sorted := slices.SortedFunc(slices.Values(holders), func(a, b Holder) int {
		return bytes.Compare(a.Address, b.Address)
	})
	for i := 1; i < len(sorted); i++ {
		if bytes.Equal(sorted[i-1].Address, sorted[i].Address) {
			return fmt.Errorf("%w: %x", ErrAddress, sorted[i].Address)
		}
	}
	return nil
}
