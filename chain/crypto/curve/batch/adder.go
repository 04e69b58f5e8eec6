// Package batch adds many points of an elliptic curve y² = x³ + b at once: affine
// additions that share one inversion cost less than half of projective ones. It is
// complete, that is, right for equal points, opposite points and the identity too:
// who sends the points may choose them.
package batch

// Field is what the additions need of a coordinate; T is fp.Element or E2.
type Field[T any] interface {
	*T
	SetOne() *T
	Add(x, y *T) *T
	Sub(x, y *T) *T
	Double(x *T) *T
	Neg(x *T) *T
	Mul(x, y *T) *T
	Square(x *T) *T
	Inverse(x *T) *T
	Equal(x *T) bool
	IsZero() bool
}

// Point is an affine point; (0, 0), which is on none of these curves, is the identity.
type Point[T any] struct{ X, Y T }

// Adder adds pairs of points. Its memory is used again by each call; its zero value
// is ready for use, by one at a time.
type Adder[T any, F Field[T]] struct {
	over, under, before []T // slope's numerator, denominator; product of the denominators before
	skip                []bool
	product, slope, t   T
}

// Add adds points[i] to sums[i]. The two may be the same slice.
func (a *Adder[T, F]) Add(sums, points []Point[T]) {
	a.grow(len(sums))
	product, slope, t := F(&a.product), F(&a.slope), F(&a.t)
	product.SetOne()
	for i := range sums {
		if a.skip[i] = a.prepare(i, &sums[i], &points[i]); !a.skip[i] {
			a.before[i] = a.product
			product.Mul(product, &a.under[i])
		}
	}
	product.Inverse(product)
	for i := len(sums) - 1; i >= 0; i-- {
		if a.skip[i] {
			continue
		}
		slope.Mul(product, &a.before[i])
		slope.Mul(slope, &a.over[i])
		product.Mul(product, &a.under[i])
		// x = s² − x₁ − x₂, y = s·(x₁ − x) − y₁
		s, p := &sums[i], &points[i]
		t.Square(slope)
		t.Sub(t, &s.X)
		t.Sub(t, &p.X)
		F(&s.X).Sub(&s.X, t)
		slope.Mul(slope, &s.X)
		F(&s.Y).Sub(slope, &s.Y)
		s.X = a.t
	}
}

// prepare sets the slope of the line through s and p, or does the whole addition
// where there is none.
func (a *Adder[T, F]) prepare(i int, s, p *Point[T]) (done bool) {
	over, under := F(&a.over[i]), F(&a.under[i])
	under.Sub(&p.X, &s.X)
	switch {
	case IsIdentity[T, F](p):
		return true
	case IsIdentity[T, F](s):
		*s = *p
		return true
	case !under.IsZero():
		over.Sub(&p.Y, &s.Y)
		return false
	}
	if over.Add(&s.Y, &p.Y); over.IsZero() {
		*s = Point[T]{} // opposite points
		return true
	}
	// The tangent: 3x² / 2y.
	over.Square(&s.X)
	under.Double(over)
	over.Add(over, under)
	under.Double(&s.Y)
	return false
}

func (a *Adder[T, F]) grow(n int) {
	if len(a.skip) < n {
		a.over, a.under, a.before, a.skip = make([]T, n), make([]T, n), make([]T, n), make([]bool, n)
	}
}

// IsIdentity says whether p is the identity.
func IsIdentity[T any, F Field[T]](p *Point[T]) bool { return F(&p.X).IsZero() && F(&p.Y).IsZero() }
