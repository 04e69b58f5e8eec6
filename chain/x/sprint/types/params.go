package types

const (
	ppm = 1_000_000
	// maxAttempts bounds the CPU that a Host can waste on invalid dealings.
	maxAttempts = 100
)

// DefaultParams are those of a production network (protocol §4).
func DefaultParams() Params { return Params{AbsencePpm: 100_000, MaxAttempts: 3} }

// Validate checks the ranges. It fails with ErrInvalidParams.
func (p Params) Validate() error {
	switch {
	case p.AbsencePpm > ppm/2:
		return ErrInvalidParams.Wrapf("absence_ppm %d is above %d: two absences can't take more than there is", p.AbsencePpm, ppm/2)
	case p.MaxAttempts == 0 || p.MaxAttempts > maxAttempts:
		return ErrInvalidParams.Wrapf("max_attempts %d must be positive and at most %d", p.MaxAttempts, maxAttempts)
	}
	return nil
}

// Penalty is what a Host's absences in a round take of its settlement of the epoch after, in millionths.
func (p Params) Penalty(c Contribution) uint32 {
	penalty := uint32(0)
	if c.MissedDeal {
		penalty += p.AbsencePpm
	}
	if c.MissedOpen {
		penalty += p.AbsencePpm
	}
	return penalty
}
