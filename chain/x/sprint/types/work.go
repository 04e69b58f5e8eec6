package types

// Settled reports whether the Sprint's work was handed over as the weights of the next epoch.
func (s Sprint) Settled() bool { return s.SettledHeight != 0 }

// Found is Σ count · 2^tier, by which the next target is set: of those that were not found guilty by the settlement. A Sprint that was
// never settled counts all of it.
func (s Sprint) Found() uint64 {
	if s.Settled() {
		return s.SettledWork
	}
	return s.Nonces
}

// Quorum reports whether the members that committed hold more than two thirds of the slots (protocol §3): otherwise the weights continue.
func (s Sprint) Quorum(slots uint32) bool { return 3*uint64(s.CommittedSlots) > 2*uint64(slots) }

// Value is what the work counts: count · 2^tier.
func (w Work) Value() uint64 { return uint64(w.Count) << w.Tier }

// Guilty reports whether a nonce missed the target.
func (w Work) Guilty() bool { return w.GuiltyHeight != 0 }
