package curve_test

import (
	"encoding/binary"
	"errors"
	"math/big"
	"slices"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// many is one of the functions that decode a list, with what its tests need.
type many struct {
	name    string
	size    int
	shifted func(n int, t int8) []byte // n · generator + t · a point outside the subgroup
	decode  func([]byte) error
}

// factors are those of a list, as its receiver makes them.
func factors(list []byte, n int) [][curve.FactorSize]byte {
	stream := xof.NewStream(xof.H("pacer/test/v1", list))
	out := make([][curve.FactorSize]byte, n)
	for i := range out {
		binary.BigEndian.PutUint64(out[i][:8], stream.Next())
		binary.BigEndian.PutUint64(out[i][8:], stream.Next())
	}
	return out
}

func lists(t testing.TB) []many {
	var outside1 bls12381.G1Affine
	outside1.Y.SetUint64(2) // (0, 2) has order 3
	outside2 := decodeUnchecked(t, outsideG2(t))
	shifted1 := func(n int, t int8) []byte {
		var p bls12381.G1Affine
		p.ScalarMultiplicationBase(big.NewInt(int64(n)))
		if t > 0 {
			p.Add(&p, &outside1)
		} else if t < 0 {
			p.Sub(&p, &outside1)
		}
		b := p.Bytes()
		return b[:]
	}
	shifted2 := func(n int, t int8) []byte {
		var p bls12381.G2Affine
		p.ScalarMultiplicationBase(big.NewInt(int64(n)))
		if t > 0 {
			p.Add(&p, &outside2)
		} else if t < 0 {
			p.Sub(&p, &outside2)
		}
		b := p.Bytes()
		return b[:]
	}
	return []many{
		{"G1", curve.G1Size, shifted1, func(b []byte) error {
			n := len(b) / curve.G1Size
			_, _, err := curve.DecodeManyG1(b, factors(b, n), []int{n})
			return err
		}},
		{"G2", curve.G2Size, shifted2, func(b []byte) error {
			n := len(b) / curve.G2Size
			_, _, err := curve.DecodeManyG2(b, factors(b, n), []int{n})
			return err
		}},
	}
}

// sizes are numbers of points below and above the one from which they are checked
// together.
var sizes = []int{1, 5, 128, 129, 171}

func (m many) list(n int) []byte {
	var out []byte
	for i := range n {
		out = append(out, m.shifted(1+i%7, 0)...) // points repeat
	}
	return out
}

func TestManyPointsDecodeAndCombineAsOneByOne(t *testing.T) {
	for _, n := range append([]int{0}, sizes...) {
		list1, list2 := lists(t)[0].list(n), lists(t)[1].list(n)
		f := factors(list2, n)
		counts := []int{n / 3, n - n/3}
		points1, combined1, err1 := curve.DecodeManyG1(list1, f, counts)
		points2, combined2, err2 := curve.DecodeManyG2(list2, f, counts)
		if err := errors.Join(err1, err2); err != nil || len(points1) != n || len(points2) != n {
			t.Fatalf("%d points: %d and %d, %v", n, len(points1), len(points2), err)
		}
		sums1, sums2 := make([]bls12381.G1Affine, 2), make([]bls12381.G2Affine, 2)
		for i := range n {
			one1, err1 := curve.DecodeG1(list1[i*curve.G1Size:][:curve.G1Size])
			one2, err2 := curve.DecodeG2(list2[i*curve.G2Size:][:curve.G2Size])
			if err1 != nil || err2 != nil || one1 != points1[i] || one2 != points2[i] {
				t.Fatalf("point %d of %d differs", i, n)
			}
			run, factor := 0, new(big.Int).SetBytes(f[i][:])
			if i >= counts[0] {
				run = 1
			}
			sums1[run].Add(&sums1[run], one1.ScalarMultiplication(&one1, factor))
			sums2[run].Add(&sums2[run], one2.ScalarMultiplication(&one2, factor))
		}
		if !slices.Equal(sums1, combined1) || !slices.Equal(sums2, combined2) {
			t.Fatalf("the combinations of %d points differ", n)
		}
	}
}

func TestOneBadPointAmongManyIsRefused(t *testing.T) {
	for _, m := range lists(t) {
		identity := make([]byte, m.size)
		identity[0] = 0xc0
		for _, n := range sizes {
			list := m.list(n)
			for _, at := range []int{0, n / 2, n - 1} {
				for name, c := range map[string]struct {
					point []byte
					want  error
				}{
					"identity":                {identity, curve.ErrIdentity},
					"zeros":                   {make([]byte, m.size), curve.ErrNotCanonical},
					"outside the subgroup":    {m.shifted(0, 1), curve.ErrNotCanonical},
					"a point plus an outside": {m.shifted(3, 1), curve.ErrNotCanonical},
				} {
					bad := slices.Clone(list)
					copy(bad[at*m.size:], c.point)
					if err := m.decode(bad); !errors.Is(err, c.want) {
						t.Errorf("%s, %s at %d of %d: %v, want %v", m.name, name, at, n, err, c.want)
					}
				}
			}
		}
	}
}

// The sum of all points is in the subgroup, and so is that of every pair.
func TestPointsOutsideThatCancelOutAreRefused(t *testing.T) {
	for _, m := range lists(t) {
		for _, n := range sizes[1:] {
			list := m.list(n)
			copy(list, m.shifted(1, 1))
			copy(list[m.size:], m.shifted(2, -1))
			if err := m.decode(list); !errors.Is(err, curve.ErrNotCanonical) {
				t.Errorf("%s, %d points: %v, want ErrNotCanonical", m.name, n, err)
			}
		}
	}
}

func TestListsOfAnotherLengthAreRefused(t *testing.T) {
	for _, m := range lists(t) {
		list := m.list(3)
		for name, c := range map[string]struct {
			list    []byte
			factors int
			counts  []int
		}{
			"a byte short":     {list[:len(list)-1], 3, []int{3}},
			"a byte long":      {append(slices.Clone(list), 0), 3, []int{3}},
			"a factor short":   {list, 2, []int{3}},
			"a run short":      {list, 3, []int{1, 1}},
			"no runs":          {list, 3, nil},
			"a run below zero": {list, 3, []int{4, -1}},
		} {
			_, _, err := curve.DecodeManyG1(c.list, factors(list, c.factors), c.counts)
			if m.size == curve.G2Size {
				_, _, err = curve.DecodeManyG2(c.list, factors(list, c.factors), c.counts)
			}
			if !errors.Is(err, curve.ErrLength) {
				t.Errorf("%s, %s: %v, want ErrLength", m.name, name, err)
			}
		}
	}
}
