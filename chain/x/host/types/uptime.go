package types

// NewUptime is the record of a Host that missed nothing of the last window blocks.
func NewUptime(host string, window uint32) Uptime {
	return Uptime{Host: host, Missed: make([]byte, (window+7)/8), Window: window}
}

// Note writes whether a block was missed over what was noted of the block a window before it. It reports whether that changed anything.
func (u *Uptime) Note(height int64, missed bool) bool {
	at := uint64(height) % uint64(u.Window)
	octet, bit := &u.Missed[at/8], byte(1)<<(at%8)
	switch before := *octet&bit != 0; {
	case before == missed:
		return false
	case missed:
		u.Count++
	default:
		u.Count--
	}
	*octet ^= bit
	return true
}
