package pvss_test

import (
	"bytes"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

// FuzzVerify: whatever the bytes, Verify returns, and accepts nothing but the one
// dealing it was seeded with.
func FuzzVerify(f *testing.F) {
	tb := newTable(f, 1, 2)
	valid := tb.deal(f, 1)
	f.Add(valid)
	f.Add([]byte{})
	f.Add(make([]byte, tb.DealingSize()))
	f.Add(append(tb.deal(f, 0)[:100], valid[100:]...))
	f.Fuzz(func(t *testing.T, dealing []byte) {
		if _, err := tb.Verify(tb.host(1), dealing); err == nil && !bytes.Equal(dealing, valid) {
			t.Fatalf("another dealing verifies: %x", dealing)
		}
	})
}

// FuzzVerifyOpening: as FuzzVerify; there is one opening of given sums.
func FuzzVerifyOpening(f *testing.F) {
	tb := newTable(f, 1, 2)
	sums := tb.sums(f, 0, 1)
	valid := tb.open(f, 1, sums)
	f.Add(valid)
	f.Add(append(append([]byte{}, valid[pvss.ShareSize:]...), valid[:pvss.ShareSize]...))
	f.Add(append(identity(pvss.ShareSize), identity(pvss.ShareSize)...))
	f.Fuzz(func(t *testing.T, opening []byte) {
		if _, err := tb.VerifyOpening(tb.host(1), opening, sums); err == nil && !bytes.Equal(opening, valid) {
			t.Fatalf("another opening verifies: %x", opening)
		}
	})
}

// FuzzSetSlots: whatever the bytes, SetSlots returns, and what it takes is written
// again as it was.
func FuzzSetSlots(f *testing.F) {
	tb := newTable(f, 1, 2)
	f.Add(1, tb.sums(f, 0).AppendSlots(nil, 1, 3))
	f.Add(2, pvss.NewSums(1).AppendSlots(nil, 1, 1))
	f.Add(3, make([]byte, pvss.RawSlotSize))
	f.Fuzz(func(t *testing.T, first int, raw []byte) {
		sums := pvss.NewSums(3)
		if sums.SetSlots(first, raw) == nil && !bytes.Equal(sums.AppendSlots(nil, first, first-1+len(raw)/pvss.RawSlotSize), raw) {
			t.Fatalf("%x is written otherwise", raw)
		}
	})
}
