package types

// NewSchedule returns the boundaries of an epoch that starts at a height, before the next beacon is known (protocol §2).
func NewSchedule(epoch uint64, start int64, p Params) Schedule {
	cutoff := start + int64(p.EpochLength-p.SprintSpan)
	return Schedule{
		Epoch:     epoch,
		Start:     start,
		Cutoff:    cutoff,
		Tail:      cutoff - int64(p.Tail),
		DealOpen:  start + int64(p.DealOpen),
		DealClose: start + int64(p.DealClose),
	}
}

// WithBeacon returns the schedule with its last four boundaries, which follow from the height B at which the next beacon became known:
// S_{N+1} = max(S_N + L, B + compute_span + challenge_span + 1).
func (s Schedule) WithBeacon(height int64, p Params) Schedule {
	s.BeaconHeight = height
	s.ComputeEnd = height + int64(p.ComputeSpan)
	s.ChallengeEnd = s.ComputeEnd + int64(p.ChallengeSpan)
	s.NextStart = max(s.Start+int64(p.EpochLength), s.ChallengeEnd+1)
	return s
}

// PhaseAt returns the phase of the epoch at a height, which is at or after its start.
func (s Schedule) PhaseAt(height int64) Phase {
	switch {
	case height < s.Cutoff:
		return PHASE_SERVING
	case s.BeaconHeight == 0 || height <= s.BeaconHeight:
		return PHASE_OPENING
	case height <= s.ComputeEnd:
		return PHASE_COMPUTE
	default:
		return PHASE_CHALLENGE
	}
}
