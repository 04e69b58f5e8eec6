package pvss_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// The share of slot i is h to the sum of all f(i).
func TestOpenedSharesAreThoseThatWereDealt(t *testing.T) {
	for _, slots := range [][]uint32{{1}, {2}, {1, 1}, {3}, {1, 2}, {2, 1, 2}} {
		tb := newTable(t, slots...)
		exponents := make([]fr.Element, tb.Slots()+1)
		var dealers []int
		for i := range slots {
			dealers = append(dealers, i)
			for k, f := range values(tb.Slots(), tb.Coefficients(tb.keys[i])...) {
				exponents[k].Add(&exponents[k], &f)
			}
		}
		for n, share := range tb.shares(t, tb.sums(t, dealers...)) {
			if got := share.Bytes(); share.Slot != n+1 || !bytes.Equal(got[:], power2(dealingkey.Base(), exponents[n+1])) {
				t.Errorf("%v slots: share %d is of slot %d, or another", slots, n+1, share.Slot)
			}
		}
	}
}

func TestEveryByteOfAnOpeningCounts(t *testing.T) {
	tb := newTable(t, 1, 2)
	sums := tb.sums(t, 0, 1)
	opening := tb.open(t, 1, sums)
	for at := range opening {
		bad := bytes.Clone(opening)
		bad[at] ^= 1 << (at % 8)
		if _, err := tb.VerifyOpening(tb.host(1), bad, sums); err == nil {
			t.Errorf("an opening with byte %d changed verifies", at)
		}
	}
}

func TestOpeningsThatAreNoneAreRefused(t *testing.T) {
	tb := newTable(t, 1, 2)
	sums := tb.sums(t, 0, 1)
	good, other := tb.open(t, 1, sums), tb.open(t, 0, sums)
	one, two := good[:pvss.ShareSize], good[pvss.ShareSize:]
	wrong, err := tb.Open(tb.keys[0], tb.host(1), sums)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		opening []byte
		want    error
	}{
		"empty":                {nil, curve.ErrLength},
		"too short":            {good[:len(good)-1], curve.ErrLength},
		"too long":             {append(bytes.Clone(good), 0), curve.ErrLength},
		"one share":            {one, curve.ErrLength},
		"swapped":              {slices.Concat(two, one), pvss.ErrOpening},
		"the first twice":      {slices.Concat(one, one), pvss.ErrOpening},
		"another slot's":       {slices.Concat(one, other), pvss.ErrOpening},
		"another key":          {wrong, pvss.ErrOpening},
		"identity":             {slices.Concat(identity(pvss.ShareSize), two), curve.ErrIdentity},
		"outside the subgroup": {slices.Concat(one, outside(t, pvss.ShareSize)), curve.ErrNotCanonical},
		"still encrypted":      {sums.CompressedY(2, 3), pvss.ErrOpening},
	} {
		if _, err := tb.VerifyOpening(tb.host(1), c.opening, sums); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := tb.VerifyOpening(tb.host(1), good, tb.sums(t, 1)); !errors.Is(err, pvss.ErrOpening) {
		t.Errorf("against other sums: %v, want ErrOpening", err)
	}
	later, err := pvss.NewRoundWithHash(chain, epoch+1, tb.Hash(), tb.holders)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := later.VerifyOpening(tb.host(1), good, sums); err != nil {
		t.Errorf("the same sums in another epoch: %v; an opening is bound by its sums", err)
	}
	if _, err := tb.VerifyOpening(tb.host(1), good, pvss.NewSums(4)); !errors.Is(err, pvss.ErrSums) {
		t.Errorf("sums of four slots: %v, want ErrSums", err)
	}
}

// Sums without a dealing are identities: there is nothing to open, and no opening.
func TestSumsWithoutADealingCannotBeOpened(t *testing.T) {
	tb := newTable(t, 1, 2)
	none := pvss.NewSums(tb.Slots())
	if _, err := tb.Open(tb.keys[1], tb.host(1), none); !errors.Is(err, curve.ErrIdentity) {
		t.Errorf("Open: %v, want ErrIdentity", err)
	}
	share := identity(pvss.ShareSize)
	if _, err := tb.VerifyOpening(tb.host(1), slices.Concat(share, share), none); !errors.Is(err, curve.ErrIdentity) {
		t.Errorf("identities: %v, want ErrIdentity", err)
	}
	if _, err := tb.VerifyOpening(tb.host(1), tb.open(t, 1, tb.sums(t, 0)), none); !errors.Is(err, pvss.ErrOpening) {
		t.Errorf("shares of a dealing: %v, want ErrOpening", err)
	}
}

// Two dealings of opposite polynomials leave a Host sums that are the identity.
func TestASumThatIsTheIdentityIsRefusedNotAPanic(t *testing.T) {
	tb := newTable(t, 1, 2)
	f := values(tb.Slots(), tb.Coefficients(tb.keys[0])...)
	minus := slices.Clone(f)
	for i := range minus {
		minus[i].Neg(&minus[i])
	}
	sums := pvss.NewSums(tb.Slots())
	for i, exponents := range [][]fr.Element{f, minus} {
		d, err := tb.Verify(tb.host(i), tb.forge(tb.host(i), exponents, exponents))
		if err != nil {
			t.Fatal(err)
		}
		if err := sums.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(sums.CompressedA(1, 1), identity(curve.G1Size)) || !bytes.Equal(sums.RawZero(), pvss.NewSums(1).RawZero()) {
		t.Fatal("the sums are not the identity")
	}
	if _, err := tb.Open(tb.keys[1], tb.host(1), sums); !errors.Is(err, curve.ErrIdentity) {
		t.Errorf("Open: %v, want ErrIdentity", err)
	}
	share := power2(dealingkey.Base(), fr.NewElement(5))
	if _, err := tb.VerifyOpening(tb.host(0), share, sums); !errors.Is(err, pvss.ErrOpening) {
		t.Errorf("a share of a sum that is the identity: %v, want ErrOpening", err)
	}
}

// The last dealer picks the shares that he will open, computes the factors r as they
// would be without the sums of A in the transcript, and then deals so that his
// shares fit r without being the dealt ones.
func TestTheLastDealerCannotFitHisDealingToTheFactors(t *testing.T) {
	tb := newTable(t, 1, 2)
	host, hash := tb.host(1), tb.Hash()
	pretended := []fr.Element{fr.NewElement(1001), fr.NewElement(2002)} // of slots 2 and 3
	opening := slices.Concat(power2(dealingkey.Base(), pretended[0]), power2(dealingkey.Base(), pretended[1]))
	without := xof.H("pacer/pvss/opening/v1", []byte(chain), xof.U64(epoch), hash[:], host, opening)
	var r [2]fr.Element
	for i, c := range pvss.Challenges(without, 2) {
		r[i].SetBytes(c[:])
	}
	// f(2) = pretended + 1, f(3) = pretended − r_2/r_3: the combination stays the same.
	f2, f3, ratio := pretended[0], pretended[1], fr.Element{}
	one := fr.One()
	f2.Add(&f2, &one)
	f3.Sub(&f3, ratio.Div(&r[0], &r[1]))
	var slope, constant fr.Element // f of degree 1 through both
	slope.Sub(&f3, &f2)
	constant.Sub(&f2, &slope).Sub(&constant, &slope)
	f := values(3, constant, slope)
	d, err := tb.Verify(host, tb.forge(host, f, f))
	if err != nil {
		t.Fatalf("the dealing is a good one: %v", err)
	}
	sums := pvss.NewSums(3)
	if err := sums.Add(d); err != nil {
		t.Fatal(err)
	}
	if !fits(t, sums.CompressedA(2, 3), opening, r) {
		t.Fatal("the shares don't fit the factors without the sums: this test has lost its point")
	}
	if _, err := tb.VerifyOpening(host, opening, sums); !errors.Is(err, pvss.ErrOpening) {
		t.Fatalf("%v, want ErrOpening", err)
	}
}

// fits checks e(∑ r_i·A_i, h) = e(g, ∑ r_i·S_i) for two slots.
func fits(t *testing.T, a, opening []byte, r [2]fr.Element) bool {
	var left bls12381.G1Affine
	var right bls12381.G2Affine
	for i := range 2 {
		p, err1 := curve.DecodeG1(a[i*curve.G1Size:][:curve.G1Size])
		s, err2 := curve.DecodeG2(opening[i*curve.G2Size:][:curve.G2Size])
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		left.Add(&left, p.ScalarMultiplication(&p, curve.Int(r[i])))
		right.Add(&right, s.ScalarMultiplication(&s, curve.Int(r[i])))
	}
	return pvss.MatchesBase(left, right)
}
