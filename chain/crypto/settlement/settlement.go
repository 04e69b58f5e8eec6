// Package settlement is the arithmetic of rewards (protocol §8): the emission of
// an epoch and its division by weight, in whole units of the coin.
package settlement

import (
	"errors"
	"fmt"
	"math/bits"
)

const ppm = 1_000_000

// Reasons for which parameters are refused.
var (
	ErrPenalty     = errors.New("settlement: penalty exceeds 1,000,000 ppm")
	ErrDecay       = errors.New("settlement: decay exceeds 1,000,000 ppm")
	ErrTotalWeight = errors.New("settlement: total weight is zero or does not fit 64 bits")
)

// NextEmission is emission(N+1) = ⌊emission(N) · decay_ppm / 10^6⌋. It fails with
// ErrDecay.
func NextEmission(emission uint64, decayPPM uint32) (uint64, error) {
	if decayPPM > ppm {
		return 0, fmt.Errorf("%w: %d", ErrDecay, decayPPM)
	}
	hi, lo := bits.Mul64(emission, uint64(decayPPM))
	next, _ := bits.Div64(hi, lo, ppm) // hi < ppm, as decay ≤ ppm
	return next, nil
}

// Emission is emission(epoch), from emission(0) by NextEmission epoch times. It
// stops early where the emission no longer changes; the chain itself keeps
// emission(N) and takes one step an epoch. It fails with ErrDecay.
func Emission(emission0 uint64, decayPPM uint32, epoch uint64) (uint64, error) {
	emission := emission0
	for range epoch {
		next, err := NextEmission(emission, decayPPM)
		if err != nil {
			return 0, err
		}
		if next == emission {
			break
		}
		emission = next
	}
	return emission, nil
}

// Share is ⌊pool · weight / total⌋, weight ≤ total. It fails with ErrTotalWeight.
func Share(pool, weight, total uint64) (uint64, error) {
	if total == 0 || weight > total {
		return 0, fmt.Errorf("%w: weight %d of %d", ErrTotalWeight, weight, total)
	}
	hi, lo := bits.Mul64(pool, weight)
	share, _ := bits.Div64(hi, lo, total) // hi < total, as weight ≤ total and pool < 2^64
	return share, nil
}

// Without is what a penalty leaves of a share: share − ⌊share · penalty_ppm / 10^6⌋
// (protocol §4). It fails with ErrPenalty.
func Without(share uint64, penaltyPPM uint32) (uint64, error) {
	if penaltyPPM > ppm {
		return 0, fmt.Errorf("%w: %d", ErrPenalty, penaltyPPM)
	}
	hi, lo := bits.Mul64(share, uint64(penaltyPPM))
	taken, _ := bits.Div64(hi, lo, ppm) // hi < ppm, as penalty ≤ ppm
	return share - taken, nil
}

// Shares divides a pool by weight: ⌊pool · w / W⌋ each, in the order of the
// weights, and the dust that remains. It fails with ErrTotalWeight.
func Shares(pool uint64, weights []uint64) (shares []uint64, dust uint64, err error) {
	total := uint64(0)
	for _, weight := range weights {
		sum, carry := bits.Add64(total, weight, 0)
		if carry != 0 {
			return nil, 0, ErrTotalWeight
		}
		total = sum
	}
	if total == 0 {
		return nil, 0, ErrTotalWeight
	}
	shares = make([]uint64, len(weights))
	dust = pool
	for i, weight := range weights {
		if shares[i], err = Share(pool, weight, total); err != nil {
			return nil, 0, err
		}
		dust -= shares[i]
	}
	return shares, dust, nil
}
