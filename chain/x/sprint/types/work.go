package types

// Settled reports whether the Sprint's work was handed over as the weights of the next epoch.
func (s Sprint) Settled() bool { return s.SettledHeight != 0 }

// Value is what the work counts: count · 2^tier.
func (w Work) Value() uint64 { return uint64(w.Count) << w.Tier }

// Guilty reports whether a nonce missed the target.
func (w Work) Guilty() bool { return w.GuiltyHeight != 0 }
