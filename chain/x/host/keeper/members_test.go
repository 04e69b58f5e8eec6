package keeper_test

import (
	"bytes"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

func membersOf(t *testing.T, n *network.Network, epoch uint64) []types.Member {
	t.Helper()
	var answer types.QueryMembersResponse
	_, code := n.Query("/pacer.host.v1.Query/Members", &types.QueryMembersRequest{Epoch: epoch}, &answer)
	require.Zero(t, code)
	return answer.Members
}

func TestMembersOfGenesisAreTheFirstValidators(t *testing.T) {
	n := network.Start(t, network.Config{Weights: []uint64{500_000_000, 300_000_000, 199_999_999, 1}})
	members := membersOf(t, n, 0)
	require.Len(t, members, 4)
	slots, powers := uint64(0), map[string]int64{}
	for i, m := range members {
		slots += m.Slots
		if m.Slots > 0 {
			powers[string(m.Keys.Consensus)] = int64(m.Slots)
		}
		if i > 0 {
			require.Negative(t, bytes.Compare(sdk.MustAccAddressFromBech32(members[i-1].Host), sdk.MustAccAddressFromBech32(m.Host)))
		}
	}
	require.Equal(t, uint64(64), slots)
	// Who has too little weight for a slot is a member, but no validator.
	require.Len(t, powers, 3)
	require.Len(t, n.Validators.Validators, 3)
	for _, v := range n.Validators.Validators {
		require.Equal(t, powers[string(v.PubKey.Bytes())], v.VotingPower)
	}
}

func TestWeightsThatNeedStakeAreCapped(t *testing.T) {
	preset := genesis.Local()
	preset.Host.StakePerWeight = 10
	n := network.Start(t, network.Config{Preset: &preset, Weights: []uint64{950_000_000, 50_000_000}})
	for _, m := range membersOf(t, n, 0) {
		want := uint64(50_000_000)
		if m.Host == n.Hosts[0].Name() {
			want = network.Stake / 10
		}
		require.Equal(t, want, m.Weight)
	}
}

// Stake that would have to stand behind weights can't end the network: the weights of the epoch before continue.
func TestWeightsContinueWhenNoneWouldBeLeft(t *testing.T) {
	n := network.Start(t, network.Config{Weights: []uint64{600_000_000, 400_000_000}})
	params := genesis.Local().Host
	params.StakePerWeight = 1 << 40
	n.Must(n.Authority, &types.MsgUpdateParams{Authority: n.Authority.Address.String(), Params: params})
	n.OpenBeacon()
	_, schedule := n.Epoch()
	n.To(schedule.NextStart - 1)
	response := n.Next()
	require.True(t, has(response.Events, "pacer.host.v1.EventWeightsKept"))
	require.Empty(t, response.ValidatorUpdates)
	before, after := membersOf(t, n, 0), membersOf(t, n, 1)
	require.Len(t, after, 2)
	for i := range after {
		require.Equal(t, before[i].Weight, after[i].Weight)
		require.Equal(t, before[i].Slots, after[i].Slots)
	}
}

func has(events []abci.Event, name string) bool {
	for _, e := range events {
		if e.Type == name {
			return true
		}
	}
	return false
}

func TestChangedSlotsBecomeOneValidatorUpdateAtTheStart(t *testing.T) {
	n := network.Start(t, network.Config{Weights: []uint64{600_000_000, 400_000_000}})
	params := genesis.Local().Host
	params.Slots = 100
	n.Must(n.Authority, &types.MsgUpdateParams{Authority: n.Authority.Address.String(), Params: params})
	n.OpenBeacon()
	_, schedule := n.Epoch()
	n.To(schedule.NextStart - 1)
	response := n.Next()
	require.Len(t, response.ValidatorUpdates, 2)
	require.True(t, has(response.Events, "pacer.host.v1.EventPowerChanged"))
	require.Empty(t, n.Next().ValidatorUpdates)
	require.Equal(t, int64(100), n.NextValidators().TotalVotingPower())
}

func TestWhatAMemberIsDoesNotChangeWithinTheEpoch(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	before := membersOf(t, n, 0)
	payout := network.NewAccount("another payout").Address.String()
	n.Must(host.Operator,
		&types.MsgSetPayout{Host: host.Name(), Payout: payout},
		&types.MsgSetMlNodes{Host: host.Name(), MlNodes: []types.MlNode{{Id: "a", Models: []string{"another/model"}, Capacity: 2}}},
	)
	require.Equal(t, before, membersOf(t, n, 0))
	n.NextEpoch()
	require.Equal(t, before, membersOf(t, n, 0))
	member, ok, err := n.App.Host.Member(n.Context(), 1, host.Operator.Address)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, payout, member.Payout)
	require.Equal(t, []string{"another/model"}, member.Models)
}

func TestWalkGoesOnAfterItsCursor(t *testing.T) {
	n := network.Start(t, network.Config{})
	var walked []string
	var cursor []byte
	for {
		count := 0
		require.NoError(t, n.App.Host.WalkMembers(n.Context(), 0, cursor, func(m types.Member) (bool, error) {
			walked = append(walked, m.Host)
			cursor = sdk.MustAccAddressFromBech32(m.Host)
			count++
			return true, nil
		}))
		if count == 0 {
			break
		}
	}
	members := membersOf(t, n, 0)
	require.Len(t, walked, len(members))
	for i, m := range members {
		require.Equal(t, m.Host, walked[i])
	}
}

func TestSlotTableIsConsecutive(t *testing.T) {
	n := network.Start(t, network.Config{Weights: []uint64{500_000_000, 300_000_000, 199_999_999, 1}})
	var answer types.QuerySlotsResponse
	_, code := n.Query("/pacer.host.v1.Query/Slots", &types.QuerySlotsRequest{}, &answer)
	require.Zero(t, code)
	require.Len(t, answer.Runs, 3)
	next := uint64(1)
	for _, run := range answer.Runs {
		require.Equal(t, next, run.First)
		next += run.Count
	}
	require.Equal(t, uint64(65), next)
}

func TestMembersArePrunedFourEpochsLater(t *testing.T) {
	n := network.Start(t, network.Config{})
	for range 3 {
		n.NextEpoch()
	}
	require.Len(t, membersOf(t, n, 0), 4)
	n.NextEpoch()
	n.Next()
	_, ok, err := n.App.Host.Member(n.Context(), 0, n.Hosts[0].Operator.Address)
	require.NoError(t, err)
	require.False(t, ok)
	_, err = n.App.Host.ParamsOf(n.Context(), 0)
	require.ErrorIs(t, err, epochtypes.ErrUnknownEpoch)
	_, ok, err = n.App.Host.Member(n.Context(), 1, n.Hosts[0].Operator.Address)
	require.NoError(t, err)
	require.True(t, ok)
}

func TestMembersOfAnEpochThatHasNotBegunAreUnknown(t *testing.T) {
	n := network.Start(t, network.Config{})
	_, code := n.Query("/pacer.host.v1.Query/Members", &types.QueryMembersRequest{Epoch: 1}, &types.QueryMembersResponse{})
	require.NotZero(t, code)
}
