// Package duty draws which records of a batch a Host must re-execute, from its
// secret σ of the epoch (protocol §7). All arithmetic is in exact integers.
package duty

import (
	"errors"
	"fmt"
	"math/bits"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// ppm is one in parts per million.
const ppm = 1_000_000

// Reasons for which parameters are refused.
var (
	ErrWeights     = errors.New("duty: the owner's weight exceeds the model's")
	ErrDenominator = errors.New("duty: 10^6 · (model weight − owner weight) does not fit 64 bits")
	ErrTooMany     = errors.New("duty: the parameters ask for more records than the batch has")
)

// Params are the public quantities of one batch and one Host.
type Params struct {
	Count       uint32 // n, records in the batch
	RatePPM     uint32 // r, share of records to check, in ppm
	Weight      uint64 // w_v, the drawing Host's weight
	ModelWeight uint64 // W_model, weight of all members that serve the model
	OwnerWeight uint64 // w_owner, the batch owner's; 0 if it does not serve the model
}

// expectation is num/den = n·r·w_v / (10^6·(W_model − w_owner)) as whole part and
// remainder. none is set where den = 0: nobody else serves the model.
type expectation struct {
	whole     uint32
	remainder uint64
	den       uint64
	none      bool
}

func (p Params) expectation() (expectation, error) {
	if p.OwnerWeight > p.ModelWeight {
		return expectation{}, fmt.Errorf("%w: %d > %d", ErrWeights, p.OwnerWeight, p.ModelWeight)
	}
	over, den := bits.Mul64(ppm, p.ModelWeight-p.OwnerWeight)
	if over != 0 {
		return expectation{}, ErrDenominator
	}
	if den == 0 {
		return expectation{none: true}, nil
	}
	// n·r < 2^64 and w_v < 2^64, so 128 bits hold the product.
	hi, lo := bits.Mul64(uint64(p.Count)*uint64(p.RatePPM), p.Weight)
	if hi >= den {
		return expectation{}, ErrTooMany
	}
	whole, remainder := bits.Div64(hi, lo, den)
	if whole > uint64(p.Count) || (whole == uint64(p.Count) && remainder != 0) {
		return expectation{}, fmt.Errorf("%w: more than %d", ErrTooMany, p.Count)
	}
	return expectation{whole: uint32(whole), remainder: remainder, den: den}, nil
}

// Draw returns the indices, sorted, of the records that are duties under x. The
// first draw is always made: below(den) < num mod den adds one to m = ⌊num/den⌋;
// then Floyd's algorithm takes m of n. No duties are nil, without an allocation.
// It fails with ErrWeights, ErrDenominator or ErrTooMany.
func Draw(x [xof.Size]byte, p Params) ([]uint32, error) {
	e, err := p.expectation()
	if err != nil || e.none {
		return nil, err
	}
	stream := xof.NewStream(x)
	draw, err := stream.Below(e.den)
	if err != nil {
		return nil, err
	}
	m := e.whole
	if draw < e.remainder {
		m++ // stays ≤ n: with a remainder, whole < n
	}
	return stream.Floyd(p.Count, m)
}

// Quota is ⌊num/den⌋ + 1, the most duties the batch can give the Host; 0 where
// den = 0. It bounds how many results are taken before σ is known (protocol §7).
// Errors as of Draw.
func Quota(p Params) (uint64, error) {
	e, err := p.expectation()
	if err != nil || e.none {
		return 0, err
	}
	return uint64(e.whole) + 1, nil
}
