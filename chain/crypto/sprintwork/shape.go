// Package sprintwork re-executes single nonces of Sprint work: the integer transformer of sprint-work.md, whose digest is a hit if it is
// below the target. It shares no code with any prover. Integers only; the result depends on nothing but the inputs.
package sprintwork

import (
	"errors"
	"fmt"
)

// MaxWeightBytes is the most weights that a shape may have, in bytes.
const MaxWeightBytes = 1 << 30

// ErrShape says that sizes are outside the table of sprint-work §2; the error is a *ShapeError.
var ErrShape = errors.New("sprintwork: sizes outside the valid range")

// ShapeError names the size that a shape is refused for. It is an ErrShape.
type ShapeError struct {
	Size  string // "dim", "layers", "heads", "ff" or "seq"
	Value uint32
	Want  string // what is valid
}

// Error says which size is wrong and what it may be.
func (e *ShapeError) Error() string { return fmt.Sprintf("%s is %d, want %s", e.Size, e.Value, e.Want) }

// Is makes every ShapeError an ErrShape.
func (e *ShapeError) Is(target error) bool { return target == ErrShape }

// Shape is the sizes of the transformer, fixed by the epoch's snapshot (sprint-work §2).
type Shape struct {
	Dim    uint32 // d, width: a multiple of 64, 64 to 4096
	Layers uint32 // L, 1 to 32
	Heads  uint32 // h: d/h is a multiple of 16, 16 to 256
	FF     uint32 // f, hidden width: a multiple of 64, 64 to 4096
	Seq    uint32 // s, tokens: a multiple of 4, 4 to 256
}

// Validate fails with a *ShapeError unless the sizes are valid.
func (s Shape) Validate() error {
	for _, size := range []struct {
		name                  string
		value, step, low, top uint32
	}{
		{"dim", s.Dim, 64, 64, 4096},
		{"layers", s.Layers, 1, 1, 32},
		{"ff", s.FF, 64, 64, 4096},
		{"seq", s.Seq, 4, 4, 256},
	} {
		if size.value < size.low || size.value > size.top || size.value%size.step != 0 {
			return &ShapeError{size.name, size.value, fmt.Sprintf("a multiple of %d, %d to %d", size.step, size.low, size.top)}
		}
	}
	if s.Heads == 0 || s.Dim%s.Heads != 0 || s.headWidth()%16 != 0 || s.headWidth() > 256 {
		return &ShapeError{"heads", s.Heads, fmt.Sprintf("a divisor of dim %d whose heads are a multiple of 16 wide, 16 to 256", s.Dim)}
	}
	if s.WeightBytes() > MaxWeightBytes {
		return &ShapeError{"layers", s.Layers, fmt.Sprintf("fewer: the weights would be %d bytes of at most %d", s.WeightBytes(), MaxWeightBytes)}
	}
	return nil
}

// MultiplyAdds is the work of one nonce, L·(4d²s + 3dfs + 2s²d). It is below 2^41 for a valid shape.
func (s Shape) MultiplyAdds() uint64 {
	l, d, f, t := uint64(s.Layers), uint64(s.Dim), uint64(s.FF), uint64(s.Seq)
	return l * (4*d*d*t + 3*d*f*t + 2*t*t*d)
}

// WeightBytes is the length of the weight stream, L·(4d² + 3df).
func (s Shape) WeightBytes() uint64 {
	l, d, f := uint64(s.Layers), uint64(s.Dim), uint64(s.FF)
	return l * (4*d*d + 3*d*f)
}

// headWidth is dh = d/h.
func (s Shape) headWidth() uint32 { return s.Dim / s.Heads }

// shifts are how far sums are shifted to the right, by what was summed (sprint-work §2).
type shifts struct {
	dim    uint // kd: products with d terms
	ff     uint // kf: products with f terms
	scores uint // ks: a score below the best one, to the table's steps
	gate   uint // kg: gate times up
}

func (s Shape) shifts() shifts {
	e := log4Ceil(s.Dim)
	k := shifts{dim: 6 + e, ff: 6 + log4Ceil(s.FF), scores: 5 + log4Ceil(s.headWidth()), gate: 5}
	if s.Dim <= 2<<(2*(e-1)) {
		k.gate = 4
	}
	return k
}

// log4Ceil is the least e with 4^e ≥ n.
func log4Ceil(n uint32) uint {
	e := uint(0)
	for power := uint64(1); power < uint64(n); power *= 4 {
		e++
	}
	return e
}
