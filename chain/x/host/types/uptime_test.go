package types_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// The record is the misses of the last window blocks, whatever came before.
func TestUptimeKeepsTheLastWindow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, window := range []uint32{1, 6, 8, 20, 600} {
		uptime := types.NewUptime("host", window)
		var all []bool
		for height := int64(1); height < int64(3*window); height++ {
			missed := r.IntN(2) == 0
			before := height > int64(window) && all[len(all)-int(window)]
			require.Equal(t, before != missed, uptime.Note(height, missed))
			all = append(all, missed)
			count := uint32(0)
			for _, m := range all[max(0, len(all)-int(window)):] {
				if m {
					count++
				}
			}
			require.Equal(t, count, uptime.Count)
		}
	}
}
