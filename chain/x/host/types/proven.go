package types

import "bytes"

// Why the weights of the epoch before continue.
const (
	// KeptQuorum: members with a third of the slots or more committed no work.
	KeptQuorum = "quorum"
	// KeptNoWork: there was a quorum, but who committed is guilty, excluded, or retires.
	KeptNoWork = "no-work"
	// KeptUnsettled: the Sprint's work was never handed over.
	KeptUnsettled = "unsettled"
	// KeptEmpty: nobody would have weight, so that even those go on who have retired, or whose stake covers nothing.
	KeptEmpty = "empty"
)

// Validate checks that weights are in order of address and 10^9 at most in all, or that there is a reason why there are none. It fails with
// ErrInvalidAmount.
func (p ProvenWeights) Validate() error {
	switch p.Kept {
	case "":
		if len(p.Weights) == 0 {
			return ErrInvalidAmount.Wrapf("no weights for epoch %d, and no reason", p.Epoch)
		}
	case KeptQuorum, KeptNoWork:
		if len(p.Weights) > 0 {
			return ErrInvalidAmount.Wrapf("%d weights for epoch %d, and a reason for none: %s", len(p.Weights), p.Epoch, p.Kept)
		}
	default:
		return ErrInvalidAmount.Wrapf("%q is no reason for no weights for epoch %d", p.Kept, p.Epoch)
	}
	left := uint64(TotalWeight)
	var before []byte
	for _, w := range p.Weights {
		address, err := ParseAddress("host", w.Host)
		if err != nil {
			return ErrInvalidAmount.Wrapf("weight for epoch %d: %s", p.Epoch, err)
		}
		if bytes.Compare(before, address) >= 0 || w.Weight > left {
			return ErrInvalidAmount.Wrapf("the weights for epoch %d are not in order of address, or above %d", p.Epoch, TotalWeight)
		}
		before, left = address, left-w.Weight
	}
	return nil
}
