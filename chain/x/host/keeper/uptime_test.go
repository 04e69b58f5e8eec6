package keeper_test

import (
	"slices"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// short is the local preset with the shortest epochs that there may be, in which 3 missed blocks of the last 6 are too many,
// and every fourth nonce is a hit.
func short() *genesis.Preset {
	p := genesis.Local()
	p.Epoch.EpochLength, p.Epoch.SprintSpan, p.Epoch.Tail = 17, 5, 1
	p.Epoch.DealOpen, p.Epoch.DealClose, p.Epoch.ComputeSpan, p.Epoch.ChallengeSpan = 10, 11, 1, 1
	p.Host.DowntimeWindow, p.Host.DowntimeMissed = 6, 3
	p.Sprint.FirstTarget = 1 << 62
	return &p
}

func standingOf(t *testing.T, n *network.Network, host network.Host) types.QueryStandingResponse {
	t.Helper()
	var answer types.QueryStandingResponse
	_, code := n.Query("/pacer.host.v1.Query/Standing", &types.QueryStandingRequest{Host: host.Name()}, &answer)
	require.Zero(t, code)
	return answer
}

// powerOf is what a Host has in the set that signs the block after the next one.
func powerOf(n *network.Network, host network.Host) int64 {
	_, v := n.NextValidators().GetByAddress(host.Validator())
	if v == nil {
		return 0
	}
	return v.VotingPower
}

// blocks carries out some blocks and returns all their events.
func blocks(n *network.Network, count int) (events []abci.Event) {
	for range count {
		events = append(events, n.Next().Events...)
	}
	return events
}

func TestWhoIsAbsentHasNoPowerUntilTheNextEpoch(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	host := n.Hosts[0]
	n.Absent(host)
	require.False(t, has(blocks(n, 2), "pacer.host.v1.EventDown"))
	require.Equal(t, uint32(2), standingOf(t, n, host).Missed)
	require.Equal(t, int64(16), powerOf(n, host))

	response := n.Next()
	require.True(t, has(response.Events, "pacer.host.v1.EventDown"))
	require.True(t, has(response.Events, "pacer.host.v1.EventPowerChanged"))
	require.Len(t, response.ValidatorUpdates, 1)
	require.Zero(t, response.ValidatorUpdates[0].Power)
	require.Zero(t, powerOf(n, host))
	standing := standingOf(t, n, host)
	require.True(t, standing.Down)
	require.Equal(t, n.Height, standing.DownHeight)
	require.Zero(t, standing.Missed, "its record begins anew")
	// It is a member as before: its weight, its share, its slots in the making of the beacon stay.
	member, _, err := n.App.Host.Member(n.Context(), 0, host.Operator.Address)
	require.NoError(t, err)
	require.Equal(t, uint64(16), member.Slots)
	// Two more blocks carry its votes; they are not counted.
	require.False(t, has(blocks(n, 3), "pacer.host.v1.EventDown"))
	require.Zero(t, standingOf(t, n, host).Missed)

	// It comes back at once, but not to power: the epoch is without it to its end.
	n.Absent()
	n.OpenBeacon()
	_, schedule := n.Epoch()
	n.To(schedule.NextStart - 1)
	require.Zero(t, powerOf(n, host))
	require.Equal(t, int64(48), n.NextValidators().TotalVotingPower())
	response = n.Next()
	require.Len(t, response.ValidatorUpdates, 1)
	require.Equal(t, []sdk.Msg{&types.EventPowerChanged{Host: host.Name(), Epoch: 1, After: 16, Reason: "return"}}, powerChanges(t, response.Events))
	require.Equal(t, int64(16), powerOf(n, host), "the weights continue, and its own with them")
	require.False(t, standingOf(t, n, host).Down)
}

// powerChanges are the changes of power among events, as they are typed.
func powerChanges(t *testing.T, events []abci.Event) (changes []sdk.Msg) {
	t.Helper()
	for _, event := range events {
		if event.Type != "pacer.host.v1.EventPowerChanged" {
			continue
		}
		event.Attributes = slices.DeleteFunc(event.Attributes, func(a abci.EventAttribute) bool { return a.Key == "mode" })
		change, err := sdk.ParseTypedEvent(event)
		require.NoError(t, err)
		changes = append(changes, change)
	}
	return changes
}

// Who was down has weight in the next epoch if it did its work, like everybody: downtime itself takes nothing of it.
func TestWhoWasDownComesBackWithItsWork(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	worker, idler := n.Hosts[0], n.Hosts[1]
	n.Absent(worker)
	blocks(n, 4)
	require.Zero(t, powerOf(n, worker))
	n.Absent()
	n.OpenBeacon()
	commitWork(t, n, worker, n.Hosts[2], n.Hosts[3])
	n.NextEpoch()
	require.Positive(t, powerOf(n, worker))
	require.Zero(t, powerOf(n, idler))
}

// commitWork has each of these Hosts commit two hits in one block, the first of the compute window.
func commitWork(t *testing.T, n *network.Network, hosts ...network.Host) {
	t.Helper()
	current, _ := n.Epoch()
	var txs [][]byte
	for _, h := range hosts {
		txs = append(txs, n.Sign(h.Hot, network.Tx{}, n.CommitWork(h, current, n.Hits(h, current, 0, 2)...)))
	}
	for _, result := range n.Next(txs...).TxResults {
		require.Zero(t, result.Code, result.Log)
	}
}

// A vote for nil is a sign of life.
func TestNilVotesAreNotMissed(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	n.VoteNil(n.Hosts[0])
	blocks(n, 8)
	require.Zero(t, standingOf(t, n, n.Hosts[0]).Missed)
	require.Equal(t, int64(16), powerOf(n, n.Hosts[0]))
}

// Misses that are further apart than the window never come together.
func TestMissesLeaveTheWindow(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	host := n.Hosts[0]
	for range 4 {
		n.Absent(host)
		blocks(n, 2)
		require.Equal(t, uint32(2), standingOf(t, n, host).Missed)
		n.Absent()
		blocks(n, 5)
		require.Equal(t, uint32(1), standingOf(t, n, host).Missed)
		blocks(n, 1)
		require.Zero(t, standingOf(t, n, host).Missed)
	}
	require.False(t, standingOf(t, n, host).Down)
	require.Equal(t, int64(16), powerOf(n, host))
}

// Downtime takes power from at most a third of an epoch's slots. Who is one too many keeps its power, and loses it in the next epoch if it
// is absent still.
func TestDowntimeTakesAtMostAThirdOfTheSlots(t *testing.T) {
	weights := make([]uint64, 10)
	for i := range weights {
		weights[i] = types.TotalWeight / 10
	}
	preset := short()
	preset.Epoch.EpochLength = 30
	n := network.Start(t, network.Config{Preset: preset, Weights: weights})
	gone, taken := 0, uint64(0)
	for ; gone < len(n.Hosts); gone++ {
		member, _, err := n.App.Host.Member(n.Context(), 0, n.Hosts[gone].Operator.Address)
		require.NoError(t, err)
		n.Absent(n.Hosts[:gone+1]...)
		down := has(blocks(n, 4), "pacer.host.v1.EventDown")
		require.Equal(t, 3*(taken+member.Slots) <= preset.Host.Slots, down)
		if !down {
			break
		}
		taken += member.Slots
	}
	require.Equal(t, 3, gone, "3 of 10 have less than a third, 4 have more")
	late := n.Hosts[gone]
	require.False(t, standingOf(t, n, late).Down)
	require.GreaterOrEqual(t, standingOf(t, n, late).Missed, preset.Host.DowntimeMissed)
	require.Positive(t, powerOf(n, late))

	// The others come back; the first block of the next epoch takes the late one's power.
	n.Absent(late)
	n.OpenBeacon()
	_, schedule := n.Epoch()
	n.To(schedule.NextStart - 1)
	require.Positive(t, powerOf(n, late))
	response := n.Next()
	require.True(t, has(response.Events, "pacer.host.v1.EventDown"))
	require.Zero(t, powerOf(n, late))
	require.Len(t, response.ValidatorUpdates, gone+1, "one update brings three back and takes one")
}

// Who signs is up, however many blocks it missed before: here the next epoch allows fewer than it has missed already.
func TestWhoSignsKeepsItsPower(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	host := n.Hosts[0]
	params := short().Host
	params.DowntimeMissed = 1
	n.Must(n.Authority, &types.MsgUpdateParams{Authority: n.Authority.Address.String(), Params: params})
	n.OpenBeacon()
	_, schedule := n.Epoch()
	n.To(schedule.NextStart - 3)
	n.Absent(host)
	blocks(n, 2)
	n.Absent()
	n.Next()
	current, _ := n.Epoch()
	require.Equal(t, uint64(1), current)
	standing := standingOf(t, n, host)
	require.Equal(t, []uint32{2, 1}, []uint32{standing.Missed, standing.MissedLimit})
	require.False(t, standing.Down)
	require.Positive(t, powerOf(n, host))
	n.Absent(host)
	n.Next()
	require.True(t, standingOf(t, n, host).Down)
}

// A record of another window counts no more.
func TestRecordsBeginAnewWithAnotherWindow(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	host := n.Hosts[0]
	params := short().Host
	params.DowntimeWindow = 7
	n.Must(n.Authority, &types.MsgUpdateParams{Authority: n.Authority.Address.String(), Params: params})
	n.OpenBeacon()
	_, schedule := n.Epoch()
	n.To(schedule.NextStart - 2)
	n.Absent(host)
	blocks(n, 1)
	require.Equal(t, uint32(1), standingOf(t, n, host).Missed)
	blocks(n, 1)
	require.Equal(t, uint32(1), standingOf(t, n, host).Missed, "the first block of the new window")
	blocks(n, 1)
	require.False(t, standingOf(t, n, host).Down)
	require.True(t, has(blocks(n, 1), "pacer.host.v1.EventDown"))
}

func TestVotesOfNobodyAreIgnored(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	for range 5 {
		n.StrangeVote(make([]byte, 20))
		n.StrangeVote(nil)
		n.Next()
	}
	require.Len(t, n.Validators.Validators, 4)
}
