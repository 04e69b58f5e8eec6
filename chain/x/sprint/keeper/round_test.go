package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

func TestEpochsTurnOnRealBeacons(t *testing.T) {
	c := start(t, nil)
	seen := map[string]bool{}
	for epoch := range uint64(6) {
		seen[string(c.Beacon(epoch))] = true
		start := c.Height
		c.Turn()
		current, schedule := c.Epoch()
		require.Equal(t, epoch+1, current)
		require.Equal(t, start+90, schedule.Start, "nobody was late, and the epoch is as long as it should be")
	}
	require.Len(t, seen, 6)
	var shares types.QueryMySharesResponse
	_, code := c.Query("/pacer.sprint.v1.Query/MyShares", &types.QueryMySharesRequest{Epoch: 6, Host: c.Hosts[0].Name()}, &shares)
	require.Zero(t, code)
	require.Equal(t, types.Participation{Host: c.Hosts[0].Name(), Streak: 6, Rounds: 6}, shares.Participation)
	alarms, err := c.App.Epoch.Alarms(c.Context())
	require.NoError(t, err)
	require.Zero(t, alarms)
}

func TestOneHostMakesABeaconAlone(t *testing.T) {
	for _, slots := range []uint32{1, 2, 7} {
		preset := genesis.Local()
		preset.Host.Slots = uint64(slots)
		c := scenario.Start(t, network.Config{Preset: &preset, Weights: []uint64{1_000_000_000}})
		c.Turn()
		current, _ := c.Epoch()
		require.Equal(t, uint64(1), current)
	}
}

func TestFewerSlotsThanHosts(t *testing.T) {
	preset := genesis.Local()
	preset.Host.Slots = 2
	c := scenario.Start(t, network.Config{Preset: &preset})
	var holders, idle []network.Host
	for _, host := range c.Hosts {
		if c.Part(host, 0).Slots > 0 {
			holders = append(holders, host)
		} else {
			idle = append(idle, host)
		}
	}
	require.Len(t, holders, 2)
	require.Len(t, idle, 2)
	require.Equal(t, uint64(1_000_000), c.Round().DeltaPpm)
	c.Deal(holders...)
	c.Open(holders...)
	c.NextEpoch()
	current, _ := c.Epoch()
	require.Equal(t, uint64(1), current)
}

// 49 % of the slots never open alone, 51 % always do.
func TestMinorityNeverOpensAloneAndAMajorityAlways(t *testing.T) {
	preset := genesis.Local()
	preset.Host.Slots = 100
	c := scenario.Start(t, network.Config{Preset: &preset, Weights: []uint64{490_000_000, 510_000_000}})
	minority, majority := c.Hosts[0], c.Hosts[1]
	require.Equal(t, uint32(49), c.Part(minority, 0).Slots)
	c.Deal(minority)
	_, schedule := c.Epoch()
	// Alone it can't even close.
	c.To(schedule.DealClose + 2)
	require.True(t, c.Round().Extended)
	require.False(t, c.Round().Closed())
	c.Deal(majority)
	require.Equal(t, c.Height, c.Round().CloseHeight)
	c.Open(minority)
	c.To(c.Height + 200)
	require.Zero(t, c.Round().BeaconHeight)
	c.Open(majority)
	require.Equal(t, c.Height, c.Round().BeaconHeight)
	c.NextEpoch()
	// The majority needs nobody.
	c.Deal(majority)
	c.Open(majority)
	require.Equal(t, c.Height, c.Round().BeaconHeight)
	c.NextEpoch()
	require.True(t, c.Part(minority, 1).MissedDeal && c.Part(minority, 1).MissedOpen)
}

// Too few dealers at deal_close put the close off, past the cutoff if need be; it happens in the block that brings enough slots, and
// openings begin in the block after.
func TestCloseIsPutOffUntilDealersHoldEnough(t *testing.T) {
	c := start(t, nil)
	c.Deal(c.Hosts[:2]...) // 6 of 12 slots, 7 are needed
	_, schedule := c.Epoch()
	c.To(schedule.DealClose)
	require.True(t, c.Round().Extended)
	c.To(schedule.Cutoff + 10)
	require.False(t, c.Round().Closed())
	refused(c, types.ErrTooEarly, t, c.Hosts[0].Hot, c.Opening(c.Hosts[0]))
	// Two in the block that closes: both count.
	response := c.Next(
		c.Sign(c.Hosts[2].Hot, network.Tx{Gas: network.SprintGas}, c.Dealing(c.Hosts[2])),
		c.Sign(c.Hosts[3].Hot, network.Tx{Gas: network.SprintGas}, c.Dealing(c.Hosts[3])),
	)
	for _, result := range response.TxResults {
		require.Zero(t, result.Code, result.Log)
	}
	require.Equal(t, c.Height, c.Round().CloseHeight)
	require.Equal(t, uint32(4), c.Round().Dealers)
	closed := c.Height
	c.Open(c.Hosts...)
	require.Equal(t, closed+1, c.Height)
	require.Equal(t, c.Height, c.Round().BeaconHeight)
	c.NextEpoch()
	for _, host := range c.Hosts {
		require.False(t, c.Part(host, 0).Absent())
	}
}

// With nobody there the epoch stretches; nothing is skipped, and it goes on with whoever comes back.
func TestEverybodyAbsent(t *testing.T) {
	c := start(t, nil)
	c.To(c.Height + 300)
	current, schedule := c.Epoch()
	require.Zero(t, current)
	require.Zero(t, schedule.NextStart)
	require.False(t, c.Round().Closed())
	c.Deal(c.Hosts[:3]...)
	require.Equal(t, c.Height, c.Round().CloseHeight)
	c.To(c.Height + 300) // and nobody opens
	require.Zero(t, c.Round().BeaconHeight)
	c.Open(c.Hosts...)
	c.NextEpoch()
	current, _ = c.Epoch()
	require.Equal(t, uint64(1), current)
	alarms, err := c.App.Epoch.Alarms(c.Context())
	require.NoError(t, err)
	require.Zero(t, alarms)
}

// Each absence takes a tenth of the settlement of the next epoch, by not minting it; the others get what they would have got anyway.
func TestAbsenceCostsAPartOfTheNextSettlement(t *testing.T) {
	c := start(t, nil)
	present, noDeal, noOpen, neither := c.Hosts[0], c.Hosts[1], c.Hosts[2], c.Hosts[3]
	c.Deal(present, noOpen)
	_, schedule := c.Epoch()
	c.To(schedule.DealClose)
	require.False(t, c.Round().Closed(), "6 of 12 slots")
	c.Deal(noDeal) // late, but before the close
	c.Open(present, noDeal)
	c.Open(noOpen)
	c.NextEpoch()
	require.True(t, c.Part(neither, 0).Absent())
	// Epoch 1's beacon is made with each kind of absence.
	c.Deal(present, noOpen, neither)
	c.Open(present, noDeal, neither)
	c.NextEpoch()
	_, schedule = c.Epoch()
	c.To(schedule.Cutoff + 1)
	full := rewardOf(t, c, present, 2)
	for _, want := range []struct {
		host    network.Host
		penalty uint32
	}{{present, 0}, {noDeal, 100_000}, {noOpen, 100_000}, {neither, 0}} {
		got := rewardOf(t, c, want.host, 2)
		require.Equal(t, want.penalty, got.AbsencePpm)
		require.Equal(t, full.Amount.MulRaw(int64(1_000_000-want.penalty)).QuoRaw(1_000_000).Int64(), got.Amount.Int64())
	}
	first := rewardOf(t, c, neither, 1)
	require.Equal(t, uint32(200_000), first.AbsencePpm)
	require.Equal(t, rewardOf(t, c, present, 1).Amount.MulRaw(8).QuoRaw(10).Int64(), first.Amount.Int64())
}

func rewardOf(t *testing.T, c *scenario.Chain, host network.Host, epoch uint64) rewardtypes.Reward {
	t.Helper()
	reward, found, err := c.App.Reward.Reward(c.Context(), epoch, host.Operator.Address)
	require.NoError(t, err)
	require.True(t, found)
	return reward
}

// Sums and shares are gone a block after the epoch, what everybody did when everything about the epoch goes.
func TestRoundsArePruned(t *testing.T) {
	c := start(t, nil)
	c.Turn()
	c.Next()
	export := c.Sprint()
	require.Empty(t, export.Sums)
	require.Empty(t, export.Shares)
	require.Len(t, export.Rounds, 2)
	for range 4 {
		c.Turn()
	}
	c.Next()
	export = c.Sprint()
	require.Equal(t, uint64(2), export.Rounds[0].Epoch)
	require.Len(t, export.Contributions, 4*4)
	require.Len(t, export.EpochParams, 4)
	_, err := c.App.Sprint.Round(c.Context(), 1)
	require.ErrorIs(t, err, types.ErrNotFound)
}
