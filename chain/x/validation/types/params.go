package types

const (
	ppm = 1_000_000
	// maxTargetChecks keeps 10^6 · target_checks within 64 bits.
	maxTargetChecks = 1 << 40
)

// DefaultParams are those of a production network (protocol §7).
func DefaultParams() Params {
	return Params{RateMinPpm: 10_000, RateMaxPpm: 100_000, TargetChecks: 100_000, MaxResults: 4_096}
}

// Validate checks the ranges. It fails with ErrInvalidParams.
func (p Params) Validate() error {
	switch {
	case p.RateMinPpm == 0 || p.RateMinPpm > p.RateMaxPpm || p.RateMaxPpm > ppm:
		return ErrInvalidParams.Wrapf("rates must be 0 < rate_min_ppm %d ≤ rate_max_ppm %d ≤ %d", p.RateMinPpm, p.RateMaxPpm, ppm)
	case p.TargetChecks > maxTargetChecks:
		return ErrInvalidParams.Wrapf("target_checks %d is above %d", p.TargetChecks, uint64(maxTargetChecks))
	case p.MaxResults == 0 || p.MaxResults > MaxResults:
		return ErrInvalidParams.Wrapf("max_results %d must be positive and at most %d", p.MaxResults, MaxResults)
	}
	return nil
}

// Rate is the share of an epoch's records that are re-executed, in ppm: r = clamp(10^6 · target_checks // max(records of the epoch before,
// 1), r_min, r_max), and r_max in epoch 0 (protocol §7).
func (p Params) Rate(epoch, recordsBefore uint64) uint32 {
	if epoch == 0 {
		return p.RateMaxPpm
	}
	rate := ppm * p.TargetChecks / max(recordsBefore, 1)
	return uint32(min(max(rate, uint64(p.RateMinPpm)), uint64(p.RateMaxPpm)))
}
