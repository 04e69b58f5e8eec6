package simulation_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/simulation"
)

// churned is what has to happen over 200 epochs, and how often at least. A simulation in which nothing happens would pass all its other
// checks.
var churned = map[string]int{
	"pacer.host.v1.EventRegistered":      20,
	"pacer.host.v1.EventRetired":         20,
	"pacer.host.v1.EventDisplaced":       5,
	"pacer.host.v1.EventBonded":          50,
	"pacer.host.v1.EventUnbonding":       50,
	"pacer.host.v1.EventUnbonded":        50,
	"pacer.host.v1.EventKeysRotated":     50,
	"pacer.host.v1.EventDown":            50,
	"pacer.host.v1.EventDoubleSigned":    15,
	"pacer.host.v1.EventSlashed":         20,
	"pacer.host.v1.EventExcluded":        20,
	"pacer.host.v1.EventWeightsKept":     5,
	"pacer.host.v1.EventWeightsBounded":  5,
	"pacer.host.v1.EventPowerChanged":    500,
	"pacer.sprint.v1.EventWorkCommitted": 1_000,
	"pacer.sprint.v1.EventGuilty":        5,
	"validator update":                   200,
	"capped by stake":                    100,
	"votes moved as far as they may":     5,
	"down but for the limit":             1,
	"Host forgotten":                     10,
	"false work":                         5,
	"pacer.reward.v1.EventSettled":       190,
}

// Every update of 200 epochs is accepted by CometBFT's own UpdateWithChangeSet, whatever Hosts do and whatever happens to them.
func TestEveryUpdateOf200EpochsIsAccepted(t *testing.T) {
	const epochs = 200
	c := simulation.StartChurn(t, 7)
	c.RunTo(epochs)
	require.Equal(t, int64(1+17*epochs), c.Height)
	for _, kind := range slices.Sorted(maps.Keys(c.Seen)) {
		t.Logf("%6d  %s", c.Seen[kind], kind)
	}
	for kind, least := range churned {
		require.GreaterOrEqual(t, c.Seen[kind], least, kind)
	}
	totals, err := c.App.Reward.Totals(c.Context())
	require.NoError(t, err)
	require.True(t, totals.Forfeited.IsPositive())
	alarms, err := c.App.Epoch.Alarms(c.Context())
	require.NoError(t, err)
	require.Zero(t, alarms)
}

// The same seed makes the same state, another one another.
func TestChurnIsDeterministic(t *testing.T) {
	run := func(seed uint64) [][]byte {
		c := simulation.StartChurn(t, seed)
		c.RunTo(12)
		return c.AppHashes
	}
	first := run(3)
	require.Len(t, first, 12*17)
	require.Equal(t, first, run(3))
	require.NotEqual(t, first[len(first)-1], run(4)[len(first)-1])
}
