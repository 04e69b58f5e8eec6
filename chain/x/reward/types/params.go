package types

import "cosmossdk.io/math"

const (
	ppm = 1_000_000
	// maxHoldEpochs keeps the end of the holding time well before the outcome is forgotten.
	maxHoldEpochs = 32
	// maxRebate bounds what a claim gives back.
	maxRebate = 1 << 48
)

// DefaultParams are those of a production network (protocol §8).
func DefaultParams() Params {
	return Params{Emission: math.NewInt(100_000_000_000), DecayPpm: 999_500, HoldEpochs: 2, ClaimRebate: 10_000}
}

// Validate checks the ranges. It fails with ErrInvalidParams.
func (p Params) Validate() error {
	switch {
	case p.Emission.IsNil() || p.Emission.IsNegative() || !p.Emission.IsUint64():
		return ErrInvalidParams.Wrapf("emission %s must fit 64 bits", p.Emission)
	case p.DecayPpm > ppm:
		return ErrInvalidParams.Wrapf("decay_ppm %d is above %d", p.DecayPpm, ppm)
	case p.WorkPpm != 0:
		return ErrInvalidParams.Wrapf("work_ppm %d must be 0 while there are no vouchers", p.WorkPpm)
	case p.HoldEpochs > maxHoldEpochs:
		return ErrInvalidParams.Wrapf("hold_epochs %d is above %d", p.HoldEpochs, maxHoldEpochs)
	case p.ClaimRebate > maxRebate:
		return ErrInvalidParams.Wrapf("claim_rebate %d is above %d", p.ClaimRebate, uint64(maxRebate))
	}
	return nil
}
