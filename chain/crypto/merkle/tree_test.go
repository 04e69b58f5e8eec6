package merkle_test

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/merkle"
)

// leavesOf makes n leaves with increasing keys and distinct contents.
func leavesOf(n int) []merkle.Leaf {
	leaves := make([]merkle.Leaf, n)
	for i := range leaves {
		binary.BigEndian.PutUint32(leaves[i].Key[:], uint32(3*i+1))
		leaves[i].Tokens = uint64(i*i + 1)
		leaves[i].Fee = uint64(7 * i)
		leaves[i].Value = fmt.Appendf(nil, "value %d", i)
	}
	return leaves
}

// byDefinition is the recursive definition of RFC 6962 §2.1 with sums, in plain
// byte strings: the split is at the largest power of two below the count.
func byDefinition(leaves []merkle.Leaf) (hash []byte, tokens, fee uint64) {
	u64 := func(v uint64) string { return string(binary.BigEndian.AppendUint64(nil, v)) }
	sum := func(s string) []byte { h := sha256.Sum256([]byte(s)); return h[:] }
	if len(leaves) == 1 {
		l := leaves[0]
		return sum("\x00" + string(l.Key[:]) + u64(l.Tokens) + u64(l.Fee) + string(sum(string(l.Value)))), l.Tokens, l.Fee
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	lh, lt, lf := byDefinition(leaves[:k])
	rh, rt, rf := byDefinition(leaves[k:])
	return sum("\x01" + string(lh) + u64(lt) + u64(lf) + string(rh) + u64(rt) + u64(rf)), lt + rt, lf + rf
}

func TestTreeFollowsTheRecursiveDefinition(t *testing.T) {
	for n := 1; n <= 130; n++ {
		leaves := leavesOf(n)
		tree, err := merkle.Build(leaves)
		if err != nil {
			t.Fatal(err)
		}
		hash, tokens, fee := byDefinition(leaves)
		root := tree.Root()
		if string(root.Hash[:]) != string(hash) || root.Tokens != tokens || root.Fee != fee || tree.Count() != uint64(n) {
			t.Fatalf("%d leaves: root %x %d %d, want %x %d %d", n, root.Hash, root.Tokens, root.Fee, hash, tokens, fee)
		}
	}
}

func TestTreeWithoutLeavesIsRefused(t *testing.T) {
	if _, err := merkle.Build(nil); !errors.Is(err, merkle.ErrEmpty) {
		t.Fatalf("Build(nil): %v, want ErrEmpty", err)
	}
}

func TestUnsortedAndDuplicateKeysAreRefused(t *testing.T) {
	unsorted := leavesOf(4)
	unsorted[1], unsorted[2] = unsorted[2], unsorted[1]
	duplicate := leavesOf(4)
	duplicate[2].Key = duplicate[1].Key
	for name, leaves := range map[string][]merkle.Leaf{"unsorted": unsorted, "duplicate": duplicate} {
		if _, err := merkle.Build(leaves); !errors.Is(err, merkle.ErrOrder) {
			t.Errorf("%s keys: %v, want ErrOrder", name, err)
		}
	}
}

func TestOverflowingSumsAreRefused(t *testing.T) {
	tokens := leavesOf(3)
	tokens[0].Tokens, tokens[2].Tokens = math.MaxUint64-2, 1
	fees := leavesOf(3)
	fees[0].Fee, fees[1].Fee, fees[2].Fee = math.MaxUint64-10, 10, 1
	for name, leaves := range map[string][]merkle.Leaf{"tokens": tokens, "fees": fees} {
		if _, err := merkle.Build(leaves); !errors.Is(err, merkle.ErrOverflow) {
			t.Errorf("%s: %v, want ErrOverflow", name, err)
		}
	}
}

func TestTheLargestSumIsAccepted(t *testing.T) {
	leaves := leavesOf(2)
	leaves[0].Tokens, leaves[1].Tokens = math.MaxUint64-5, 5
	tree, err := merkle.Build(leaves)
	if err != nil || tree.Root().Tokens != math.MaxUint64 {
		t.Fatalf("Build: %v", err)
	}
}

func TestPathOfALeafOutsideTheTreeIsRefused(t *testing.T) {
	tree, err := merkle.Build(leavesOf(3))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Path(3); !errors.Is(err, merkle.ErrNoLeaf) {
		t.Fatalf("Path(3) of 3: %v, want ErrNoLeaf", err)
	}
}
