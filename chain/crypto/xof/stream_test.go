package xof_test

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// word i of the stream, straight from its definition.
func wordAt(x [32]byte, i int) uint64 {
	block := sha256.Sum256(append(append([]byte{}, x[:]...), 0, 0, 0, byte(i/4)))
	return binary.BigEndian.Uint64(block[8*(i%4):])
}

func TestStreamIsSHA256InCounterMode(t *testing.T) {
	x := sha256.Sum256([]byte("seed"))
	stream := xof.NewStream(x)
	for i := range 12 {
		if got, want := stream.Next(), wordAt(x, i); got != want {
			t.Fatalf("word %d = %d, want %d", i, got, want)
		}
	}
}

func TestZeroStreamIsTheStreamOfZeroBytes(t *testing.T) {
	var zero xof.Stream
	fresh := xof.NewStream([32]byte{})
	for i := range 6 {
		if a, b := zero.Next(), fresh.Next(); a != b {
			t.Fatalf("word %d: %d and %d", i, a, b)
		}
	}
}

func TestBelowZeroIsRefused(t *testing.T) {
	stream := xof.NewStream([32]byte{1})
	if _, err := stream.Below(0); !errors.Is(err, xof.ErrBelowZero) {
		t.Fatalf("Below(0): %v, want ErrBelowZero", err)
	}
	if got, want := stream.Next(), wordAt([32]byte{1}, 0); got != want {
		t.Fatal("a refused draw used up a word")
	}
}

// Below equals the definition in big integers, rejections included: n just above
// 2^63 rejects almost every second word.
func TestBelowFollowsItsDefinition(t *testing.T) {
	two64 := new(big.Int).Lsh(big.NewInt(1), 64)
	rapid.Check(t, func(t *rapid.T) {
		var x [32]byte
		copy(x[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "x"))
		n := rapid.OneOf(
			rapid.Uint64Range(1, 1000),
			rapid.Uint64Min(1<<63),
			rapid.Uint64Min(1),
		).Draw(t, "n")
		bigN := new(big.Int).SetUint64(n)
		bound := new(big.Int).Sub(two64, new(big.Int).Mod(two64, bigN))

		stream := xof.NewStream(x)
		for at, draw := 0, 0; draw < 8; draw++ {
			for new(big.Int).SetUint64(wordAt(x, at)).Cmp(bound) >= 0 {
				at++
			}
			want := wordAt(x, at) % n
			at++
			got, err := stream.Below(n)
			if err != nil || got != want {
				t.Fatalf("draw %d below %d = %d, %v; want %d", draw, n, got, err, want)
			}
		}
	})
}

// Every residue is drawn about equally often: χ² with 6 degrees of freedom stays
// far below 40 (p < 10^-6). The seed is fixed, so the result never changes.
func TestBelowIsUnbiased(t *testing.T) {
	const n, draws = 7, 70_000
	var seen [n]int
	stream := xof.NewStream(sha256.Sum256([]byte("unbiased")))
	for range draws {
		v, err := stream.Below(n)
		if err != nil {
			t.Fatal(err)
		}
		seen[v]++
	}
	var chi2 int
	for _, k := range seen {
		chi2 += (k - draws/n) * (k - draws/n)
	}
	if chi2 /= draws / n; chi2 > 40 {
		t.Fatalf("χ² = %d over %v", chi2, seen)
	}
}

func TestBelowOneIsZero(t *testing.T) {
	stream := xof.NewStream([32]byte{})
	if v, err := stream.Below(1); v != 0 || err != nil {
		t.Fatalf("Below(1) = %d, %v", v, err)
	}
}
