package sprintwork

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNoncesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nonces := rapid.SliceOfNDistinct(rapid.OneOf(rapid.Uint64(), rapid.Uint64Max(300)), 1, 40, rapid.ID).Draw(t, "nonces")
		slices.Sort(nonces)
		coded, err := EncodeNonces(nonces)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := DecodeNonces(coded, len(nonces))
		if err != nil || !slices.Equal(decoded, nonces) {
			t.Fatalf("%v came back as %v, %v", nonces, decoded, err)
		}
		if _, err := DecodeNonces(coded, len(nonces)-1); !errors.Is(err, ErrTooManyNonces) {
			t.Fatalf("one nonce too many: %v", err)
		}
	})
}

func TestListsThatDoNotIncreaseAreNotEncoded(t *testing.T) {
	if _, err := EncodeNonces(nil); !errors.Is(err, ErrNoNonces) {
		t.Errorf("no nonces: %v", err)
	}
	for _, nonces := range [][]uint64{{1, 1}, {2, 1}, {0, 0}, {0, math.MaxUint64, 0}} {
		if _, err := EncodeNonces(nonces); !errors.Is(err, ErrNonceOrder) {
			t.Errorf("%v: %v", nonces, err)
		}
	}
}

func TestNegativeLimitAllowsNothing(t *testing.T) {
	if _, err := DecodeNonces([]byte{1}, -1); !errors.Is(err, ErrTooManyNonces) {
		t.Fatal(err)
	}
}

// Whatever the bytes, they are refused for a named reason, or they are the one coding of a list that increases.
func FuzzDecodeNonces(f *testing.F) {
	for _, seed := range [][]byte{
		{}, {0}, {0, 0}, {0, 1}, {0x80, 0}, {0x80, 1, 5}, {0xff}, {5, 0x80, 0x81, 0},
		{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1},
		{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2},
	} {
		f.Add(seed, 4096)
		f.Add(seed, 1)
	}
	f.Fuzz(func(t *testing.T, coded []byte, limit int) {
		nonces, err := DecodeNonces(coded, limit)
		if err != nil {
			reasons := []error{ErrNoNonces, ErrVarint, ErrNonceOrder, ErrNonceRange, ErrTooManyNonces}
			if nonces != nil || !slices.ContainsFunc(reasons, func(reason error) bool { return errors.Is(err, reason) }) {
				t.Fatalf("%v with %v", nonces, err)
			}
			return
		}
		again, err := EncodeNonces(nonces)
		if err != nil || !bytes.Equal(again, coded) || len(nonces) > limit {
			t.Fatalf("%x is %v, which is %x, %v", coded, nonces, again, err)
		}
	})
}
