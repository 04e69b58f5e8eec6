package pvss_test

import (
	"errors"
	"slices"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

func TestEverySubsetOfTSlotsGivesTheSameBeaconAndNoSmallerOneDoes(t *testing.T) {
	for _, slots := range [][]uint32{{1}, {2}, {1, 1}, {1, 2}, {4}, {2, 1, 3}} {
		tb := newTable(t, slots...)
		sums := tb.sums(t, 0, len(slots)-1)
		shares := tb.shares(t, sums)
		secret, beacon, err := tb.Beacon(sums.Zero(), shares)
		if err != nil {
			t.Fatal(err)
		}
		if beacon != xof.H("pacer/beacon/v1", []byte(chain), xof.U64(epoch), secret[:]) {
			t.Fatal("the beacon is not the hash of the secret")
		}
		for mask := range 1 << len(shares) {
			var subset []pvss.Share
			for i, s := range slices.Backward(shares) {
				if mask>>i&1 == 1 {
					subset = append(subset, s)
				}
			}
			s, b, err := tb.Beacon(sums.Zero(), subset)
			switch {
			case len(subset) < tb.Threshold():
				if !errors.Is(err, pvss.ErrShares) {
					t.Fatalf("%d of %d slots: %v, want ErrShares", len(subset), tb.Slots(), err)
				}
			case err != nil || s != secret || b != beacon:
				t.Fatalf("slots %b: another secret, or %v", mask, err)
			}
		}
	}
}

// t − 1 shares and one that is made up never make the secret.
func TestFewerThanTSharesAndAGuessFail(t *testing.T) {
	tb := newTable(t, 2, 1, 2)
	sums := tb.sums(t, 0, 1)
	shares := tb.shares(t, sums)
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.Permutation(shares).Draw(t, "order")[:tb.Threshold()]
		last := len(chosen) - 1
		guess := power2(dealingkey.Base(), fr.NewElement(rapid.Uint64Min(1).Draw(t, "guess")))
		var err error
		if chosen[last], err = pvss.DecodeShare(chosen[last].Slot, guess); err != nil {
			t.Fatal(err)
		}
		if _, _, err := tb.Beacon(sums.Zero(), chosen); !errors.Is(err, pvss.ErrBeacon) {
			t.Fatalf("%v, want ErrBeacon", err)
		}
	})
}

func TestSharesThatDoNotFitAreRefused(t *testing.T) {
	tb := newTable(t, 1, 2)
	sums := tb.sums(t, 0)
	good := tb.shares(t, sums)[:2]
	change := func(i, slot int) []pvss.Share {
		bad := slices.Clone(good)
		bad[i].Slot = slot
		return bad
	}
	for name, c := range map[string]struct {
		zero   bls12381.G1Affine
		shares []pvss.Share
		want   error
	}{
		"none":             {sums.Zero(), nil, pvss.ErrShares},
		"slot 0":           {sums.Zero(), change(0, 0), pvss.ErrShares},
		"slot −1":          {sums.Zero(), change(0, -1), pvss.ErrShares},
		"slot W + 1":       {sums.Zero(), change(1, 4), pvss.ErrShares},
		"a slot twice":     {sums.Zero(), change(1, 1), pvss.ErrShares},
		"another slot":     {sums.Zero(), change(1, 3), pvss.ErrBeacon},
		"another A_0":      {tb.sums(t, 1).Zero(), good, pvss.ErrBeacon},
		"identity as A_0":  {bls12381.G1Affine{}, good, pvss.ErrBeacon},
		"shares of no one": {sums.Zero(), make([]pvss.Share, 2), pvss.ErrShares},
	} {
		if _, _, err := tb.Beacon(c.zero, c.shares); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	swapped := slices.Clone(good)
	swapped[0].Slot, swapped[1].Slot = 2, 1
	if _, _, err := tb.Beacon(sums.Zero(), swapped); !errors.Is(err, pvss.ErrBeacon) {
		t.Errorf("swapped: %v, want ErrBeacon", err)
	}
}

func TestBeaconsDifferByChainAndEpoch(t *testing.T) {
	tb := newTable(t, 1, 2)
	sums := tb.sums(t, 0)
	shares := tb.shares(t, sums)
	seen := map[[pvss.HashSize]byte]bool{}
	for _, c := range []struct {
		chain string
		epoch uint64
	}{{chain, epoch}, {chain, epoch + 1}, {"pacer-test-2", epoch}} {
		_, value, err := pvss.Beacon(c.chain, c.epoch, 3, sums.Zero(), shares)
		if err != nil || seen[value] {
			t.Fatalf("%v: the beacon of another, or %v", c, err)
		}
		seen[value] = true
	}
}

// 320,000 bytes of 10,000 beacons of one slot, with secrets h^1 … h^10000, in 256
// bins: with 255 degrees of freedom χ² is above 400 with probability below 10^−7.
func TestBytesOfBeaconsAreEvenlySpread(t *testing.T) {
	const beacons = 10_000
	_, _, g, _ := bls12381.Generators()
	h := dealingkey.Base()
	var zero bls12381.G1Affine
	var share bls12381.G2Affine
	var bins [256]int
	for range beacons {
		zero.Add(&zero, &g)
		share.Add(&share, &h)
		raw := share.RawBytes()
		s, err := pvss.ShareFromRaw(1, raw[:])
		if err != nil {
			t.Fatal(err)
		}
		_, value, err := pvss.Beacon(chain, epoch, 1, zero, []pvss.Share{s})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range value {
			bins[b]++
		}
	}
	const expected = beacons * pvss.HashSize / len(bins)
	chi := 0
	for _, n := range bins {
		chi += (n - expected) * (n - expected)
	}
	if chi > 400*expected || chi < 140*expected {
		t.Fatalf("χ² = %d / %d", chi, expected)
	}
}
