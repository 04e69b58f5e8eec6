// Package merkle is the sum tree of protocol §1: a Merkle tree with the prefixes
// and the split of RFC 6962 in which every node carries the tokens and fees below
// it. A commitment is (root, count) with the two totals; a path that opens a leaf
// proves its own sums.
package merkle

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/bits"
)

// HashSize is the length of a node's hash, in bytes.
const HashSize = sha256.Size

// KeySize is the length of a leaf's key, in bytes.
const KeySize = 32

// Prefixes of RFC 6962: a leaf can't be passed off as a node.
const (
	leafPrefix = 0x00
	nodePrefix = 0x01
)

// ErrOverflow says that tokens or fees of a tree exceed 2^64 − 1.
var ErrOverflow = errors.New("merkle: sum of tokens or fees overflows 64 bits")

// Leaf is one record: its key orders the leaves of a tree, its value is bound by
// hash.
type Leaf struct {
	Key    [KeySize]byte
	Tokens uint64
	Fee    uint64
	Value  []byte
}

// Node is a hash with the tokens and fees of all leaves below it.
type Node struct {
	Hash   [HashSize]byte
	Tokens uint64
	Fee    uint64
}

// Node is the leaf's node:
// SHA-256(0x00 ‖ key ‖ u64be tokens ‖ u64be fee ‖ SHA-256(value)).
func (l Leaf) Node() Node {
	value := sha256.Sum256(l.Value)
	var preimage [1 + KeySize + 8 + 8 + sha256.Size]byte
	b := append(preimage[:0], leafPrefix)
	b = append(b, l.Key[:]...)
	b = appendSums(b, l.Tokens, l.Fee)
	b = append(b, value[:]...)
	return Node{Hash: sha256.Sum256(b), Tokens: l.Tokens, Fee: l.Fee}
}

// Join is the parent of two nodes:
// SHA-256(0x01 ‖ L ‖ tokens_L ‖ fee_L ‖ R ‖ tokens_R ‖ fee_R) with both sums.
// It fails with ErrOverflow.
func Join(left, right Node) (Node, error) {
	tokens, carryTokens := bits.Add64(left.Tokens, right.Tokens, 0)
	fee, carryFee := bits.Add64(left.Fee, right.Fee, 0)
	if carryTokens|carryFee != 0 {
		return Node{}, ErrOverflow
	}
	var preimage [1 + 2*(HashSize+8+8)]byte
	b := append(preimage[:0], nodePrefix)
	b = append(b, left.Hash[:]...)
	b = appendSums(b, left.Tokens, left.Fee)
	b = append(b, right.Hash[:]...)
	b = appendSums(b, right.Tokens, right.Fee)
	return Node{Hash: sha256.Sum256(b), Tokens: tokens, Fee: fee}, nil
}

func appendSums(b []byte, tokens, fee uint64) []byte {
	b = binary.BigEndian.AppendUint64(b, tokens)
	return binary.BigEndian.AppendUint64(b, fee)
}
