package pvss

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// oneTask keeps the library's sums of multiples on one core.
var oneTask = ecc.MultiExpConfig{NbTasks: 1}

// DegreeChallenge is ρ of a dealing, 32 bytes big-endian.
func (r *Round) DegreeChallenge(host, dealing []byte) [curve.ScalarSize]byte {
	rho := degreeChallenge(r.transcript(dealingTag, host, dealing))
	return rho.Bytes()
}

// degreeChallenge is ρ of a dealing's transcript.
func degreeChallenge(t [xof.Size]byte) fr.Element { return curve.HashToField(degreeTag, t[:]) }

// lowDegree checks that A_0 … A_W are g^f(0) … g^f(W) of one f of degree below t:
// ∑ v_i·A_i is the identity for the word v of the dual Reed–Solomon code that ρ
// picks. Other points survive for at most W − t of all ρ.
func (d *Dealing) lowDegree(rho fr.Element) bool {
	points := append([]bls12381.G1Affine{d.zero}, d.a...)
	var sum bls12381.G1Affine
	if _, err := sum.MultiExp(points, dualWord(len(d.a), rho), oneTask); err != nil {
		return false
	}
	return sum.IsInfinity()
}

// dualWord is v_i = q(i) / ∏_{j≠i} (i−j) for i, j in 0…w, where
// q(x) = ∑_{k=0}^{w−t} (ρx)^k. With f of degree below t, ∑ v_i·f(i) is the
// coefficient of x^w in the interpolation of q·f, whose degree is below w.
func dualWord(w int, rho fr.Element) []fr.Element {
	terms := big.NewInt(int64(w - Threshold(w) + 1))
	one := fr.One()
	v, divisors := make([]fr.Element, w+1), make([]fr.Element, w+1)
	inverse := inverseFactorials(w)
	for i := range v {
		// q(i) is the geometric sum ((ρi)^terms − 1) / (ρi − 1), or the number of its terms where ρi = 1.
		x := fr.NewElement(uint64(i))
		x.Mul(&x, &rho)
		divisors[i].Sub(&x, &one)
		if divisors[i].IsZero() {
			divisors[i], v[i] = one, fr.NewElement(terms.Uint64())
		} else {
			v[i].Exp(x, terms).Sub(&v[i], &one)
		}
	}
	divisors = fr.BatchInvert(divisors)
	for i := range v {
		// ∏_{j≠i} (i−j) = i! · (−1)^(w−i) · (w−i)!
		v[i].Mul(&v[i], &divisors[i]).Mul(&v[i], &inverse[i]).Mul(&v[i], &inverse[w-i])
		if (w-i)%2 == 1 {
			v[i].Neg(&v[i])
		}
	}
	return v
}

// inverseFactorials is 1/0!, 1/1!, … 1/w!.
func inverseFactorials(w int) []fr.Element {
	inverse := make([]fr.Element, w+1)
	factorial := fr.One()
	for i := 2; i <= w; i++ {
		x := fr.NewElement(uint64(i))
		factorial.Mul(&factorial, &x)
	}
	inverse[w].Inverse(&factorial)
	for i := w; i > 0; i-- {
		x := fr.NewElement(uint64(i))
		inverse[i-1].Mul(&inverse[i], &x)
	}
	return inverse
}
