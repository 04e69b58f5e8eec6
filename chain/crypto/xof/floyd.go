package xof

import (
	"errors"
	"fmt"
	"slices"
)

// ErrSampleTooLarge says that a sample without repetition is larger than its range.
var ErrSampleTooLarge = errors.New("xof: sample is larger than the range it is drawn from")

// Floyd draws m distinct indices of [0, n), sorted, by R. Floyd's algorithm as in
// protocol §7: for j = n−m … n−1, t = below(j+1); add j if t is in the set
// already, else t. An empty sample is nil and reads nothing. It fails with
// ErrSampleTooLarge if m > n.
func (s *Stream) Floyd(n, m uint32) ([]uint32, error) {
	if m > n {
		return nil, fmt.Errorf("%w: %d of %d", ErrSampleTooLarge, m, n)
	}
	if m == 0 {
		return nil, nil
	}
	sample := make([]uint32, 0, m)
	for j := n - m; j < n; j++ {
		t, err := s.Below(uint64(j) + 1)
		if err != nil {
			return nil, err
		}
		at, taken := slices.BinarySearch(sample, uint32(t))
		if taken {
			// j is larger than everything drawn so far.
			sample = append(sample, j)
		} else {
			sample = slices.Insert(sample, at, uint32(t))
		}
	}
	return sample, nil
}
