package simulation

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

// shares compares the votes of the members of an epoch with what the same Hosts had before, as far as their stakes cover it still: in a
// network in which stakes are short, weights alone say nothing (docs/adr/0012).
type shares struct {
	before, after []uint64
}

func (s *shares) add(before, after uint64) {
	s.before, s.after = append(s.before, before), append(s.after, after)
}

// check requires that the shares of the votes rose by the bound at most, in millionths of all, and returns what became of them.
func (s *shares) check(t testing.TB, epoch uint64, boundPpm uint32) string {
	t.Helper()
	before, after := total(s.before), total(s.after)
	if before.Sign() == 0 {
		return "votes from nobody"
	}
	rise := new(big.Rat)
	for i := range s.after {
		share := new(big.Rat).SetFrac(new(big.Int).SetUint64(s.after[i]), after)
		share.Sub(share, new(big.Rat).SetFrac(new(big.Int).SetUint64(s.before[i]), before))
		if share.Sign() > 0 {
			rise.Add(rise, share)
		}
	}
	// Every weight is rounded, at either side.
	parts := big.NewInt(int64(len(s.after)))
	bound := big.NewRat(int64(boundPpm), 1_000_000)
	bound.Add(bound, new(big.Rat).SetFrac(parts, before)).Add(bound, new(big.Rat).SetFrac(parts, after))
	require.LessOrEqual(t, rise.Cmp(bound), 0, "epoch %d: the shares of the votes rose by %s", epoch, rise.FloatString(6))
	if rise.Cmp(big.NewRat(int64(boundPpm)*9/10, 1_000_000)) > 0 {
		return "votes moved as far as they may"
	}
	return "votes moved less"
}

func total(weights []uint64) *big.Int {
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, new(big.Int).SetUint64(w))
	}
	return sum
}
