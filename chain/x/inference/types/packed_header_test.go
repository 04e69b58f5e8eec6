package types_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/x/inference/types"
)

func anyHeader(t *rapid.T) types.PackedHeader {
	h := types.PackedHeader{
		Kind:        types.BATCH_KIND_ARTIFACT,
		Model:       rapid.Uint32().Draw(t, "model"),
		Count:       rapid.Uint32Range(1, types.MaxCount).Draw(t, "count"),
		Height:      rapid.Int64Min(1).Draw(t, "height"),
		TotalTokens: rapid.Uint64().Draw(t, "tokens"),
		TotalFee:    rapid.Uint64().Draw(t, "fee"),
		HasNext:     rapid.Bool().Draw(t, "has next"),
	}
	fill := func(dst []byte, name string) {
		copy(dst, rapid.SliceOfN(rapid.Byte(), len(dst), len(dst)).Draw(t, name))
	}
	fill(h.Host[:], "host")
	fill(h.Root[:], "root")
	if h.HasNext {
		fill(h.NextHash[:], "next hash")
	}
	return h
}

func TestPackedHeaderSurvivesPacking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := anyHeader(t)
		packed := h.Append([]byte("before"))
		if len(packed) != len("before")+types.PackedHeaderSize {
			t.Fatalf("%d bytes", len(packed))
		}
		var got types.PackedHeader
		if err := got.Decode(packed[len("before"):]); err != nil || got != h {
			t.Fatalf("%+v, %v; want %+v", got, err, h)
		}
		header := h.Unpack(7)
		again, err := header.Pack()
		if err != nil || again != h || header.Id != 7 {
			t.Fatalf("through Header: %+v, %v; want %+v", again, err, h)
		}
	})
}

// A header that is decoded into again must not keep anything of the one before.
func TestDecodeOverwritesEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, second := anyHeader(t), anyHeader(t)
		into := first
		if err := into.Decode(second.Append(nil)); err != nil || into != second {
			t.Fatalf("%+v, %v; want %+v", into, err, second)
		}
	})
}

func TestMalformedPackedHeaderIsRefused(t *testing.T) {
	good := types.PackedHeader{Kind: types.BATCH_KIND_ARTIFACT, Count: 1, Height: 1, HasNext: true}
	valid := good.Append(nil)
	for name, change := range map[string]func([]byte) []byte{
		"too short":                 func(b []byte) []byte { return b[:len(b)-1] },
		"too long":                  func(b []byte) []byte { return append(b, 0) },
		"empty":                     func([]byte) []byte { return nil },
		"unknown kind":              func(b []byte) []byte { b[20] = 2; return b },
		"no kind":                   func(b []byte) []byte { b[20] = 0; return b },
		"unknown flag":              func(b []byte) []byte { b[21] = 2; return b },
		"hash without its flag":     func(b []byte) []byte { b[21] = 0; b[117] = 1; return b },
		"no records":                func(b []byte) []byte { b[29] = 0; return b },
		"more records than allowed": func(b []byte) []byte { b[28] = 0x20; b[29] = 1; return b },
		"no height":                 func(b []byte) []byte { b[37] = 0; return b },
		"negative height":           func(b []byte) []byte { b[30] = 0x80; return b },
	} {
		t.Run(name, func(t *testing.T) {
			var h types.PackedHeader
			require.NoError(t, h.Decode(valid))
			require.ErrorIs(t, h.Decode(change(bytes.Clone(valid))), types.ErrPackedHeader)
		})
	}
}

func TestStoredValueHoldsOneToSixteenHeaders(t *testing.T) {
	for size, want := range map[int]int{0: 0, 1: 0, 117: 0, 118: 1, 119: 0, 16 * 118: 16, 17 * 118: 0} {
		got, err := types.CheckPacked(make([]byte, size))
		require.Equal(t, want, got, "size %d", size)
		require.Equal(t, want == 0, errors.Is(err, types.ErrPackedHeader), "size %d", size)
	}
}

// Whatever decodes is exactly what Append writes: there are no two forms of a header.
func FuzzDecodeHeader(f *testing.F) {
	h := types.PackedHeader{Kind: types.BATCH_KIND_ARTIFACT, Model: 1, Count: 8192, Height: 5, HasNext: true}
	f.Add(h.Append(nil))
	f.Add([]byte{})
	f.Add(make([]byte, types.PackedHeaderSize))
	f.Fuzz(func(t *testing.T, b []byte) {
		var h types.PackedHeader
		if err := h.Decode(b); err != nil {
			if !errors.Is(err, types.ErrPackedHeader) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		if !bytes.Equal(h.Append(nil), b) {
			t.Fatalf("%x decodes and is written as %x", b, h.Append(nil))
		}
	})
}
