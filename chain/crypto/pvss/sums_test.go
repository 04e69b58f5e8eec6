package pvss_test

import (
	"bytes"
	"errors"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

// The raw form is A_i ‖ Y_i, uncompressed; what is written is read again, in any
// pieces, and adding goes on from there as if it had not been written.
func TestSumsAreTheSameAfterTheyWereStored(t *testing.T) {
	tb := newTable(t, 1, 2)
	for _, dealers := range [][]int{nil, {0}, {0, 1}, {1, 1}} {
		sums := tb.sums(t, dealers...)
		read := pvss.NewSums(3)
		raw := sums.AppendSlots([]byte("prefix"), 1, 3)[len("prefix"):]
		if len(raw) != 3*pvss.RawSlotSize {
			t.Fatalf("%d bytes, want %d", len(raw), 3*pvss.RawSlotSize)
		}
		err := errors.Join(read.SetSlots(2, raw[pvss.RawSlotSize:]), read.SetSlots(1, raw[:pvss.RawSlotSize]), read.SetRawZero(sums.RawZero()), read.CheckRaw())
		if err != nil {
			t.Fatal(err)
		}
		d, err := tb.Verify(tb.host(1), tb.deal(t, 1))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(sums.Add(d), read.Add(d)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(read.AppendSlots(nil, 1, 3), sums.AppendSlots(nil, 1, 3)) || read.AZero() != sums.AZero() {
			t.Fatalf("dealers %v: the sums differ", dealers)
		}
		compressed := pvss.NewSums(3)
		if err := compressed.SetCompressed(1, sums.CompressedA(1, 3), sums.CompressedY(1, 3)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(compressed.AppendSlots(nil, 1, 3), sums.AppendSlots(nil, 1, 3)) {
			t.Fatalf("dealers %v: the compressed sums differ", dealers)
		}
	}
}

// Dealings commute, and one that is added twice is doubled.
func TestSumsAreSums(t *testing.T) {
	tb := newTable(t, 1, 2)
	there, back := tb.sums(t, 0, 1, 1), tb.sums(t, 1, 0, 1)
	if !bytes.Equal(there.AppendSlots(nil, 1, 3), back.AppendSlots(nil, 1, 3)) {
		t.Fatal("the order matters")
	}
	var want bls12381.G1Affine
	for _, i := range []int{0, 1, 1} {
		a, err := curve.DecodeG1(tb.deal(t, i)[2*curve.G1Size:][:curve.G1Size])
		if err != nil {
			t.Fatal(err)
		}
		want.Add(&want, &a)
	}
	if b := want.Bytes(); !bytes.Equal(there.CompressedA(2, 2), b[:]) {
		t.Fatal("A_2 is not the sum of all A_2")
	}
	if err := pvss.NewSums(4).Add(verified(t, tb)); !errors.Is(err, pvss.ErrSums) {
		t.Fatalf("a dealing to three slots added to sums of four: %v, want ErrSums", err)
	}
}

func verified(t *testing.T, tb table) *pvss.Dealing {
	d, err := tb.Verify(tb.host(0), tb.deal(t, 0))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRawBytesThatAreNoPointsAreRefused(t *testing.T) {
	tb := newTable(t, 1, 2)
	good := tb.sums(t, 0).AppendSlots(nil, 1, 3)
	modulus := fp.Modulus().FillBytes(make([]byte, fp.Bytes))
	zeros := make([]byte, pvss.RawZeroSize)
	for name, edit := range map[string]func(b []byte) []byte{
		"too short":              func(b []byte) []byte { return b[:len(b)-1] },
		"too long":               func(b []byte) []byte { return append(b, 0) },
		"x of A is p":            func(b []byte) []byte { copy(b, modulus); return b },
		"y of A is p":            func(b []byte) []byte { copy(b[fp.Bytes:], modulus); return b },
		"y of Y is p":            func(b []byte) []byte { copy(b[pvss.RawSlotSize-fp.Bytes:], modulus); return b },
		"compression flag":       func(b []byte) []byte { b[0] |= 0x80; return b },
		"identity and more":      func(b []byte) []byte { b[0] |= 0x40; return b },
		"identity without flag":  func(b []byte) []byte { copy(b, zeros); return b },
		"identity with sign":     func(b []byte) []byte { copy(b, zeros); b[0] = 0x60; return b },
		"flag in the second one": func(b []byte) []byte { b[pvss.RawZeroSize] |= 0x40; return b },
	} {
		if err := pvss.NewSums(3).SetSlots(1, edit(bytes.Clone(good))); !errors.Is(err, pvss.ErrRaw) {
			t.Errorf("%s: %v, want ErrRaw", name, err)
		}
	}
	for _, first := range []int{-1, 0, 2} {
		if err := pvss.NewSums(3).SetSlots(first, good); !errors.Is(err, pvss.ErrSums) {
			t.Errorf("three slots from %d on: %v, want ErrSums", first, err)
		}
		if err := pvss.NewSums(3).SetCompressed(first, make([]byte, 3*curve.G1Size), nil); !errors.Is(err, pvss.ErrSums) {
			t.Errorf("three compressed from %d on: %v, want ErrSums", first, err)
		}
	}
	for _, size := range []int{0, 48, 95, 97} {
		if err := pvss.NewSums(3).SetRawZero(make([]byte, size)); !errors.Is(err, pvss.ErrRaw) {
			t.Errorf("A_0 of %d bytes: %v, want ErrRaw", size, err)
		}
	}
}

// What SetSlots trusts, CheckRaw checks.
func TestCheckRawFindsPointsOutsideTheSubgroup(t *testing.T) {
	tb := newTable(t, 1, 2)
	off := make([]byte, pvss.RawZeroSize)
	off[fp.Bytes-1], off[2*fp.Bytes-1] = 1, 1 // (1, 1) is not on the curve
	order3 := make([]byte, pvss.RawZeroSize)
	order3[2*fp.Bytes-1] = 2 // (0, 2)
	y := uncompressed(t, outside(t, curve.G2Size))
	for name, set := range map[string]func(*pvss.Sums) error{
		"A_0 off the curve":        func(s *pvss.Sums) error { return s.SetRawZero(off) },
		"A_0 outside the subgroup": func(s *pvss.Sums) error { return s.SetRawZero(order3) },
		"A_2 outside the subgroup": func(s *pvss.Sums) error {
			return s.SetSlots(2, append(bytes.Clone(order3), s.AppendSlots(nil, 2, 2)[pvss.RawZeroSize:]...))
		},
		"Y_3 outside the subgroup": func(s *pvss.Sums) error {
			return s.SetSlots(3, append(s.AppendSlots(nil, 3, 3)[:pvss.RawZeroSize], y...))
		},
	} {
		sums := tb.sums(t, 0)
		if err := set(sums); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := sums.CheckRaw(); !errors.Is(err, pvss.ErrRaw) {
			t.Errorf("%s: %v, want ErrRaw", name, err)
		}
	}
	bad, err := pvss.ShareFromRaw(1, y)
	if err != nil {
		t.Fatal(err)
	}
	if err := bad.CheckRaw(); !errors.Is(err, pvss.ErrRaw) {
		t.Errorf("a share outside the subgroup: %v, want ErrRaw", err)
	}
}

func uncompressed(t *testing.T, b []byte) []byte {
	var p bls12381.G2Affine
	if err := bls12381.NewDecoder(bytes.NewReader(b), bls12381.NoSubgroupChecks()).Decode(&p); err != nil {
		t.Fatal(err)
	}
	raw := p.RawBytes()
	return raw[:]
}

func TestSharesAreTheSameAfterTheyWereStored(t *testing.T) {
	tb := newTable(t, 1, 2)
	share := tb.shares(t, tb.sums(t, 0))[1]
	raw := share.AppendRaw([]byte("prefix"))[len("prefix"):]
	read, err := pvss.ShareFromRaw(2, raw)
	if err != nil || read != share || len(raw) != pvss.RawShareSize || read.CheckRaw() != nil {
		t.Fatalf("%d bytes, %v", len(raw), err)
	}
	none := append([]byte{0x40}, make([]byte, pvss.RawShareSize-1)...)
	for name, b := range map[string][]byte{"too short": raw[1:], "too long": append(raw, 0), "identity": none, "zeros": make([]byte, pvss.RawShareSize)} {
		if _, err := pvss.ShareFromRaw(2, b); !errors.Is(err, pvss.ErrRaw) {
			t.Errorf("%s: %v, want ErrRaw", name, err)
		}
	}
}
