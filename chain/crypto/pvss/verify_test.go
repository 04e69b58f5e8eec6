package pvss_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

func TestADealingVerifiesAndIsTheSameEachTime(t *testing.T) {
	for _, slots := range [][]uint32{{1}, {2}, {1, 1}, {3}, {1, 2}, {5}, {3, 1, 2, 3}, {90, 1, 109}} {
		tb := newTable(t, slots...)
		last := len(slots) - 1
		dealing := tb.deal(t, last)
		if len(dealing) != tb.DealingSize() {
			t.Errorf("%v slots: %d bytes, want %d", slots, len(dealing), tb.DealingSize())
		}
		if _, err := tb.Verify(tb.host(last), dealing); err != nil {
			t.Errorf("%v slots: %v", slots, err)
		}
		if err := tb.CheckProof(tb.host(last), dealing); err != nil {
			t.Errorf("%v slots: proof: %v", slots, err)
		}
		if !bytes.Equal(dealing, tb.deal(t, last)) {
			t.Errorf("%v slots: the second dealing differs", slots)
		}
	}
}

// Every Host deals another polynomial, and another one in each round.
func TestDealingsDiffer(t *testing.T) {
	tb := newTable(t, 1, 2)
	later, err := pvss.NewRoundWithHash(chain, epoch+1, tb.Hash(), tb.holders)
	if err != nil {
		t.Fatal(err)
	}
	other, err := later.Deal(tb.keys[0], tb.host(0))
	if err != nil {
		t.Fatal(err)
	}
	zero := tb.deal(t, 0)[:curve.G1Size]
	if bytes.Equal(zero, tb.deal(t, 1)[:curve.G1Size]) || bytes.Equal(zero, other[:curve.G1Size]) {
		t.Fatal("two dealings of one secret")
	}
}

func TestEveryByteOfADealingCounts(t *testing.T) {
	tb := newTable(t, 1, 2)
	dealing := tb.deal(t, 1)
	for at := range dealing {
		bad := bytes.Clone(dealing)
		bad[at] ^= 1 << (at % 8)
		if _, err := tb.Verify(tb.host(1), bad); err == nil {
			t.Errorf("a dealing with byte %d changed verifies", at)
		}
	}
}

func TestADealingBelongsToItsHostChainEpochAndTable(t *testing.T) {
	tb := newTable(t, 1, 2)
	dealing := tb.deal(t, 1)
	hash := tb.Hash()
	hash[31] ^= 1
	rounds := map[string]*pvss.Round{}
	var err1, err2, err3 error
	rounds["another chain"], err1 = pvss.NewRoundWithHash("pacer-test-2", epoch, tb.Hash(), tb.holders)
	rounds["another epoch"], err2 = pvss.NewRoundWithHash(chain, epoch+1, tb.Hash(), tb.holders)
	rounds["another table"], err3 = pvss.NewRoundWithHash(chain, epoch, hash, tb.holders)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for name, r := range rounds {
		if _, err := r.Verify(tb.host(1), dealing); !errors.Is(err, pvss.ErrProof) {
			t.Errorf("%s: %v, want ErrProof", name, err)
		}
	}
	if _, err := tb.Verify(tb.host(0), dealing); !errors.Is(err, pvss.ErrProof) {
		t.Errorf("another host: %v, want ErrProof", err)
	}
}

func TestWhoHoldsNoSlotTakesNoPart(t *testing.T) {
	tb := newTable(t, 1, 2)
	for _, stranger := range [][]byte{nil, slices.Repeat([]byte{9}, pvss.AddressSize), tb.host(0)[:19]} {
		if _, err := tb.Deal(tb.keys[0], stranger); !errors.Is(err, pvss.ErrNoSlots) {
			t.Errorf("Deal by %x: %v, want ErrNoSlots", stranger, err)
		}
		if _, err := tb.Verify(stranger, tb.deal(t, 0)); !errors.Is(err, pvss.ErrNoSlots) {
			t.Errorf("Verify of %x: %v, want ErrNoSlots", stranger, err)
		}
		sums := tb.sums(t, 0)
		if _, err := tb.Open(tb.keys[0], stranger, sums); !errors.Is(err, pvss.ErrNoSlots) {
			t.Errorf("Open by %x: %v, want ErrNoSlots", stranger, err)
		}
		if _, err := tb.VerifyOpening(stranger, tb.open(t, 0, sums), sums); !errors.Is(err, pvss.ErrNoSlots) {
			t.Errorf("VerifyOpening of %x: %v, want ErrNoSlots", stranger, err)
		}
	}
}

func TestDealingsOfAnotherLengthAreRefused(t *testing.T) {
	tb := newTable(t, 1, 2)
	dealing := tb.deal(t, 0)
	for name, bad := range map[string][]byte{
		"empty": nil, "too short": dealing[:len(dealing)-1], "too long": append(bytes.Clone(dealing), 0),
		"of a slot fewer": newTable(t, 1, 1).deal(t, 0), "twice": append(bytes.Clone(dealing), dealing...),
	} {
		if _, err := tb.Verify(tb.host(0), bad); !errors.Is(err, curve.ErrLength) {
			t.Errorf("%s: %v, want ErrLength", name, err)
		}
	}
}

// Both below and above the number of points that are checked together.
func TestPointsThatAreNoneAreRefusedAtEachPlace(t *testing.T) {
	for _, slots := range [][]uint32{{1, 2}, {100, 100}} {
		tb := newTable(t, slots...)
		w := tb.Slots()
		dealing := tb.deal(t, 0)
		for _, at := range []int{0, 1, w / 2, w, w + 1, 3 * w / 2, 2 * w, 2*w + 1} {
			cut := parts(w, dealing)
			for name, c := range map[string]struct {
				point []byte
				want  error
			}{
				"identity":             {identity(len(cut[at])), curve.ErrIdentity},
				"zeros":                {make([]byte, len(cut[at])), curve.ErrNotCanonical},
				"outside the subgroup": {outside(t, len(cut[at])), curve.ErrNotCanonical},
			} {
				bad := slices.Clone(cut)
				bad[at] = c.point
				if _, err := tb.Verify(tb.host(0), bytes.Join(bad, nil)); !errors.Is(err, c.want) {
					t.Errorf("%d slots, %s at %d: %v, want %v", w, name, at, err, c.want)
				}
			}
		}
	}
}

func TestAResponseThatIsNotReducedIsRefused(t *testing.T) {
	tb := newTable(t, 1, 2)
	dealing := tb.deal(t, 0)
	copy(dealing[len(dealing)-32:], bytes.Repeat([]byte{0xff}, 32))
	if _, err := tb.Verify(tb.host(0), dealing); !errors.Is(err, curve.ErrScalar) {
		t.Fatalf("%v, want ErrScalar", err)
	}
}
