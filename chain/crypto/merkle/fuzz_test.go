package merkle_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/merkle"
)

const stepSize = 1 + merkle.HashSize + 8 + 8

func pathOf(b []byte) (path []merkle.Step) {
	for ; len(b) >= stepSize; b = b[stepSize:] {
		s := merkle.Step{Side: merkle.Side(b[0])}
		copy(s.Sibling.Hash[:], b[1:])
		s.Sibling.Tokens = binary.BigEndian.Uint64(b[1+merkle.HashSize:])
		s.Sibling.Fee = binary.BigEndian.Uint64(b[9+merkle.HashSize:])
		path = append(path, s)
	}
	return path
}

func bytesOf(path []merkle.Step) (b []byte) {
	for _, s := range path {
		b = append(append(b, byte(s.Side)), s.Sibling.Hash[:]...)
		b = binary.BigEndian.AppendUint64(b, s.Sibling.Tokens)
		b = binary.BigEndian.AppendUint64(b, s.Sibling.Fee)
	}
	return b
}

// FuzzVerify: whatever the path, Verify returns, and opens leaf 5 of 7 by its own
// path only.
func FuzzVerify(f *testing.F) {
	const count, index = 7, 5
	leaves := leavesOf(count)
	tree, err := merkle.Build(leaves)
	if err != nil {
		f.Fatal(err)
	}
	valid, err := tree.Path(index)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bytesOf(valid), uint64(count), uint64(index))
	f.Add(bytesOf(valid[:2]), uint64(6), uint64(index))
	f.Add([]byte{}, uint64(1), uint64(0))
	f.Add(make([]byte, 70*stepSize), ^uint64(0), uint64(index))
	f.Fuzz(func(t *testing.T, b []byte, n, at uint64) {
		path := pathOf(b)
		if merkle.Verify(tree.Root(), n, at, leaves[index], path) == nil && !slices.Equal(path, valid) {
			t.Fatalf("another path opens leaf %d as %d of %d: %v", index, at, n, path)
		}
	})
}
