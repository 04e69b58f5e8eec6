// Package cputime measures the CPU time of this process: what else the machine does falls out of it, unlike out of the wall clock.
package cputime

import (
	"slices"
	"syscall"
	"time"
)

// Of runs fn and returns the CPU milliseconds that the process used, user and system.
func Of(fn func() error) (float64, error) {
	before, err := used()
	if err != nil {
		return 0, err
	}
	if err := fn(); err != nil {
		return 0, err
	}
	after, err := used()
	return float64(after-before) / float64(time.Millisecond), err
}

func used() (time.Duration, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, err
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), nil
}

// Median returns the median of at least one time, and sorts them.
func Median(times []float64) float64 {
	slices.Sort(times)
	return times[len(times)/2]
}
