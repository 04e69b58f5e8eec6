package types

import "cosmossdk.io/math"

// MaxUnbondings is the most unbondings that a Host may have under way: a slash visits them all. Retiring may add one more.
const MaxUnbondings = 16

// ValidateAmount checks coins that a message names. It fails with ErrInvalidAmount.
func ValidateAmount(amount math.Int) error {
	if amount.IsNil() || !amount.IsPositive() || amount.GT(math.NewInt(maxStake)) {
		return ErrInvalidAmount.Wrapf("%s must be positive and at most %d", amount, uint64(maxStake))
	}
	return nil
}

// ValidateStake checks a stake that a Host would have. It fails with ErrStakeTooSmall, or ErrInvalidAmount above what there may be.
func (p Params) ValidateStake(stake math.Int) error {
	if stake.GT(math.NewInt(maxStake)) {
		return ErrInvalidAmount.Wrapf("a stake of %s is above %d", stake, uint64(maxStake))
	}
	if stake.LT(math.NewIntFromUint64(p.MinStake)) {
		return ErrStakeTooSmall.Wrapf("%s, at least %d", stake, p.MinStake)
	}
	return nil
}

// Covered returns the most weight that a stake covers: all that there may be where weight needs no stake.
func (p Params) Covered(stake math.Int) uint64 {
	if p.StakePerWeight == 0 {
		return TotalWeight
	}
	return stake.Quo(math.NewIntFromUint64(p.StakePerWeight)).Uint64()
}
