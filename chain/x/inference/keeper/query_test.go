package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	"github.com/pacer-network/pacer/chain/x/inference/types"
)

func nextSlot(t *testing.T, c *scenario.Chain, host network.Host) *types.QueryNextSlotResponse {
	t.Helper()
	var answer types.QueryNextSlotResponse
	_, code := c.Query("/pacer.inference.v1.Query/NextSlot", &types.QueryNextSlotRequest{
		Host: host.Name(), Kind: types.BATCH_KIND_ARTIFACT, Model: scenario.Model,
	}, &answer)
	require.Zero(t, code)
	return &answer
}

// What NextSlot answers at a height is what the next block accepts, over all the boundaries of an epoch.
func TestNextSlotTellsWhatTheNextBlockAccepts(t *testing.T) {
	c := startServing(t)
	_, first := c.Epoch()
	for c.Height < first.Cutoff+40 {
		if c.Height == first.Cutoff {
			c.OpenBeacon()
		}
		slot := nextSlot(t, c, c.Hosts[0])
		msg := c.Batch(c.Hosts[0], 1)
		msg.Epoch = slot.Epoch
		result := c.Deliver(c.Hosts[0].Hot, msg)
		require.Equal(t, slot.Height == c.Height, result.Code == 0, "height %d, %v: %s", c.Height, slot, result.Log)
		if slot.Until != 0 {
			require.Greater(t, slot.Until, c.Height-1)
		}
		if result.Code != 0 {
			require.Equal(t, types.ErrTooEarly.ABCICode(), result.Code, result.Log)
		}
	}
	current, _ := c.Epoch()
	require.Equal(t, uint64(1), current)
}

func TestHeadersComeInRuns(t *testing.T) {
	c := startServing(t)
	for range 6 {
		c.Commit(1, c.Hosts...)
		c.To(c.Height + 4)
	}
	all := c.Headers(0)
	require.Len(t, all, 24)
	for _, test := range []struct {
		from  uint64
		limit uint32
		want  []types.Header
	}{
		{0, 5, all[:5]}, {3, 5, all[3:8]}, {15, 2, all[15:17]}, {23, 0, all[23:]}, {20, 5000, all[20:]}, {24, 1, nil},
	} {
		var answer types.QueryHeadersResponse
		_, code := c.Query("/pacer.inference.v1.Query/Headers",
			&types.QueryHeadersRequest{Epoch: 0, From: test.from, Limit: test.limit}, &answer)
		require.Zero(t, code)
		require.Equal(t, uint64(24), answer.Total)
		require.Equal(t, test.want, answer.Headers)
	}
	for name, request := range map[string]*types.QueryHeadersRequest{
		"after the end":            {Epoch: 0, From: 25},
		"epoch without any header": {Epoch: 9, From: 1},
	} {
		_, code := c.Query("/pacer.inference.v1.Query/Headers", request, &types.QueryHeadersResponse{})
		require.NotZero(t, code, name)
	}
	for name, request := range map[string]*types.QueryNextSlotRequest{
		"malformed host": {Host: "pacer1", Kind: 1, Model: scenario.Model},
		"no kind":        {Host: c.Hosts[0].Name(), Model: scenario.Model},
		"unknown model":  {Host: c.Hosts[0].Name(), Kind: 1, Model: "pacer/none"},
	} {
		_, code := c.Query("/pacer.inference.v1.Query/NextSlot", request, &types.QueryNextSlotResponse{})
		require.NotZero(t, code, name)
	}
}
