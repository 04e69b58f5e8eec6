package types

import (
	"fmt"

	"cosmossdk.io/math"
)

// NewTotals are those of a network before its first block.
func NewTotals(supply math.Int) Totals {
	zero := math.ZeroInt()
	return Totals{
		GenesisSupply: supply, Minted: zero, Paid: zero, Held: zero, Claimable: zero, BurnedUnclaimed: zero, BurnedFees: zero, Rebates: zero,
		Forfeited: zero,
	}
}

// Validate checks that no sum is missing or negative and that all that was minted, or forfeited by
// others, is somewhere.
func (t Totals) Validate() error {
	for _, sum := range []math.Int{
		t.GenesisSupply, t.Minted, t.Paid, t.Held, t.Claimable, t.BurnedUnclaimed, t.BurnedFees, t.Rebates, t.Forfeited,
	} {
		if sum.IsNil() || sum.IsNegative() {
			return fmt.Errorf("a total is missing or negative: %v", t)
		}
	}
	if known := t.Paid.Add(t.Held).Add(t.Claimable).Add(t.BurnedUnclaimed); !known.Equal(t.Minted.Add(t.Forfeited)) {
		return fmt.Errorf("minted %s + forfeited %s is not paid %s + held %s + claimable %s + burned %s",
			t.Minted, t.Forfeited, t.Paid, t.Held, t.Claimable, t.BurnedUnclaimed)
	}
	return nil
}

// Pool is what the module's account holds.
func (t Totals) Pool() math.Int { return t.Held.Add(t.Claimable) }

// Supply is the supply that follows from the sums and the leaf fees burned by the inference module.
func (t Totals) Supply(burnedLeafFees math.Int) math.Int {
	return t.GenesisSupply.Add(t.Minted).Sub(t.BurnedUnclaimed).Sub(t.BurnedFees).Sub(burnedLeafFees)
}
