package prune_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/x/prune"
)

func TestWithinIsEnoughAndNoMore(t *testing.T) {
	for _, c := range []struct {
		name        string
		due, blocks uint64
		want        int
	}{
		{"nothing is due", 0, 45, prune.MaxDeletes},
		{"the usual number is enough", 200 * 45, 45, prune.MaxDeletes},
		{"one more than that", 200*45 + 1, 45, 201},
		{"much more", 100_000, 45, 2_223},
		{"an epoch without length", 1_000, 0, 1_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := prune.Within(c.due, c.blocks)
			require.Equal(t, c.want, got)
			require.GreaterOrEqual(t, uint64(got)*max(c.blocks, 1), c.due)
		})
	}
}
