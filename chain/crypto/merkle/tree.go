package merkle

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"
)

// Reasons for which a tree can't be built.
var (
	ErrEmpty  = errors.New("merkle: a tree needs a leaf")
	ErrOrder  = errors.New("merkle: keys are not strictly increasing")
	ErrNoLeaf = errors.New("merkle: no leaf has this index")
)

// Tree is a built sum tree. levels[0] are the leaves' nodes; a node without a
// right neighbour rises to the next level as it is, which gives the same tree as
// RFC 6962's split at the largest power of two below the count.
type Tree struct {
	levels [][]Node
}

// Build makes the tree of leaves whose keys are strictly increasing. It fails with
// ErrEmpty, ErrOrder or ErrOverflow.
func Build(leaves []Leaf) (*Tree, error) {
	if len(leaves) == 0 {
		return nil, ErrEmpty
	}
	level := make([]Node, len(leaves))
	for i, leaf := range leaves {
		if i > 0 && bytes.Compare(leaves[i-1].Key[:], leaf.Key[:]) >= 0 {
			return nil, fmt.Errorf("%w: leaf %d", ErrOrder, i)
		}
		level[i] = leaf.Node()
	}
	levels := make([][]Node, 1, 1+bits.Len(uint(len(leaves)-1)))
	levels[0] = level
	for len(level) > 1 {
		parents := make([]Node, 0, (len(level)+1)/2)
		for i := 0; i+1 < len(level); i += 2 {
			parent, err := Join(level[i], level[i+1])
			if err != nil {
				return nil, err
			}
			parents = append(parents, parent)
		}
		if len(level)%2 == 1 {
			parents = append(parents, level[len(level)-1])
		}
		levels = append(levels, parents)
		level = parents
	}
	return &Tree{levels}, nil
}

// Root is the tree's root with its totals.
func (t *Tree) Root() Node { return t.levels[len(t.levels)-1][0] }

// Count is the number of leaves.
func (t *Tree) Count() uint64 { return uint64(len(t.levels[0])) }

// Path is the siblings of leaf index from the leaf upwards. It fails with
// ErrNoLeaf.
func (t *Tree) Path(index uint64) ([]Step, error) {
	if index >= t.Count() {
		return nil, fmt.Errorf("%w: %d of %d", ErrNoLeaf, index, t.Count())
	}
	path := make([]Step, 0, len(t.levels)-1)
	for _, level := range t.levels[:len(t.levels)-1] {
		sibling := index ^ 1
		if sibling < uint64(len(level)) {
			side := Right
			if index&1 == 1 {
				side = Left
			}
			path = append(path, Step{Side: side, Sibling: level[sibling]})
		}
		index >>= 1
	}
	return path, nil
}
