package merkle

import (
	"errors"
	"fmt"
)

// ErrPath says that a path does not open this leaf of this tree.
var ErrPath = errors.New("merkle: path does not lead from the leaf to the root")

// Side says where a sibling stands.
type Side uint8

// The two sides.
const (
	Left Side = iota
	Right
)

func (s Side) String() string {
	if s == Left {
		return "left"
	}
	return "right"
}

// Step is one sibling on the way from a leaf to the root.
type Step struct {
	Side    Side
	Sibling Node
}

// Verify checks that leaf is number index of the count leaves under root, and that
// every sum on the way up fits the next: root carries the totals that were
// committed. The sides follow from index and count alone, so a path of another
// shape is refused (RFC 9162 §2.1.3.2).
//
// The hash does not bind count: two counts that give a leaf a path of the same
// shape both verify. A count that is too large names leaves that nobody can open.
//
// It fails with ErrNoLeaf, ErrOverflow or ErrPath.
func Verify(root Node, count, index uint64, leaf Leaf, path []Step) error {
	if index >= count {
		return fmt.Errorf("%w: %d of %d", ErrNoLeaf, index, count)
	}
	node, at, last := leaf.Node(), index, count-1
	for n, step := range path {
		// A node without a right neighbour has no sibling on its level.
		for last > 0 && at == last && at&1 == 0 {
			at, last = at>>1, last>>1
		}
		if last == 0 {
			return fmt.Errorf("%w: %d steps too many", ErrPath, len(path)-n)
		}
		side := Right
		if at&1 == 1 {
			side = Left
		}
		if step.Side != side {
			return fmt.Errorf("%w: sibling %d stands on the wrong side", ErrPath, n)
		}
		left, right := node, step.Sibling
		if side == Left {
			left, right = step.Sibling, node
		}
		parent, err := Join(left, right)
		if err != nil {
			return err
		}
		node, at, last = parent, at>>1, last>>1
	}
	if last != 0 {
		return fmt.Errorf("%w: too short", ErrPath)
	}
	if node != root {
		return fmt.Errorf("%w: it leads to another root or other totals", ErrPath)
	}
	return nil
}
