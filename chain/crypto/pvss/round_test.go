package pvss_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

func TestTableHashCoversEverything(t *testing.T) {
	tb := newTable(t, 3, 1, 2)
	parts := [][]byte{[]byte(chain), xof.U64(epoch), beacon, blockHash}
	for _, h := range tb.holders {
		key := h.Key.Bytes()
		parts = append(parts, slices.Concat(h.Address, key[:], xof.U64(uint64(h.Slots))))
	}
	if tb.Hash() != xof.H("pacer/pvss/table/v1", parts...) {
		t.Fatal("not the hash of protocol §4")
	}
	given, err := pvss.NewRoundWithHash(chain, epoch, tb.Hash(), tb.holders)
	if err != nil || given.Hash() != tb.Hash() {
		t.Fatalf("the round with a given hash: %v", err)
	}
}

func TestTablesOutsideTheProtocolAreRefused(t *testing.T) {
	good := newTable(t, 3, 1, 2)
	for name, edit := range map[string]func([]pvss.Holder) []pvss.Holder{
		"nobody":          func([]pvss.Holder) []pvss.Holder { return nil },
		"no slots":        func(h []pvss.Holder) []pvss.Holder { h[1].Slots = 0; return h },
		"out of order":    func(h []pvss.Holder) []pvss.Holder { h[0], h[1] = h[1], h[0]; return h },
		"twice":           func(h []pvss.Holder) []pvss.Holder { h[1].Address = h[0].Address; return h },
		"short address":   func(h []pvss.Holder) []pvss.Holder { h[0].Address = h[0].Address[:19]; return h },
		"no address":      func(h []pvss.Holder) []pvss.Holder { h[0].Address = nil; return h },
		"no key":          func(h []pvss.Holder) []pvss.Holder { h[2].Key = dealingkey.Key{}; return h },
		"too many slots":  func(h []pvss.Holder) []pvss.Holder { h[2].Slots = pvss.MaxSlots; return h },
		"slots that wrap": func(h []pvss.Holder) []pvss.Holder { h[1].Slots, h[2].Slots = math.MaxUint32, math.MaxUint32; return h },
	} {
		if _, err := pvss.NewRound(chain, epoch, beacon, blockHash, edit(slices.Clone(good.holders))); !errors.Is(err, pvss.ErrTable) {
			t.Errorf("%s: %v, want ErrTable", name, err)
		}
	}
	for _, size := range []int{0, 31, 33} {
		if _, err := pvss.NewRound(chain, epoch, make([]byte, size), blockHash, good.holders); !errors.Is(err, pvss.ErrTable) {
			t.Errorf("beacon of %d bytes: %v, want ErrTable", size, err)
		}
		if _, err := pvss.NewRound(chain, epoch, beacon, make([]byte, size), good.holders); !errors.Is(err, pvss.ErrTable) {
			t.Errorf("block hash of %d bytes: %v, want ErrTable", size, err)
		}
	}
}

// Runs are consecutive from 1 to W, and nobody else has one.
func TestRunsAreConsecutive(t *testing.T) {
	key := secret(t, 1).Key()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Uint32Range(1, 300), 1, 20).Draw(t, "slots")
		var holders []pvss.Holder
		for i, count := range counts {
			holders = append(holders, pvss.Holder{Address: append(make([]byte, 19), byte(2*i+1)), Key: key, Slots: count})
		}
		r, err := pvss.NewRound(chain, epoch, beacon, blockHash, holders)
		if err != nil {
			t.Fatal(err)
		}
		next := 1
		for _, h := range holders {
			first, count, ok := r.Run(h.Address)
			if !ok || first != next || count != int(h.Slots) {
				t.Fatalf("Run(%x) = %d, %d, %v", h.Address, first, count, ok)
			}
			next += count
			h.Address[19]++
			if _, _, ok := r.Run(h.Address); ok {
				t.Fatal("a stranger has a run")
			}
		}
		if r.Slots() != next-1 || r.Threshold() != (next-1)/2+1 || r.DealingSize() != 144*r.Slots()+128 {
			t.Fatalf("W = %d, t = %d, size %d", r.Slots(), r.Threshold(), r.DealingSize())
		}
		if _, _, ok := r.Run(nil); ok {
			t.Fatal("nobody has a run")
		}
	})
}
