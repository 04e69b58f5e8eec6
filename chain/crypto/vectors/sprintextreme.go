package main

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
)

// sprintPattern is the value of element i of a list of int8; d is the width of the transformer.
type sprintPattern struct {
	name  string
	rule  string // as the file's comment says it
	value func(i, d int) int8
}

func either(odd bool, a, b int8) int8 {
	if odd {
		return b
	}
	return a
}

var sprintPatterns = []sprintPattern{
	{"zero", "0", func(int, int) int8 { return 0 }},
	{"all -128", "−128", func(int, int) int8 { return -128 }},
	{"all 127", "127", func(int, int) int8 { return 127 }},
	{"alternating", "127 for even i, −128 for odd i", func(i, _ int) int8 { return either(i%2 == 1, 127, -128) }},
	{"rows", "127 where ⌊i/d⌋ is even, else −128", func(i, d int) int8 { return either(i/d%2 == 1, 127, -128) }},
	{"sparse", "127 where 97 divides i, else 0", func(i, _ int) int8 { return either(i%97 != 0, 127, 0) }},
	{"ramp", "(i mod 256) − 128", func(i, _ int) int8 { return int8(i%256 - 128) }},
	{"thirds", "127 where (i² + ⌊i/d⌋) mod 3 = 1, else −128", func(i, d int) int8 { return either((i*i+i/d)%3 != 1, 127, -128) }},
}

var sprintPatternsComment = func() string {
	var rules []string
	for _, p := range sprintPatterns {
		rules = append(rules, fmt.Sprintf("\"%s\": %s", p.name, p.rule))
	}
	return strings.Join(rules, "; ")
}()

// patterned is n elements of a pattern.
func patterned(name string, n, d int) ([]byte, error) {
	for _, p := range sprintPatterns {
		if p.name == name {
			out := make([]byte, n)
			for i := range out {
				out[i] = byte(p.value(i, d))
			}
			return out, nil
		}
	}
	return nil, fmt.Errorf("no pattern %q", name)
}

// solvePatterns computes the output of the case's weights and tokens.
func (c sprintCase) solvePatterns() (sprintCase, error) {
	if err := c.shape().Validate(); err != nil {
		return c, err
	}
	stream, err := patterned(c.Weights, int(c.shape().WeightBytes()), int(c.Dim))
	if err != nil {
		return c, err
	}
	tokens, err := patterned(c.Tokens, int(c.Seq*c.Dim), int(c.Dim))
	if err != nil {
		return c, err
	}
	w, err := sprintwork.FromStream(c.shape(), stream)
	if err != nil {
		return c, err
	}
	output, err := sprintwork.NewVerifier(w).Output(tokens)
	if err != nil {
		return c, err
	}
	sum := sha256.Sum256(output)
	c.OutputFirst, c.OutputSHA256 = output[:16], sum[:]
	return c, nil
}

// sprintExtremes are weights and tokens that no stream has: each pattern by itself, and mixtures.
func sprintExtremes() []sprintCase {
	var cases []sprintCase
	for _, shape := range []sprintShape{{64, 2, 2, 128, 8}, {128, 1, 2, 64, 4}, {192, 3, 6, 320, 20}} {
		add := func(weights, tokens string) {
			name := fmt.Sprintf("%d, %d, %d, %d, %d, weights %s, tokens %s", shape.Dim, shape.Layers, shape.Heads, shape.FF, shape.Seq, weights, tokens)
			cases = append(cases, sprintCase{Name: name, sprintShape: shape, Weights: weights, Tokens: tokens})
		}
		for _, p := range sprintPatterns {
			add(p.name, p.name)
		}
		add("rows", "all -128")
		add("all -128", "alternating")
		add("alternating", "rows")
		add("all 127", "ramp")
		add("ramp", "sparse")
		add("sparse", "thirds")
		add("thirds", "all 127")
		add("thirds", "ramp")
		add("zero", "thirds")
	}
	return cases
}
