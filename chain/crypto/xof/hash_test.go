package xof_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

func TestHIsSHA256OfItsWrittenOutPreimage(t *testing.T) {
	want := sha256.Sum256([]byte("\x0apacer/x/v1" + "\x00\x00\x00\x02ab" + "\x00\x00\x00\x00" + "\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x01\x02"))
	got := xof.H("pacer/x/v1", []byte("ab"), nil, xof.U64(0x102))
	if got != want {
		t.Fatalf("H = %x, want %x", got, want)
	}
}

func TestHWithoutPartsHashesTheTagAlone(t *testing.T) {
	if xof.H("t") != sha256.Sum256([]byte("\x01t")) {
		t.Fatal("H without parts is not the hash of length and tag")
	}
}

func TestTagOf256BytesIsRefused(t *testing.T) {
	if _, err := xof.Sum(strings.Repeat("t", 255)); err != nil {
		t.Fatalf("tag of 255 bytes: %v", err)
	}
	if _, err := xof.Sum(strings.Repeat("t", 256)); !errors.Is(err, xof.ErrTagTooLong) {
		t.Fatalf("tag of 256 bytes: %v, want ErrTagTooLong", err)
	}
	defer func() {
		if recover() == nil {
			t.Fatal("H accepted a tag of 256 bytes")
		}
	}()
	xof.H(strings.Repeat("t", 256))
}

func TestAppendPreimageKeepsWhatStandsBefore(t *testing.T) {
	got, err := xof.AppendPreimage([]byte("before"), "t", []byte("p"))
	if err != nil || !bytes.Equal(got, []byte("before\x01t\x00\x00\x00\x01p")) {
		t.Fatalf("AppendPreimage = %q, %v", got, err)
	}
}

// Moving a byte from one part to the next gives another hash: lengths are hashed.
func TestPartsDoNotRunTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		joined := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "joined")
		a := rapid.IntRange(0, len(joined)).Draw(t, "a")
		b := rapid.IntRange(0, len(joined)).Draw(t, "b")
		same := xof.H("t", joined[:a], joined[a:]) == xof.H("t", joined[:b], joined[b:])
		if same != (a == b) {
			t.Fatalf("split at %d and %d: same hash = %v", a, b, same)
		}
	})
}
