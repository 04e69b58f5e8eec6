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
	p := PackedResults(b)
	for i := range p.Len() {
		index, _ := p.At(i)
		if index >= inferencetypes.MaxCount {
			return nil, fmt.Errorf("%w: index %d", ErrPackedResults, index)
		}
		if i > 0 {
			if before, _ := p.At(i - 1); before >= index {
				return nil, fmt.Errorf("%w: index %d after %d", ErrPackedResults, index, before)
			}
		}
	}
	return p, nil
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

// Insert returns the results with one more, in a new array; added is false if there was one on the index already, and then nothing
// changes: the first word counts.
func (p PackedResults) Insert(index uint32, mismatch bool) (with PackedResults, added bool) {
	at, found := p.find(index)
	if found {
		return p, false
	}
	word := uint16(index) << 1
	if mismatch {
		word |= 1
	}
	with = make(PackedResults, 0, len(p)+packedResultSize)
	with = append(with, p[:at*packedResultSize]...)
	with = binary.BigEndian.AppendUint16(with, word)
	return append(with, p[at*packedResultSize:]...), true
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
