package batch

import "slices"

// Sum adds up each of the consecutive runs of points, counts[i] points in the i-th.
// The sum of no points is the identity. It overwrites points.
func (a *Adder[T, F]) Sum(points []Point[T], counts []int) []Point[T] {
	counts = slices.Clone(counts)
	left, right := make([]Point[T], 0, len(points)/2), make([]Point[T], 0, len(points)/2)
	for slices.ContainsFunc(counts, func(n int) bool { return n > 1 }) {
		// The first half of each run takes the second. Of an odd number one is left over.
		left, right = left[:0], right[:0]
		rest := points
		for _, n := range counts {
			left, right = append(left, rest[:n/2]...), append(right, rest[n/2:n/2*2]...)
			rest = rest[n:]
		}
		a.Add(left, right)
		halves, kept := left, points[:0]
		rest = points
		for i, n := range counts {
			run := rest[:n]
			kept, halves, rest = append(kept, halves[:n/2]...), halves[n/2:], rest[n:]
			if n%2 == 1 {
				kept = append(kept, run[n-1])
			}
			counts[i] = (n + 1) / 2
		}
		points = kept
	}
	sums := make([]Point[T], len(counts))
	for i, n := range counts {
		copy(sums[i:], points[:n])
		points = points[n:]
	}
	return sums
}
