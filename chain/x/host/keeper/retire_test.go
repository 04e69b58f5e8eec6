package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Who retires in epoch 1 is a member of epoch 1 to its end, and of no later one; it has its stake back at the start of epoch 5, and then
// the chain forgets it.
func TestRetirement(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[3]
	n.NextEpoch()
	result := n.Must(host.Operator, &types.MsgRetire{Host: host.Name()})
	answer := network.Response[types.MsgRetireResponse](n, result)
	require.Equal(t, types.MsgRetireResponse{RetiredFrom: 2, MatureEpoch: 5}, *answer)
	require.True(t, has(result.Events, "pacer.host.v1.EventRetired"))
	require.True(t, hostOf(t, n, host).Stake.IsZero())
	n.To(n.Height + 2)
	require.Len(t, n.Validators.Validators, 4)
	eligible, err := n.App.Host.Eligible(n.Context(), 2, host.Operator.Address)
	require.NoError(t, err)
	require.False(t, eligible)

	n.NextEpoch()
	require.True(t, isMember(t, n, 1, host))
	require.False(t, isMember(t, n, 2, host))
	n.To(n.Height + 2)
	require.Len(t, n.Validators.Validators, 3)
	// It can still claim what it has earned, and change its hot key for that.
	require.NoError(t, n.App.Host.Authorize(n.Context(), host.Operator.Address, host.Hot.Address, types.ACTION_KIND_CLAIM))
	fresh := network.NewAccount("fresh hot key")
	n.Must(host.Operator, &types.MsgSetHotKey{Host: host.Name(), HotKey: fresh.Address.String()})

	n.NextEpoch()
	n.NextEpoch()
	require.Len(t, unbondingsOf(t, n, host), 1)
	before := n.Balance(host.Operator.Address)
	n.NextEpoch()
	current, schedule := n.Epoch()
	require.Equal(t, uint64(5), current)
	require.Equal(t, n.Height, schedule.Start)
	require.Equal(t, before.AddRaw(network.Stake), n.Balance(host.Operator.Address))
	n.Next()
	_, err = n.App.Host.Host(n.Context(), host.Operator.Address)
	require.ErrorIs(t, err, types.ErrUnknownHost)
	// Its hot key is free again, its consensus key is still known to evidence.
	n.Must(n.Hosts[0].Operator, &types.MsgSetHotKey{Host: n.Hosts[0].Name(), HotKey: fresh.Address.String()})
	exported := n.Export()
	require.Contains(t, stateOf(t, exported), `"host":"`+host.Name()+`"`)
	again := network.Import(t, exported, network.Config{})
	require.Equal(t, stateOf(t, exported), exportedState(t, again))
}

// What a retired Host did can still cost it.
func TestRetiredHostIsSlashedForADoubleSignature(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[3]
	n.To(20)
	n.Must(host.Operator, &types.MsgRetire{Host: host.Name()})
	n.NextEpoch()
	n.Evidence(host, 19)
	n.Next()
	require.Equal(t, int64(network.Stake*8/10), unbondingsOf(t, n, host)[0].Amount.Int64())
}

// A network that everybody leaves goes on with the members it had: without validators it would stop for ever.
func TestTheLastHostsStayValidators(t *testing.T) {
	n := network.Start(t, network.Config{})
	for _, host := range n.Hosts {
		n.Must(host.Operator, &types.MsgRetire{Host: host.Name()})
	}
	for range 6 {
		n.NextEpoch()
	}
	n.To(n.Height + 2)
	require.Len(t, n.Validators.Validators, 4)
	for _, host := range n.Hosts {
		require.Empty(t, unbondingsOf(t, n, host))
	}
}

// Who joins a network that all its members have left has the votes as soon as it works.
func TestANewcomerTakesOverFromThoseWhoRetired(t *testing.T) {
	n := easyWork(t)
	for _, host := range n.Hosts {
		n.Must(host.Operator, &types.MsgRetire{Host: host.Name()})
	}
	newcomer := n.Join(5)
	n.NextEpoch()
	require.True(t, isMember(t, n, 1, n.Hosts[0]))
	sprint(t, n, 4, newcomer)
	members := membersOf(t, n, 2)
	require.Len(t, members, 1)
	require.Equal(t, newcomer.Name(), members[0].Host)
	n.To(n.Height + 2)
	require.Len(t, n.Validators.Validators, 1)
	require.Equal(t, int64(64), powerOf(n, newcomer))
}
