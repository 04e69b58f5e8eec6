package sprintwork

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// patterns fill weights or tokens with values that no stream has. i counts elements, n is the width.
var patterns = map[string]func(i, n int) int8{
	"zero":               func(int, int) int8 { return 0 },
	"one":                func(int, int) int8 { return 1 },
	"all -128":           func(int, int) int8 { return -128 },
	"all 127":            func(int, int) int8 { return 127 },
	"alternating":        func(i, _ int) int8 { return int8(127 - 255*(i%2)) },
	"alternating by 3":   func(i, _ int) int8 { return int8(-128 + 255*(i/3%2)) },
	"rows":               func(i, n int) int8 { return int8(127 - 255*(i/n%2)) },
	"chessboard":         func(i, n int) int8 { return int8(127 - 255*((i+i/n)%2)) },
	"sparse":             func(i, _ int) int8 { return int8(127 * max(0, 1-i%97)) },
	"sparse, negative":   func(i, _ int) int8 { return int8(-128 * max(0, 1-i%61)) },
	"ramp":               func(i, _ int) int8 { return int8(i % 256) },
	"extremes in thirds": func(i, n int) int8 { return int8(127 - 255*((i*i+i/n)%3%2)) },
}

func fill(pattern func(i, n int) int8, count uint64, n int) []byte {
	out := make([]byte, count)
	for i := range out {
		out[i] = byte(pattern(i, n))
	}
	return out
}

// input draws weights or tokens: a pattern, a period of drawn values, or noise.
func input(t *rapid.T, label string, count uint64, n int) []byte {
	name := rapid.SampledFrom([]string{"noise", "period", "zero", "one", "all -128", "all 127", "alternating", "alternating by 3", "rows", "chessboard",
		"sparse", "sparse, negative", "ramp", "extremes in thirds"}).Draw(t, label)
	switch name {
	case "noise":
		noise := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		return fill(func(int, int) int8 { return int8(noise.Uint32()) }, count, n)
	case "period":
		values := rapid.SliceOfN(rapid.Int8(), 1, 9).Draw(t, "values")
		return fill(func(i, _ int) int8 { return values[i%len(values)] }, count, n)
	}
	return fill(patterns[name], count, n)
}

func drawShape(t *rapid.T) Shape {
	s := Shape{
		Dim:    rapid.SampledFrom([]uint32{64, 128, 192, 256}).Draw(t, "dim"),
		Layers: rapid.Uint32Range(1, 2).Draw(t, "layers"),
		FF:     64 * rapid.Uint32Range(1, 4).Draw(t, "ff/64"),
		Seq:    4 * rapid.Uint32Range(1, 3).Draw(t, "seq/4"),
	}
	var heads []uint32
	for h := range s.Dim + 1 {
		with := s
		with.Heads = h
		if with.Validate() == nil {
			heads = append(heads, h)
		}
	}
	s.Heads = rapid.SampledFrom(heads).Draw(t, "heads")
	return s
}

func output(t interface{ Fatal(...any) }, s Shape, weights, tokens []byte) []byte {
	w, err := FromStream(s, weights)
	if err != nil {
		t.Fatal(err)
	}
	out, err := NewVerifier(w).Output(tokens)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The fast pass and the slow one agree on every byte, whatever the sizes, the weights and the tokens.
func TestForwardIsTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawShape(t)
		weights, tokens := input(t, "weights", s.WeightBytes(), int(s.Dim)), input(t, "tokens", uint64(s.Seq*s.Dim), int(s.Dim))
		if got, want := output(t, s, weights, tokens), reference(s, weights, tokens); !bytes.Equal(got, want) {
			t.Fatalf("%+v: the output differs from the reference", s)
		}
	})
}

// Every pattern of weights meets every pattern of tokens.
func TestForwardIsTheReferenceAtTheExtremes(t *testing.T) {
	s := Shape{64, 2, 2, 128, 4}
	for weightsName, weightsAt := range patterns {
		for tokensName, tokensAt := range patterns {
			weights, tokens := fill(weightsAt, s.WeightBytes(), int(s.Dim)), fill(tokensAt, uint64(s.Seq*s.Dim), int(s.Dim))
			if !bytes.Equal(output(t, s, weights, tokens), reference(s, weights, tokens)) {
				t.Errorf("weights %s, tokens %s: the output differs from the reference", weightsName, tokensName)
			}
		}
	}
}

// The largest sums of the valid sizes: 4,096 products of −128 · −128 fit, and the two rows of a pair do not touch each other.
func TestLargestSumsComeApart(t *testing.T) {
	const n = 4096
	for _, c := range [][3]int8{{-128, -128, -128}, {127, -128, -128}, {-128, 127, -128}, {127, 127, -128}, {-128, 0, 127}, {0, -128, 127}, {1, -1, -1}} {
		low, high, weight := c[0], c[1], c[2]
		a := append(bytes.Repeat([]byte{byte(low)}, n), bytes.Repeat([]byte{byte(high)}, n)...)
		rows := make([]int8, 2*n)
		for i, b := range a {
			rows[i] = int8(b)
		}
		pairs, out := make([]int64, n), make([]int32, 2*rowsAtOnce)
		packPairs(pairs, rows, n)
		product(out, pairs, matrix{n, bytes.Repeat([]byte{byte(weight)}, rowsAtOnce*n)})
		for i, got := range out {
			want := n * int32(low) * int32(weight)
			if i >= rowsAtOnce {
				want = n * int32(high) * int32(weight)
			}
			if got != want {
				t.Fatalf("%v: sum %d is %d, want %d", c, i, got, want)
			}
		}
	}
}

// The patterns do what random inputs never do: they reach both clamps of the residual and both ends of int8 and of the softmax.
func TestExtremesReachEveryBound(t *testing.T) {
	reached := map[string]bool{}
	s := Shape{64, 2, 2, 128, 8}
	for _, weights := range patterns {
		for _, tokens := range patterns {
			w, err := FromStream(s, fill(weights, s.WeightBytes(), int(s.Dim)))
			if err != nil {
				t.Fatal(err)
			}
			v := NewVerifier(w)
			v.observe = func(stage Stage) {
				for i, b := range stage.Bytes {
					switch {
					case stage.Tensor[0] == 'r' && i%2 == 0:
						reached[fmt.Sprint("r ", int16(uint16(b)|uint16(stage.Bytes[i+1])<<8))] = true
					case stage.Tensor == "p" || stage.Tensor == "qkv" || stage.Tensor == "o" || stage.Tensor == "hid" || stage.Tensor == "gu":
						reached[fmt.Sprint(stage.Tensor, " ", int8(b))] = true
					}
				}
			}
			if _, err := v.Output(fill(tokens, uint64(s.Seq*s.Dim), int(s.Dim))); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, bound := range []string{"r 4095", "r -4095", "qkv 127", "qkv -128", "p 127", "p 1", "o 127", "o -128", "gu 127", "gu -128", "hid 127", "hid -128"} {
		if !reached[bound] {
			t.Errorf("no pattern reaches %s", bound)
		}
	}
}

func TestOutputRefusesTokensOfAnotherShape(t *testing.T) {
	s := Shape{64, 1, 1, 64, 4}
	w, err := FromStream(s, make([]byte, s.WeightBytes()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewVerifier(w).Output(make([]byte, 255)); err == nil {
		t.Fatal("255 tokens were taken for 256")
	}
	if _, err := FromStream(s, make([]byte, s.WeightBytes()-1)); err == nil {
		t.Fatal("too few weights were taken")
	}
	if _, err := FromStream(Shape{}, nil); err == nil {
		t.Fatal("sizes of zero were taken")
	}
}
