package types

// Bounds of a model's fields.
const (
	maxModelFee  = 1 << 48
	maxThreshold = 1 << 20
)

// Validate checks a model's fields but for its number. It fails with ErrInvalidModel.
func (m Model) Validate() error {
	for _, field := range []struct{ name, value string }{{"id", m.Id}, {"tokenizer", m.Tokenizer}, {"sampler", m.Sampler}} {
		if !isName(field.value) {
			return ErrInvalidModel.Wrapf("%s %q must be 1 to %d of a-z, A-Z, 0-9, '.', '_', '-', '/'", field.name, clip(field.value), MaxModelID)
		}
	}
	switch {
	case m.MaxFee > maxModelFee || m.TokenPrice > maxModelFee:
		return ErrInvalidModel.Wrapf("max_fee %d and token_price %d must be at most %d", m.MaxFee, m.TokenPrice, uint64(maxModelFee))
	case m.TokenPpm > ppm:
		return ErrInvalidModel.Wrapf("token_ppm %d is above %d", m.TokenPpm, ppm)
	case m.Threshold > maxThreshold:
		return ErrInvalidModel.Wrapf("threshold %d is above %d", m.Threshold, maxThreshold)
	}
	return nil
}

// isName reports whether a string is short and free of anything that needs quoting in a URL, a log or a shell.
func isName(s string) bool {
	if len(s) == 0 || len(s) > MaxModelID {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '.', c == '_', c == '-', c == '/':
		default:
			return false
		}
	}
	return true
}

// clip keeps a stranger's text in an error short.
func clip(s string) string { return s[:min(len(s), MaxModelID)] }
