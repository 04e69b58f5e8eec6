package types

// Closed reports whether dealings are closed.
func (r Round) Closed() bool { return r.CloseHeight != 0 }

// Openable reports whether enough slots are open to make the beacon.
func (r Round) Openable() bool { return r.Closed() && r.OpenSlots >= r.Threshold }

// Dealable reports whether dealers hold enough slots to close.
func (r Round) Dealable() bool { return r.DealtSlots >= r.Threshold }

// OpenFrom is the first height at which openings are accepted: max(cutoff, close + 1), or 0 while dealings are not closed.
func (r Round) OpenFrom(cutoff int64) int64 {
	if !r.Closed() {
		return 0
	}
	return max(cutoff, r.CloseHeight+1)
}

// Absent reports whether the Host missed a part of a round that is over.
func (c Contribution) Absent() bool { return c.MissedDeal || c.MissedOpen }

// After is the sum with one more round.
func (p Participation) After(c Contribution) Participation {
	p.Rounds++
	p.Streak++
	if c.MissedDeal {
		p.MissedDeals++
	}
	if c.MissedOpen {
		p.MissedOpens++
	}
	if c.Absent() {
		p.Streak = 0
	}
	return p
}
