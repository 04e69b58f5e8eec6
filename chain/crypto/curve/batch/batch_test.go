package batch_test

import (
	"math/big"
	"slices"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/curve/batch"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

type (
	point1 = batch.Point[fp.Element]
	point2 = batch.Point[bls12381.E2]
)

// multiple1 is g^n, with the identity for 0.
func multiple1(n int) bls12381.G1Affine {
	var p bls12381.G1Affine
	p.ScalarMultiplicationBase(big.NewInt(int64(n)))
	return p
}

func multiple2(n int) bls12381.G2Affine {
	var p bls12381.G2Affine
	p.ScalarMultiplicationBase(big.NewInt(int64(n)))
	return p
}

// drawSmall are factors so small that equal and opposite points and the identity
// are common.
func drawSmall(t *rapid.T, name string, n int) []int {
	return rapid.SliceOfN(rapid.IntRange(-3, 3), n, n).Draw(t, name)
}

func TestAdditionIsCompleteInBothGroups(t *testing.T) {
	var adder1 batch.Adder[fp.Element, *fp.Element]
	var adder2 batch.Adder[bls12381.E2, *bls12381.E2]
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 9).Draw(t, "n")
		a, b := drawSmall(t, "a", n), drawSmall(t, "b", n)
		sums1, terms1 := make([]point1, n), make([]point1, n)
		sums2, terms2 := make([]point2, n), make([]point2, n)
		for i := range n {
			sums1[i], terms1[i] = point1(multiple1(a[i])), point1(multiple1(b[i]))
			sums2[i], terms2[i] = point2(multiple2(a[i])), point2(multiple2(b[i]))
		}
		adder1.Add(sums1, terms1)
		adder2.Add(sums2, terms2)
		for i := range n {
			if sums1[i] != point1(multiple1(a[i]+b[i])) || sums2[i] != point2(multiple2(a[i]+b[i])) {
				t.Fatalf("%d + %d is wrong", a[i], b[i])
			}
		}
		adder1.Add(sums1, sums1)
		for i := range n {
			if sums1[i] != point1(multiple1(2*(a[i]+b[i]))) {
				t.Fatalf("2 · %d is wrong", a[i]+b[i])
			}
		}
	})
}

func TestSumAddsUpEachRun(t *testing.T) {
	var adder batch.Adder[fp.Element, *fp.Element]
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 9), 0, 6).Draw(t, "counts")
		var points []point1
		want := make([]int, len(counts))
		for i, n := range counts {
			for _, factor := range drawSmall(t, "factors", n) {
				points = append(points, point1(multiple1(factor)))
				want[i] += factor
			}
		}
		for i, sum := range adder.Sum(points, counts) {
			if sum != point1(multiple1(want[i])) {
				t.Fatalf("run %d is wrong", i)
			}
		}
	})
}

func TestCombineIsTheSumOfMultiples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 4).Draw(t, "counts")
		var points []point1
		var factors [][batch.FactorSize]byte
		want := make([]bls12381.G1Affine, len(counts))
		for i, n := range counts {
			for _, small := range drawSmall(t, "points", n) {
				factor := drawFactor(t)
				p := multiple1(small)
				points, factors = append(points, point1(p)), append(factors, factor)
				p.ScalarMultiplication(&p, new(big.Int).SetBytes(factor[:]))
				want[i].Add(&want[i], &p)
			}
		}
		all := batch.Combine(points, factors, counts)
		for i, total := range all.Totals {
			if total != point1(want[i]) {
				t.Fatalf("run %d is wrong", i)
			}
		}
		// The sums of the digits make up the sum of all runs.
		var sum, left bls12381.G1Affine
		for _, digit := range slices.Backward(all.Digits) {
			p := bls12381.G1Affine(digit)
			sum.ScalarMultiplication(&sum, big.NewInt(3)).Add(&sum, &p)
		}
		for i := range want {
			left.Add(&left, &want[i])
		}
		if !sum.Equal(&left) {
			t.Fatal("the digits are not those of the factors")
		}
	})
}

func TestCombineInTheOtherGroup(t *testing.T) {
	points := []point2{point2(multiple2(5)), point2(multiple2(-7)), point2(multiple2(2))}
	factors := [][batch.FactorSize]byte{{15: 3}, {0: 0xff, 15: 1}, {8: 1}}
	var want bls12381.G2Affine
	for i, p := range points[1:] {
		q := bls12381.G2Affine(p)
		q.ScalarMultiplication(&q, new(big.Int).SetBytes(factors[i+1][:]))
		want.Add(&want, &q)
	}
	all := batch.Combine(points, factors, []int{1, 0, 2})
	if all.Totals[0] != point2(multiple2(15)) || all.Totals[1] != (point2{}) || all.Totals[2] != point2(want) {
		t.Fatal("a run is wrong")
	}
}

// drawFactor favours bytes at the ends.
func drawFactor(t *rapid.T) (factor [batch.FactorSize]byte) {
	edge := rapid.SampledFrom([]byte{0, 1, 0x55, 0xaa, 0xff}).Draw(t, "edge")
	for k := range factor {
		factor[k] = rapid.OneOf(rapid.Just(edge), rapid.Byte()).Draw(t, "byte")
	}
	return factor
}

// ofOrder3 is (0, 2): on the curve, outside the subgroup.
func ofOrder3() (p bls12381.G1Affine) {
	p.Y.SetUint64(2)
	return p
}

// inside counts the digits' sums that are in the subgroup.
func inside(points []bls12381.G1Affine, seed byte) (count int) {
	flat, factors := make([]point1, len(points)), make([][batch.FactorSize]byte, len(points))
	for i, p := range points {
		hash := xof.H("pacer/test/v1", []byte{seed, byte(i)})
		flat[i], factors[i] = point1(p), [batch.FactorSize]byte(hash[:])
	}
	for _, sum := range batch.Combine(flat, factors, []int{3, len(points) - 3}).Digits {
		if p := bls12381.G1Affine(sum); p.IsInSubGroup() {
			count++
		}
	}
	return count
}

// Points outside the subgroup leave about a third of the sums inside, whatever they
// are: one, several that cancel out as a whole, equal ones.
func TestSumsOfDigitsFindPointsOutsideTheSubgroup(t *testing.T) {
	bad := ofOrder3()
	var minus bls12381.G1Affine
	minus.Neg(&bad)
	for name, at := range map[string]map[int]bls12381.G1Affine{
		"the first":       {0: bad},
		"one in between":  {5: bad},
		"the last":        {9: bad},
		"two that cancel": {4: bad, 5: minus},
		"in two runs":     {1: bad, 6: minus},
		"three equal":     {3: bad, 4: bad, 8: bad},
	} {
		points := make([]bls12381.G1Affine, 10)
		for i := range points {
			points[i] = multiple1(i % 3)
			if b, ok := at[i]; ok {
				points[i].Add(&points[i], &b)
			}
		}
		for seed := range byte(8) {
			// 82 sums: 27 expected, standard deviation 4.
			if n := inside(points, seed); n < 8 || n > 50 {
				t.Errorf("%s: %d of %d sums are inside, want about a third", name, n, batch.Digits)
			}
		}
	}
}

func TestSumsOfDigitsOfTheSubgroupAreInside(t *testing.T) {
	for _, n := range []int{3, 4, 7, 11} {
		points := make([]bls12381.G1Affine, n)
		for i := range points {
			points[i] = multiple1(i + 1)
		}
		if got := inside(points, 1); got != batch.Digits {
			t.Errorf("%d points: %d of %d sums are inside", n, got, batch.Digits)
		}
	}
}

func TestCombineOfNothing(t *testing.T) {
	for _, counts := range [][]int{nil, {0}, {0, 0}} {
		all := batch.Combine([]point1{}, nil, counts)
		if len(all.Totals) != len(counts) || len(all.Digits) != batch.Digits || all.Digits[0] != (point1{}) {
			t.Errorf("%v: %d totals, %d digits", counts, len(all.Totals), len(all.Digits))
		}
	}
}
