package keeper

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
)

var small = sprintwork.Shape{Dim: 64, Layers: 1, Heads: 2, FF: 64, Seq: 4}

// Two Sprints can be challenged at a time, and their weights are expanded once each.
func TestWeightsOfTwoSprintsAreKept(t *testing.T) {
	var m models
	get := func(n uint64) *sprintwork.Weights {
		w, err := m.of(sprintwork.Epoch{Chain: "pacer-test-1", Number: n}, small)
		require.NoError(t, err)
		require.Equal(t, n, w.Epoch().Number)
		require.LessOrEqual(t, len(m.kept), maxModels)
		return w
	}
	one, two := get(1), get(2)
	require.Same(t, one, get(1))
	require.Same(t, two, get(2))
	require.Same(t, one, get(1))
	three := get(3) // takes the place of the one that was used longest ago
	require.Same(t, one, get(1))
	require.Same(t, three, get(3))
	require.NotSame(t, two, get(2))
}

// Other sizes, another chain or another beacon are other weights.
func TestWeightsAreFoundByAllTheyDependOn(t *testing.T) {
	var m models
	epoch := sprintwork.Epoch{Chain: "pacer-test-1", Number: 1}
	first, err := m.of(epoch, small)
	require.NoError(t, err)
	for _, other := range []struct {
		epoch sprintwork.Epoch
		shape sprintwork.Shape
	}{
		{sprintwork.Epoch{Chain: "pacer-test-2", Number: 1}, small},
		{sprintwork.Epoch{Chain: "pacer-test-1", Number: 1, Beacon: [32]byte{1}}, small},
		{epoch, sprintwork.Shape{Dim: 64, Layers: 2, Heads: 2, FF: 64, Seq: 4}},
	} {
		w, err := m.of(other.epoch, other.shape)
		require.NoError(t, err)
		require.NotSame(t, first, w)
		host := make([]byte, 20)
		require.NotEqual(t, sprintwork.Digest(first, host, 1), sprintwork.Digest(w, host, 1))
	}
	_, err = m.of(epoch, sprintwork.Shape{})
	require.ErrorIs(t, err, sprintwork.ErrShape)
}

// A block and simulations may re-execute at the same time, and get what each would get alone.
func TestWeightsMayBeUsedAtTheSameTime(t *testing.T) {
	var m models
	host := make([]byte, 20)
	want := map[uint64][32]byte{}
	for n := range uint64(4) {
		w, err := sprintwork.Expand(sprintwork.Epoch{Chain: "pacer-test-1", Number: n}, small)
		require.NoError(t, err)
		want[n] = sprintwork.Digest(w, host, n)
	}
	var all sync.WaitGroup
	got := make([][32]byte, 64)
	for i := range got {
		all.Go(func() {
			n := uint64(i) % 4
			if w, err := m.of(sprintwork.Epoch{Chain: "pacer-test-1", Number: n}, small); err == nil {
				got[i] = sprintwork.Digest(w, host, n)
			}
		})
	}
	all.Wait()
	for i, digest := range got {
		require.Equal(t, want[uint64(i)%4], digest)
	}
}
