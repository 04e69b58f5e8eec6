package keeper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// The block in which enough slots are open is B, and everything that follows is set from there.
func TestBeaconIsMadeInTheBlockThatReachesTheThreshold(t *testing.T) {
	c := start(t, nil)
	c.Deal(c.Hosts...)
	_, schedule := c.Epoch()
	c.Open(c.Hosts[0])
	require.Equal(t, schedule.Cutoff, c.Height, "the first opening is in the block of the cutoff itself")
	c.Open(c.Hosts[1]) // 6 of 12 slots, 7 are needed
	require.Zero(t, c.Round().BeaconHeight)
	c.Open(c.Hosts[2])
	round := c.Round()
	require.Equal(t, c.Height, round.BeaconHeight)
	_, schedule = c.Epoch()
	require.Equal(t, c.Height, schedule.BeaconHeight)
	var answer types.QueryBeaconResponse
	_, code := c.Query("/pacer.sprint.v1.Query/Beacon", &types.QueryBeaconRequest{Epoch: 1}, &answer)
	require.Zero(t, code)
	require.Equal(t, c.Beacon(1), answer.Beacon)
	require.Equal(t, round.Secret, answer.Secret)
	require.Len(t, answer.AZero, 48)
	require.Equal(t, uint32(583_333), answer.SecretBelowPpm)
	require.Equal(t, uint32(583_334), answer.OpensFromPpm)

	// Opening late is not being absent.
	c.Open(c.Hosts[3])
	c.NextEpoch()
	for _, host := range c.Hosts {
		require.False(t, c.Part(host, 0).Absent())
	}
	require.Equal(t, uint32(4), func() uint32 { r, _ := c.App.Sprint.Round(c.Context(), 0); return r.Openers }())
}

func TestOpeningsOutsideTheirTimeAreRefused(t *testing.T) {
	c := start(t, nil)
	c.Deal(c.Hosts[:3]...)
	_, schedule := c.Epoch()
	refused(c, types.ErrTooEarly, t, c.Hosts[0].Hot, c.Opening(c.Hosts[0]))
	c.To(schedule.Cutoff - 2)
	refused(c, types.ErrTooEarly, t, c.Hosts[0].Hot, c.Opening(c.Hosts[0]))
	c.Open(c.Hosts[0])
	refused(c, types.ErrAlreadyOpened, t, c.Hosts[0].Hot, c.Opening(c.Hosts[0]))
	late, replayed := c.Opening(c.Hosts[3]), *c.Opening(c.Hosts[1])
	c.Open(c.Hosts[1:3]...)
	c.NextEpoch()
	refused(c, types.ErrEpochOver, t, c.Hosts[3].Hot, late)
	// One of the epoch before, said to be of this one.
	c.Deal(c.Hosts...)
	_, schedule = c.Epoch()
	c.To(schedule.Cutoff - 1)
	replayed.Epoch = 1
	refused(c, types.ErrInvalidOpening, t, c.Hosts[1].Hot, &replayed)
}

func TestInvalidOpeningsAreRefused(t *testing.T) {
	c := start(t, nil)
	c.Deal(c.Hosts...)
	_, schedule := c.Epoch()
	c.To(schedule.Cutoff - 1)
	host := c.Hosts[0]
	valid := c.Opening(host)
	for name, change := range map[string]struct {
		opening []byte
		want    interface {
			Codespace() string
			ABCICode() uint32
		}
	}{
		"too short":      {valid.Opening[:len(valid.Opening)-1], types.ErrInvalidLength},
		"too long":       {append(bytes.Clone(valid.Opening), 0), types.ErrInvalidLength},
		"another Host's": {c.Opening(c.Hosts[1]).Opening, types.ErrInvalidOpening},
		"swapped": {
			append(append(bytes.Clone(valid.Opening[96:192]), valid.Opening[:96]...), valid.Opening[192:]...), types.ErrInvalidOpening,
		},
		"not canonical": {append([]byte{valid.Opening[0] &^ 0x80}, valid.Opening[1:]...), types.ErrInvalidPoint},
	} {
		t.Run(name, func(t *testing.T) {
			msg := *valid
			msg.Opening = change.opening
			before := c.Round()
			refused(c, change.want, t, host.Hot, &msg)
			require.Equal(t, before, c.Round())
		})
	}
	c.Open(c.Hosts...)
}

// Whoever opens, the beacon is the same: it was fixed when the dealings were closed.
func TestBeaconDoesNotDependOnWhoOpens(t *testing.T) {
	var beacons [][]byte
	for _, openers := range [][]int{{0, 1, 2}, {3, 2, 1}, {0, 3, 2}, {0, 1, 2, 3}} {
		c := start(t, nil)
		c.Deal(c.Hosts...)
		var hosts []network.Host
		for _, i := range openers {
			hosts = append(hosts, c.Hosts[i])
		}
		c.Open(hosts...)
		beacons = append(beacons, c.Beacon(1))
	}
	for _, beacon := range beacons[1:] {
		require.Equal(t, beacons[0], beacon)
	}
	// And another set of dealers makes another.
	c := start(t, nil)
	c.Deal(c.Hosts[:3]...)
	c.Open(c.Hosts...)
	require.NotEqual(t, beacons[0], c.Beacon(1))
}

// Gas follows from the slot table, and the queries tell it.
func TestGasIsToldInAdvance(t *testing.T) {
	c := start(t, nil)
	_, schedule := c.Epoch()
	c.To(schedule.DealOpen - 1)
	var status types.QueryDealStatusResponse
	_, code := c.Query("/pacer.sprint.v1.Query/DealStatus", &types.QueryDealStatusRequest{Epoch: 0}, &status)
	require.Zero(t, code)
	require.Equal(t, schedule.DealOpen, status.DealOpen)
	require.Equal(t, uint32(583_333), status.SecretBelowPpm)
	require.Equal(t, uint32(583_334), status.OpensFromPpm)
	var used []int64
	for _, host := range c.Hosts {
		used = append(used, c.Next(c.Sign(host.Hot, network.Tx{Gas: network.SprintGas}, c.Dealing(host))).TxResults[0].GasUsed)
	}
	for _, gas := range used {
		require.InDelta(t, used[0], gas, 20_000)
		require.Greater(t, gas, int64(status.DealGas))
		require.Less(t, gas, int64(status.DealGas)+400_000)
	}
	c.To(schedule.Cutoff - 1)
	opening := c.Next(c.Sign(c.Hosts[0].Hot, network.Tx{Gas: network.SprintGas}, c.Opening(c.Hosts[0]))).TxResults[0].GasUsed
	told := int64(c.Shares(c.Hosts[0]).OpenGas)
	require.Greater(t, opening, told)
	require.Less(t, opening, told+400_000)
}
