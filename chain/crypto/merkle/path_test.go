package merkle_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/merkle"
)

func drawTree(t *rapid.T) ([]merkle.Leaf, *merkle.Tree) {
	leaves := leavesOf(rapid.IntRange(1, 70).Draw(t, "count"))
	for i := range leaves {
		leaves[i].Tokens = rapid.Uint64Max(1<<50).Draw(t, "tokens")
		leaves[i].Fee = rapid.Uint64Max(1<<50).Draw(t, "fee")
		leaves[i].Value = rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "value")
	}
	tree, err := merkle.Build(leaves)
	if err != nil {
		t.Fatal(err)
	}
	return leaves, tree
}

func TestEveryPathVerifies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves, tree := drawTree(t)
		for i, leaf := range leaves {
			path, err := tree.Path(uint64(i))
			if err != nil {
				t.Fatal(err)
			}
			if err := merkle.Verify(tree.Root(), tree.Count(), uint64(i), leaf, path); err != nil {
				t.Fatalf("leaf %d of %d: %v", i, len(leaves), err)
			}
		}
	})
}

// Whatever single bit of leaf, path, root or totals is changed, the path is refused.
func TestEveryMutatedPathIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves, tree := drawTree(t)
		index := rapid.IntRange(0, len(leaves)-1).Draw(t, "index")
		path, err := tree.Path(uint64(index))
		if err != nil {
			t.Fatal(err)
		}
		leaf, root := leaves[index], tree.Root()
		leaf.Value = append(slices.Clone(leaf.Value), 0)

		bit := uint(rapid.IntRange(0, 63).Draw(t, "bit"))
		at := rapid.IntRange(0, 31).Draw(t, "byte")
		flip := func(hash *[32]byte) { hash[at] ^= 1 << (bit % 8) }
		mutations := []func(){
			func() { flip(&leaf.Key) },
			func() { leaf.Tokens ^= 1 << bit },
			func() { leaf.Fee ^= 1 << bit },
			func() {}, // the value has changed already
			func() { flip(&root.Hash); leaf.Value = leaves[index].Value },
			func() { root.Tokens ^= 1 << bit; leaf.Value = leaves[index].Value },
			func() { root.Fee ^= 1 << bit; leaf.Value = leaves[index].Value },
		}
		if len(path) > 0 {
			step := rapid.IntRange(0, len(path)-1).Draw(t, "step")
			leafBack := func(mutate func()) func() {
				return func() { leaf.Value = leaves[index].Value; mutate() }
			}
			mutations = append(mutations,
				leafBack(func() { flip(&path[step].Sibling.Hash) }),
				leafBack(func() { path[step].Sibling.Tokens ^= 1 << bit }),
				leafBack(func() { path[step].Sibling.Fee ^= 1 << bit }),
				leafBack(func() { path[step].Side = 1 - path[step].Side }),
				leafBack(func() { path = slices.Delete(path, step, step+1) }),
				leafBack(func() { path = slices.Insert(path, step, path[step]) }),
			)
		}
		rapid.SampledFrom(mutations).Draw(t, "mutation")()
		if merkle.Verify(root, tree.Count(), uint64(index), leaf, path) == nil {
			t.Fatal("a mutated path verifies")
		}
	})
}

func TestNoLeafVerifiesAtAnotherIndex(t *testing.T) {
	const n = 13
	leaves := leavesOf(n)
	tree, err := merkle.Build(leaves)
	if err != nil {
		t.Fatal(err)
	}
	for i := range uint64(n) {
		path, err := tree.Path(i)
		if err != nil {
			t.Fatal(err)
		}
		for claimed := range uint64(n + 1) {
			err := merkle.Verify(tree.Root(), n, claimed, leaves[i], path)
			if (err == nil) != (claimed == i) {
				t.Fatalf("leaf %d claimed as %d: %v", i, claimed, err)
			}
		}
	}
}

func TestPathWithAnOverflowingSumIsRefused(t *testing.T) {
	leaves := leavesOf(2)
	tree, err := merkle.Build(leaves)
	if err != nil {
		t.Fatal(err)
	}
	path, err := tree.Path(0)
	if err != nil {
		t.Fatal(err)
	}
	path[0].Sibling.Fee = math.MaxUint64
	leaves[0].Fee = 1
	if err := merkle.Verify(tree.Root(), 2, 0, leaves[0], path); !errors.Is(err, merkle.ErrOverflow) {
		t.Fatalf("Verify: %v, want ErrOverflow", err)
	}
}

func TestAnEmptyTreeHasNoPath(t *testing.T) {
	if err := merkle.Verify(merkle.Node{}, 0, 0, merkle.Leaf{}, nil); !errors.Is(err, merkle.ErrNoLeaf) {
		t.Fatalf("Verify in an empty tree: %v, want ErrNoLeaf", err)
	}
}

// An inner node can't be opened as if it were a leaf: the prefixes differ.
func TestAPathToAnInnerNodeIsRefused(t *testing.T) {
	leaves := leavesOf(4)
	tree, err := merkle.Build(leaves)
	if err != nil {
		t.Fatal(err)
	}
	path, err := tree.Path(0)
	if err != nil {
		t.Fatal(err)
	}
	if err := merkle.Verify(tree.Root(), 2, 0, leaves[0], path[1:]); !errors.Is(err, merkle.ErrPath) {
		t.Fatalf("Verify of half a path: %v, want ErrPath", err)
	}
}
