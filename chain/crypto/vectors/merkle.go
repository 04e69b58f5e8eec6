package main

import (
	"fmt"
	"math"

	"github.com/pacer-network/pacer/chain/crypto/merkle"
)

type merkleLeaf struct {
	Key    hexBytes `json:"key"`
	Tokens u64      `json:"tokens"`
	Fee    u64      `json:"fee"`
	Value  hexBytes `json:"value"`
}

type merkleStep struct {
	Side   string   `json:"side"`
	Hash   hexBytes `json:"hash"`
	Tokens u64      `json:"tokens"`
	Fee    u64      `json:"fee"`
}

type merkleCase struct {
	Name        string         `json:"name"`
	Leaves      []merkleLeaf   `json:"leaves"`
	Root        hexBytes       `json:"root"`
	TotalTokens u64            `json:"total_tokens"`
	TotalFee    u64            `json:"total_fee"`
	Paths       [][]merkleStep `json:"paths"`
}

// Opening is a path with what it claims to open.
type Opening struct {
	Root        hexBytes     `json:"root"`
	TotalTokens u64          `json:"total_tokens"`
	TotalFee    u64          `json:"total_fee"`
	Count       uint32       `json:"count"`
	Index       uint32       `json:"index"`
	Leaf        merkleLeaf   `json:"leaf"`
	Path        []merkleStep `json:"path"`
}

// merkleRefused is either leaves that make no tree or an opening that is false.
type merkleRefused struct {
	Name   string       `json:"name"`
	Leaves []merkleLeaf `json:"leaves,omitempty"`
	*Opening
	Why string `json:"why"`
}

func merkleFormula() formula {
	return spec[merkleCase, merkleRefused]{
		file: "merkle.json",
		comment: "sum tree: leaf = SHA-256(0x00 ‖ key ‖ tokens ‖ fee ‖ SHA-256(value)), node = SHA-256(0x01 ‖ L ‖ tokens_L ‖ fee_L ‖ R ‖ tokens_R ‖ fee_R)," +
			" split as RFC 6962; a path lists the siblings from the leaf upwards and the side on which each stands, protocol §1",
		outputs: []string{"root", "total_tokens", "total_fee", "paths"},
		cases: func() ([]merkleCase, error) {
			var cases []merkleCase
			for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 100} {
				cases = append(cases, merkleCase{Name: fmt.Sprintf("%d leaves", n), Leaves: merkleLeaves(n)})
			}
			largest := merkleLeaves(3)
			largest[0].Tokens = math.MaxUint64 - largest[1].Tokens - largest[2].Tokens
			return append(cases, merkleCase{Name: "tokens sum to 2^64 − 1", Leaves: largest}), nil
		},
		solve:   solveMerkle,
		refused: merkleRefusals,
		refuse: func(r merkleRefused) error {
			if r.Opening != nil {
				return r.verify()
			}
			_, err := buildMerkle(r.Leaves)
			return err
		},
	}.formula()
}

func merkleLeaves(n int) []merkleLeaf {
	leaves := make([]merkleLeaf, n)
	for i := range leaves {
		key := sample(fmt.Sprintf("merkle key %d of %d", i, n), 32)
		key[0] = byte(2*i + 1)
		leaves[i] = merkleLeaf{Key: key, Tokens: u64(100*i + n), Fee: u64(i * i), Value: sample(fmt.Sprintf("merkle value %d", i), i%5)}
	}
	return leaves
}

func (l merkleLeaf) leaf() merkle.Leaf {
	out := merkle.Leaf{Tokens: uint64(l.Tokens), Fee: uint64(l.Fee), Value: l.Value}
	copy(out.Key[:], l.Key)
	return out
}

func buildMerkle(leaves []merkleLeaf) (*merkle.Tree, error) {
	out := make([]merkle.Leaf, len(leaves))
	for i, l := range leaves {
		out[i] = l.leaf()
	}
	return merkle.Build(out)
}

func solveMerkle(c merkleCase) (merkleCase, error) {
	tree, err := buildMerkle(c.Leaves)
	if err != nil {
		return c, err
	}
	root := tree.Root()
	c.Root, c.TotalTokens, c.TotalFee = root.Hash[:], u64(root.Tokens), u64(root.Fee)
	c.Paths = make([][]merkleStep, len(c.Leaves))
	for i := range c.Leaves {
		o, err := openMerkle(tree, c.Leaves, uint32(i))
		if err != nil {
			return c, err
		}
		if err := o.verify(); err != nil {
			return c, fmt.Errorf("leaf %d: %w", i, err)
		}
		c.Paths[i] = o.Path
	}
	return c, nil
}

func openMerkle(tree *merkle.Tree, leaves []merkleLeaf, index uint32) (Opening, error) {
	path, err := tree.Path(uint64(index))
	if err != nil {
		return Opening{}, err
	}
	root := tree.Root()
	o := Opening{
		Root: root.Hash[:], TotalTokens: u64(root.Tokens), TotalFee: u64(root.Fee),
		Count: uint32(len(leaves)), Index: index, Leaf: leaves[index], Path: []merkleStep{},
	}
	for _, s := range path {
		o.Path = append(o.Path, merkleStep{Side: s.Side.String(), Hash: s.Sibling.Hash[:], Tokens: u64(s.Sibling.Tokens), Fee: u64(s.Sibling.Fee)})
	}
	return o, nil
}

func (o Opening) verify() error {
	root := merkle.Node{Tokens: uint64(o.TotalTokens), Fee: uint64(o.TotalFee)}
	copy(root.Hash[:], o.Root)
	path := make([]merkle.Step, len(o.Path))
	for i, s := range o.Path {
		path[i].Side = merkle.Left
		if s.Side == merkle.Right.String() {
			path[i].Side = merkle.Right
		}
		path[i].Sibling = merkle.Node{Tokens: uint64(s.Tokens), Fee: uint64(s.Fee)}
		copy(path[i].Sibling.Hash[:], s.Hash)
	}
	return merkle.Verify(root, uint64(o.Count), uint64(o.Index), o.Leaf.leaf(), path)
}

func merkleRefusals() ([]merkleRefused, error) {
	build := func(name, why string, change func([]merkleLeaf)) merkleRefused {
		leaves := merkleLeaves(4)
		change(leaves)
		return merkleRefused{Name: name, Leaves: leaves, Why: why}
	}
	refusals := []merkleRefused{
		build("unsorted keys", "keys increase strictly", func(l []merkleLeaf) { l[1], l[2] = l[2], l[1] }),
		build("duplicate key", "keys increase strictly", func(l []merkleLeaf) { l[2].Key = l[1].Key }),
		build("sum of tokens overflows", "sums are 64 bits", func(l []merkleLeaf) { l[0].Tokens, l[3].Tokens = math.MaxUint64-3, 4 }),
		build("sum of fees overflows", "sums are 64 bits", func(l []merkleLeaf) { l[1].Fee, l[2].Fee = math.MaxUint64, 1 }),
	}
	leaves := merkleLeaves(7)
	tree, err := buildMerkle(leaves)
	if err != nil {
		return nil, err
	}
	for _, o := range []struct {
		name, why string
		change    func(*Opening)
	}{
		{"changed tokens of a sibling", "a node's hash covers the sums below it", func(o *Opening) { o.Path[1].Tokens++ }},
		{"changed fee of a sibling", "a node's hash covers the sums below it", func(o *Opening) { o.Path[0].Fee++ }},
		{"tokens moved between siblings", "a node's hash covers the sums below it", func(o *Opening) { o.Path[0].Tokens++; o.Path[1].Tokens-- }},
		{"changed total of tokens", "the path's own sums are other totals", func(o *Opening) { o.TotalTokens++ }},
		{"changed total of fees", "the path's own sums are other totals", func(o *Opening) { o.TotalFee-- }},
		{"wrong sibling", "the path leads to another root", func(o *Opening) { o.Path[2].Hash = flipped(o.Path[2].Hash, 77) }},
		{"wrong root", "the path leads to another root", func(o *Opening) { o.Root = flipped(o.Root, 0) }},
		{"sibling on the wrong side", "the sides follow from index and count", func(o *Opening) { o.Path[0].Side = "right" }},
		{"wrong index", "the sides follow from index and count", func(o *Opening) { o.Index = 4 }},
		{"index that is not below count", "no such leaf", func(o *Opening) { o.Index = 7 }},
		{"wrong count", "6 leaves give this leaf a shorter path", func(o *Opening) { o.Count = 6 }},
		{"count 0", "an empty tree opens nothing", func(o *Opening) { o.Count, o.Index = 0, 0 }},
		{"path one step short", "the path ends below the root", func(o *Opening) { o.Path = o.Path[:2] }},
		{"path one step long", "the path goes on above the root", func(o *Opening) { o.Path = append(o.Path, o.Path[2]) }},
		{"changed leaf key", "the leaf's hash covers its key", func(o *Opening) { o.Leaf.Key = flipped(o.Leaf.Key, 255) }},
		{"changed leaf tokens", "the leaf's hash covers its tokens", func(o *Opening) { o.Leaf.Tokens++; o.TotalTokens++ }},
		{"changed leaf fee", "the leaf's hash covers its fee", func(o *Opening) { o.Leaf.Fee++; o.TotalFee++ }},
		{"changed leaf value", "the leaf's hash covers its value's", func(o *Opening) { o.Leaf.Value = append(o.Leaf.Value, 0) }},
		{"sum on the path overflows", "sums are 64 bits", func(o *Opening) { o.Path[1].Tokens = math.MaxUint64 }},
	} {
		opening, err := openMerkle(tree, leaves, 5)
		if err != nil {
			return nil, err
		}
		o.change(&opening)
		refusals = append(refusals, merkleRefused{Name: o.name, Opening: &opening, Why: o.why})
	}
	return refusals, nil
}
