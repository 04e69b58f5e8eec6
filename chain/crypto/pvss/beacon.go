package pvss

import (
	"cmp"
	"fmt"
	"slices"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// Beacon is the function Beacon of this round.
func (r *Round) Beacon(aZero bls12381.G1Affine, shares []Share) (secret [curve.G2Size]byte, beacon [HashSize]byte, err error) {
	return Beacon(r.chain, r.epoch, r.slots, aZero, shares)
}

// Beacon makes the secret S = ∏ S_i^λ_i from the t lowest of the opened slots, and
// beacon = H("pacer/beacon/v1", chain, epoch, S). aZero is the sum of A_0; any t
// slots give the same S, since e(aZero, h) = e(g, S). It fails with ErrShares (fewer
// than t, a slot twice, a slot that is not one of 1…w) or ErrBeacon (the equation
// does not hold, or aZero is the identity).
func Beacon(chain string, epoch uint64, w int, aZero bls12381.G1Affine, shares []Share) (
	secret [curve.G2Size]byte, beacon [HashSize]byte, err error,
) {
	shares = slices.SortedFunc(slices.Values(shares), func(a, b Share) int { return cmp.Compare(a.Slot, b.Slot) })
	for i, s := range shares {
		if s.Slot < 1 || s.Slot > w || i > 0 && s.Slot == shares[i-1].Slot {
			return secret, beacon, fmt.Errorf("%w: slot %d is not one of 1…%d or stands twice", ErrShares, s.Slot, w)
		}
	}
	t := Threshold(w)
	if len(shares) < t {
		return secret, beacon, fmt.Errorf("%w: %d, want %d", ErrShares, len(shares), t)
	}
	s, err := combine(shares[:t])
	if err != nil {
		return secret, beacon, err
	}
	if aZero.IsInfinity() || !matchesBase(aZero, s) {
		return secret, beacon, ErrBeacon
	}
	secret = s.Bytes()
	return secret, xof.H(beaconTag, []byte(chain), xof.U64(epoch), secret[:]), nil
}

// combine is ∏ S_i^λ_i over exactly these shares.
func combine(shares []Share) (bls12381.G2Affine, error) {
	if len(shares) == 1 {
		return shares[0].point, nil // λ = 1, the empty product
	}
	points, slots := make([]bls12381.G2Affine, len(shares)), make([]int, len(shares))
	for i, s := range shares {
		points[i], slots[i] = s.point, s.Slot
	}
	var secret bls12381.G2Affine
	_, err := secret.MultiExp(points, lagrange(slots), oneTask)
	return secret, err
}

// lagrange is λ_i = ∏_{j≠i} j/(j−i) over distinct slots: the weights of f(i) in f(0).
func lagrange(slots []int) []fr.Element {
	product := fr.One()
	divisors := make([]fr.Element, len(slots))
	for n, i := range slots {
		x := fr.NewElement(uint64(i))
		product.Mul(&product, &x)
		divisors[n] = x
		for _, j := range slots {
			if j != i {
				x.SetInt64(int64(j - i))
				divisors[n].Mul(&divisors[n], &x)
			}
		}
	}
	lambda := fr.BatchInvert(divisors)
	for n := range lambda {
		lambda[n].Mul(&lambda[n], &product)
	}
	return lambda
}
