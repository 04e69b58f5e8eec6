package types

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sort"

	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
)

// packedResultSize is the length of one packed result: u16be(index << 1 | mismatch).
const packedResultSize = 2

// ErrPackedResults says that bytes are not what Insert makes.
var ErrPackedResults = errors.New("validation: malformed packed results")

// PackedResults are the results of a Host on one batch, sorted by index: u16be(index << 1 | mismatch) each (protocol §7).
type PackedResults []byte

// CheckPackedResults checks bytes of the store: sorted, without repetition, indices below the greatest count of a batch.
func CheckPackedResults(b []byte) (PackedResults, error) {
	if len(b) == 0 || len(b)%packedResultSize != 0 || len(b)/packedResultSize > inferencetypes.MaxCount {
		return nil, fmt.Errorf("%w: %d bytes", ErrPackedResults, len(b))
	}
	next := uint16(0)
	for at := 0; at < len(b); at += packedResultSize {
		index := binary.BigEndian.Uint16(b[at:]) >> 1
		if index < next || index >= inferencetypes.MaxCount {
			return nil, fmt.Errorf("%w: index %d where at least %d follows", ErrPackedResults, index, next)
		}
		next = index + 1
	}
	return PackedResults(b), nil
}

// Len is the number of results.
func (p PackedResults) Len() int { return len(p) / packedResultSize }

// At returns result number i.
func (p PackedResults) At(i int) (index uint32, mismatch bool) {
	word := binary.BigEndian.Uint16(p[i*packedResultSize:])
	return uint32(word >> 1), word&1 == 1
}

// find returns where the result on an index is, or would stand.
func (p PackedResults) find(index uint32) (at int, found bool) {
	at = sort.Search(p.Len(), func(i int) bool {
		have, _ := p.At(i)
		return have >= index
	})
	if at < p.Len() {
		have, _ := p.At(at)
		found = have == index
	}
	return at, found
}

// Has reports whether there is a result on an index.
func (p PackedResults) Has(index uint32) bool {
	_, found := p.find(index)
	return found
}

// Insert returns the results with one more; added is false if there was one on the index already, and then nothing changes: the first word
// counts. It takes p over and writes into its array: results in order of index cost the same each, however many there are.
func (p PackedResults) Insert(index uint32, mismatch bool) (with PackedResults, added bool) {
	at, found := p.find(index)
	if found {
		return p, false
	}
	word := uint16(index) << 1
	if mismatch {
		word |= 1
	}
	with = binary.BigEndian.AppendUint16(p, word)
	copy(with[(at+1)*packedResultSize:], with[at*packedResultSize:len(p)])
	binary.BigEndian.PutUint16(with[at*packedResultSize:], word)
	return with, true
}

// Unpack returns the results on a batch, as queries and exports show them.
func (p PackedResults) Unpack(batch uint64) []Result {
	results := make([]Result, p.Len())
	for i := range results {
		index, mismatch := p.At(i)
		results[i] = Result{Batch: batch, Index: index, Verdict: VERDICT_MATCH}
		if mismatch {
			results[i].Verdict = VERDICT_MISMATCH
		}
	}
	return results
}
