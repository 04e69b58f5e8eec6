package keeper_test

import (
	"bytes"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// full is a network of four Hosts that work and of two newcomers that don't, as many as there may be, at the start of the first epoch in
// which the two can be displaced.
func full(t *testing.T, stakes ...int64) (n *network.Network, idle []network.Host) {
	t.Helper()
	preset := genesis.Local()
	preset.Host.MaxHosts, preset.Sprint.FirstTarget = uint32(4+len(stakes)), 1<<62
	n = network.Start(t, network.Config{Preset: &preset})
	for i, stake := range stakes {
		host := n.Newcomer(5 + i)
		n.Must(host.Operator, registering(t, host, stake))
		idle = append(idle, host)
	}
	late := n.Newcomer(20)
	for range 4 {
		result := n.Deliver(late.Operator, late.Register())
		tooMany(t, result, "none of them is idle")
		n.NextEpoch()
	}
	return n, idle
}

func registering(t *testing.T, host network.Host, stake int64) *types.MsgRegister {
	t.Helper()
	return changed(t, host.Register(), func(m *types.MsgRegister) { m.Stake = math.NewInt(stake) })
}

func tooMany(t *testing.T, result *abci.ExecTxResult, says string) {
	t.Helper()
	require.Equal(t, types.ModuleName, result.Codespace, result.Log)
	require.Equal(t, types.ErrTooManyHosts.ABCICode(), result.Code, result.Log)
	require.Contains(t, result.Log, says)
}

func requireExportable(t *testing.T, n *network.Network) {
	t.Helper()
	exported := n.Export()
	require.Equal(t, stateOf(t, exported), exportedState(t, network.Import(t, exported, network.Config{})))
}

// Hosts that were registered for nothing don't keep others out: who bonds more takes the place of the one with the least stake.
func TestNewcomerDisplacesTheIdleHostWithTheLeastStake(t *testing.T) {
	n, idle := full(t, 60_000_000, 50_000_000)
	late := n.Newcomer(7)
	refused := n.Deliver(late.Operator, registering(t, late, 50_000_000))
	tooMany(t, refused, "the least stake that gets in now is 50000001, not 50000000")
	require.Greater(t, refused.GasUsed, int64(6*types.CountGas+6*types.CrowdGas(types.Host{})))
	require.Zero(t, hostOf(t, n, idle[1]).RetiredFrom)

	result := n.Must(late.Operator, registering(t, late, 50_000_001))
	require.True(t, has(result.Events, "pacer.host.v1.EventDisplaced"))
	require.True(t, has(result.Events, "pacer.host.v1.EventRetired"))
	gone := hostOf(t, n, idle[1])
	require.Equal(t, uint64(5), gone.RetiredFrom)
	require.True(t, gone.Stake.IsZero())
	require.Zero(t, hostOf(t, n, idle[0]).RetiredFrom)
	under := unbondingsOf(t, n, idle[1])
	require.Len(t, under, 1)
	require.Equal(t, uint64(8), under[0].MatureEpoch)
	require.Equal(t, int64(50_000_000), under[0].Amount.Int64())
	again := n.Deliver(idle[1].Operator, &types.MsgBond{Host: idle[1].Name(), Amount: math.OneInt()})
	require.Equal(t, types.ErrRetired.ABCICode(), again.Code, again.Log)
	requireExportable(t, n)

	// The next one in the same epoch outbids the one after by an eighth.
	next := n.Newcomer(8)
	tooMany(t, n.Deliver(next.Operator, registering(t, next, 67_500_001)), "the least stake that gets in now is 67500002")
	n.Must(next.Operator, registering(t, next, 67_500_002))
	require.Equal(t, uint64(5), hostOf(t, n, idle[0]).RetiredFrom)

	before := n.Balance(idle[1].Operator.Address)
	for range 4 {
		n.NextEpoch()
	}
	n.To(n.Height + 4)
	require.Equal(t, before.AddRaw(50_000_000), n.Balance(idle[1].Operator.Address))
	_, err := n.App.Host.Host(n.Context(), idle[1].Operator.Address)
	require.ErrorIs(t, err, types.ErrUnknownHost)
}

func TestOfEqualStakesTheFirstAddressGoes(t *testing.T) {
	n, idle := full(t, 50_000_000, 50_000_000, 50_000_000)
	first := idle[0]
	for _, host := range idle {
		if bytes.Compare(host.Operator.Address, first.Operator.Address) < 0 {
			first = host
		}
	}
	late := n.Newcomer(9)
	n.Must(late.Operator, late.Register())
	for _, host := range idle {
		require.Equal(t, host.Name() == first.Name(), hostOf(t, n, host).RetiredFrom != 0)
	}
}

// Who works is never displaced, whatever its stake, and nobody is while it may be about to show that it works.
func TestHostThatWorksStays(t *testing.T) {
	n, idle := full(t, 60_000_000, 50_000_000)
	n.OpenBeacon()
	late := n.Newcomer(7)
	tooMany(t, n.Deliver(late.Operator, late.Register()), "try again in epoch 5")
	worker := idle[1]
	worker.Hot.Granter = nil
	n.Must(n.Authority, send(n.Authority, worker.Hot.Address, 10_000_000))
	for _, host := range append([]network.Host{worker}, n.Hosts...) {
		n.Must(host.Hot, n.CommitWork(host, 4, n.Hits(host, 4, 0, 4)...))
	}
	n.NextEpoch()
	require.True(t, isMember(t, n, 5, worker))
	n.Must(late.Operator, late.Register())
	require.Equal(t, uint64(6), hostOf(t, n, idle[0]).RetiredFrom)
	require.Zero(t, hostOf(t, n, worker).RetiredFrom)
	// Nobody else is idle, so the next newcomer has to wait, whatever it would bond.
	next := n.Newcomer(8)
	tooMany(t, n.Deliver(next.Operator, next.Register()), "none of them is idle")
}

// Who has retired takes nobody's place, while its stake unbonds. But no epoch takes in many that way, and each pays an eighth more.
func TestWhoRetiresMakesRoomAtARisingPrice(t *testing.T) {
	preset := genesis.Local()
	preset.Host.MaxHosts, preset.Host.MinStake = 4, 1_000
	n := network.Start(t, network.Config{Preset: &preset})
	n.Must(n.Hosts[3].Operator, &types.MsgRetire{Host: n.Hosts[3].Name()})
	deliver := func(txs [][]byte) (results []*abci.ExecTxResult) {
		for len(txs) > 0 {
			count := min(len(txs), 32)
			results = append(results, n.Next(txs[:count]...).TxResults...)
			txs = txs[count:]
		}
		return results
	}
	var hosts []network.Host
	var coins, txs [][]byte
	for i := range 65 {
		host, err := network.NewHost(n.ChainID, 10+i, 0, nil)
		require.NoError(t, err)
		hosts = append(hosts, host)
		coins = append(coins, n.Sign(n.Authority, network.Tx{}, send(n.Authority, host.Operator.Address, 8_000_000)))
	}
	succeeded(t, deliver(coins))
	price := int64(1_000)
	for _, host := range hosts {
		txs = append(txs, n.Sign(host.Operator, network.Tx{}, registering(t, host, price)),
			n.Sign(host.Operator, network.Tx{}, &types.MsgRetire{Host: host.Name()}))
		price += (price + 7) / 8
	}
	results := deliver(txs)
	succeeded(t, results[:128])
	tooMany(t, results[128], "64 have come in epoch 0 since there is no room: try again in epoch 1")
	requireExportable(t, n)

	// The next epoch begins with the least stake again.
	n.NextEpoch()
	last, other := hosts[64], n.Newcomer(9)
	n.Must(last.Operator, registering(t, last, 1_000))
	tooMany(t, n.Deliver(other.Operator, other.Register()), "none of them is idle")
	n.Must(last.Operator, &types.MsgRetire{Host: last.Name()})
	tooMany(t, n.Deliver(other.Operator, registering(t, other, 1_124)), "the least stake that gets in now is 1125, not 1124")
	n.Must(other.Operator, registering(t, other, 1_125))
}

func succeeded(t *testing.T, results []*abci.ExecTxResult) {
	t.Helper()
	for i, result := range results {
		require.Zero(t, result.Code, "%d: %s", i, result.Log)
	}
}
