package pvss_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

func shifted(values []fr.Element, at int) []fr.Element {
	out := slices.Clone(values)
	one := fr.One()
	out[at].Add(&out[at], &one)
	return out
}

// A dealer who knows every exponent can still not send shares of no polynomial.
func TestForgedExponentsAreRefused(t *testing.T) {
	tb := newTable(t, 2, 1, 2)
	w := tb.Slots()
	coefficients := tb.Coefficients(tb.keys[0])
	f := values(w, coefficients...)
	if _, err := tb.Verify(tb.host(0), tb.forge(tb.host(0), f, f)); err != nil {
		t.Fatalf("the honest exponents: %v", err)
	}
	higher := values(w, append(slices.Clone(coefficients), fr.NewElement(3))...)
	for name, c := range map[string]struct {
		a, y []fr.Element
		want error
	}{
		"degree t":                {higher, higher, pvss.ErrDegree},
		"an A_0 that doesn't fit": {shifted(f, 0), f, pvss.ErrDegree},
		"A_1 and Y_1":             {shifted(f, 1), shifted(f, 1), pvss.ErrDegree},
		"A_5 and Y_5":             {shifted(f, 5), shifted(f, 5), pvss.ErrDegree},
		"A_2 alone":               {shifted(f, 2), f, pvss.ErrDegree},
		"Y_1 alone":               {f, shifted(f, 1), pvss.ErrEncryption},
		"Y_5 alone":               {f, shifted(f, 5), pvss.ErrEncryption},
		"shares of another":       {f, values(w, tb.Coefficients(tb.keys[1])...), pvss.ErrEncryption},
	} {
		if _, err := tb.Verify(tb.host(0), tb.forge(tb.host(0), c.a, c.y)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	// Without knowing the exponent of the A_0 that doesn't fit.
	bad := parts(w, tb.deal(t, 0))
	bad[0] = power1(shifted(f, 0)[0])
	if _, err := tb.Verify(tb.host(0), bytes.Join(bad, nil)); !errors.Is(err, pvss.ErrProof) {
		t.Errorf("A_0 without a proof: %v, want ErrProof", err)
	}
}

func TestPartsInAnotherOrderAreRefused(t *testing.T) {
	tb := newTable(t, 2, 2)
	w := tb.Slots()
	for name, c := range map[string]struct {
		i, k int
		want error
	}{
		"A_1 and A_2":              {1, 2, pvss.ErrDegree},
		"Y_1 and Y_2 of one host":  {w + 1, w + 2, pvss.ErrEncryption},
		"Y_2 and Y_3 of two hosts": {w + 2, w + 3, pvss.ErrEncryption},
		"A_0 and A_1":              {0, 1, pvss.ErrProof},
		"A_0 and R":                {0, 2*w + 1, pvss.ErrProof},
		"A_4 and R":                {w, 2*w + 1, pvss.ErrProof},
	} {
		bad := parts(w, tb.deal(t, 0))
		bad[c.i], bad[c.k] = bad[c.k], bad[c.i]
		if _, err := tb.Verify(tb.host(0), bytes.Join(bad, nil)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// "Mine − victim's" would take the victim's secret out of the sum. It is of low
// degree and encrypted right; the proof of knowledge is what refuses it, my own as
// well as the victim's.
func TestMineMinusAVictimsIsRefusedByTheProofAlone(t *testing.T) {
	tb := newTable(t, 1, 2)
	w := tb.Slots()
	mine, theirs := parts(w, tb.deal(t, 1)), parts(w, tb.deal(t, 0))
	attack := slices.Clone(mine)
	for i := range w + 1 {
		a, err1 := curve.DecodeG1(mine[i])
		b, err2 := curve.DecodeG1(theirs[i])
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		difference := a.Sub(&a, &b).Bytes()
		attack[i] = difference[:]
	}
	for i := w + 1; i <= 2*w; i++ {
		a, err1 := curve.DecodeG2(mine[i])
		b, err2 := curve.DecodeG2(theirs[i])
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		difference := a.Sub(&a, &b).Bytes()
		attack[i] = difference[:]
	}
	dealing := bytes.Join(attack, nil)
	if !tb.LowDegree(tb.host(1), dealing) || !tb.Encrypted(tb.host(1), dealing) {
		t.Fatal("the attack is caught before the proof: this test has lost its point")
	}
	copy(attack[2*w+1:], theirs[2*w+1:])
	for name, dealing := range map[string][]byte{
		"my proof":           dealing,
		"the victim's proof": bytes.Join(attack, nil),
		"a proof of mine":    tb.prove(tb.host(1), tb.Coefficients(tb.keys[1])[0], dealing[:(w+1)*curve.G1Size+w*curve.G2Size]),
	} {
		if _, err := tb.Verify(tb.host(1), dealing); !errors.Is(err, pvss.ErrProof) {
			t.Errorf("%s: %v, want ErrProof", name, err)
		}
	}
}

// oracle is what Verify must say of a dealing whose exponents are known: the degree
// by interpolation, the encryptions by comparison.
func oracle(threshold int, a, y []fr.Element) error {
	for x := threshold; x < len(a); x++ {
		var value fr.Element
		for i := range threshold {
			term := a[i]
			for k := range threshold {
				if k != i {
					var over, under fr.Element
					over.SetInt64(int64(x - k))
					under.SetInt64(int64(i - k))
					term.Mul(&term, &over).Div(&term, &under)
				}
			}
			value.Add(&value, &term)
		}
		if !value.Equal(&a[x]) {
			return pvss.ErrDegree
		}
	}
	if !slices.Equal(a[1:], y[1:]) {
		return pvss.ErrEncryption
	}
	return nil
}

func TestVerifyAgreesWithWhoKnowsTheExponents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slots := rapid.SliceOfN(rapid.Uint32Range(1, 3), 1, 3).Draw(t, "slots")
		tb := newTable(t, slots...)
		scalar := rapid.Custom(func(t *rapid.T) fr.Element { return fr.NewElement(rapid.Uint64Range(1, 1<<60).Draw(t, "scalar")) })
		degree := rapid.IntRange(1, tb.Threshold()+1).Draw(t, "coefficients")
		a := values(tb.Slots(), rapid.SliceOfN(scalar, degree, degree).Draw(t, "f")...)
		y := slices.Clone(a)
		if rapid.Bool().Draw(t, "change a share") {
			at := rapid.IntRange(0, tb.Slots()).Draw(t, "at")
			to := scalar.Draw(t, "to")
			if rapid.Bool().Draw(t, "of A") {
				a[at] = to
			}
			if rapid.Bool().Draw(t, "of Y") {
				y[at] = to
			}
		}
		want := oracle(tb.Threshold(), a, y)
		_, err := tb.Verify(tb.host(0), tb.forge(tb.host(0), a, y))
		if !errors.Is(err, want) || want == nil && err != nil {
			t.Fatalf("%v, want %v", err, want)
		}
	})
}
