package keeper_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

func unbondingsOf(t *testing.T, n *network.Network, host network.Host) []types.Unbonding {
	t.Helper()
	var answer types.QueryUnbondingsResponse
	_, code := n.Query("/pacer.host.v1.Query/Unbondings", &types.QueryUnbondingsRequest{Host: host.Name()}, &answer)
	require.Zero(t, code)
	return answer.Unbondings
}

// exportedState is the module's part of the state of a chain that was just imported.
func exportedState(t *testing.T, n *network.Network) string {
	t.Helper()
	state, err := n.App.ExportState(n.App.GetContextForFinalizeBlock(nil))
	require.NoError(t, err)
	return compact(t, state[types.ModuleName])
}

func TestBondedStakeCountsFromTheNextEpochOn(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	result := n.Must(host.Operator, &types.MsgBond{Host: host.Name(), Amount: math.NewInt(5)})
	require.Equal(t, int64(network.Stake+5), network.Response[types.MsgBondResponse](n, result).Stake.Int64())
	require.True(t, has(result.Events, "pacer.host.v1.EventBonded"))
	n.NextEpoch()
	for epoch, want := range map[uint64]int64{0: network.Stake, 1: network.Stake + 5} {
		member, _, err := n.App.Host.Member(n.Context(), epoch, host.Operator.Address)
		require.NoError(t, err)
		require.Equal(t, want, member.Stake.Int64(), "epoch %d", epoch)
	}
}

// What is begun in epoch 1 is paid in the block in which epoch 5 starts, and in none before, also by a chain that goes on from an export.
func TestUnbondingMaturesFourEpochsLater(t *testing.T) {
	for _, moved := range []bool{false, true} {
		n := network.Start(t, network.Config{})
		host := n.Hosts[0]
		n.NextEpoch()
		n.To(n.Height + 20)
		result := n.Must(host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: math.NewInt(300_000_000)})
		answer := network.Response[types.MsgUnbondResponse](n, result)
		require.Equal(t, uint64(5), answer.MatureEpoch)
		require.Equal(t, []types.Unbonding{
			{Id: answer.Id, Host: host.Name(), Epoch: 1, MatureEpoch: 5, Amount: math.NewInt(300_000_000)},
		}, unbondingsOf(t, n, host))
		require.Equal(t, int64(700_000_000), hostOf(t, n, host).Stake.Int64())

		for epoch := uint64(2); epoch < 5; epoch++ {
			n.NextEpoch()
			if moved && epoch == 3 {
				hosts := n.Hosts
				exported := n.Export()
				n = network.Import(t, exported, network.Config{})
				require.Equal(t, stateOf(t, exported), exportedState(t, n))
				n.Hosts = hosts
				n.Next()
			}
		}
		n.OpenBeacon()
		_, schedule := n.Epoch()
		n.To(schedule.NextStart - 1)
		before := n.Balance(host.Operator.Address)
		require.Len(t, unbondingsOf(t, n, host), 1)
		block := n.Next()
		require.True(t, has(block.Events, "pacer.host.v1.EventUnbonded"))
		require.Equal(t, before.AddRaw(300_000_000), n.Balance(host.Operator.Address))
		require.Empty(t, unbondingsOf(t, n, host))
		n.NextEpoch()
		require.Equal(t, before.AddRaw(300_000_000), n.Balance(host.Operator.Address))
	}
}

// Weight goes down with the stake behind it at the next epoch, long before the coins are back.
func TestUnbondingStakeBacksNoWeight(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	n.Must(host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: math.NewInt(900_000_000)})
	n.NextEpoch()
	member, _, err := n.App.Host.Member(n.Context(), 1, host.Operator.Address)
	require.NoError(t, err)
	require.Equal(t, uint64(100_000_000), member.Weight)
}

func TestUnbondingCanBeSlashed(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	n.Must(host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: math.NewInt(100_000_000)})
	n.Must(host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: math.NewInt(400_000_001)})
	n.Change(func(ctx sdk.Context) error {
		taken, err := n.App.Host.Slash(ctx, types.Penalty{Host: host.Operator.Address, Offence: types.OFFENCE_FALSE_WORK, Ppm: 200_000})
		require.Equal(t, int64(199_999_999), taken.Int64()) // each part rounded down
		return err
	})
	under := unbondingsOf(t, n, host)
	require.Equal(t, int64(80_000_000), under[0].Amount.Int64())
	require.Equal(t, int64(320_000_001), under[1].Amount.Int64())
	for range 3 {
		n.NextEpoch()
	}
	before := n.Balance(host.Operator.Address)
	n.NextEpoch()
	require.Equal(t, before.AddRaw(400_000_001), n.Balance(host.Operator.Address))
}

func TestBondsAndUnbondingsThatAreRefusedChangeNothing(t *testing.T) {
	n := network.Start(t, network.Config{})
	host, left, busy := n.Hosts[0], n.Hosts[1], n.Hosts[2]
	n.Must(left.Operator, &types.MsgRetire{Host: left.Name()})
	for range types.MaxUnbondings {
		n.Must(busy.Operator, &types.MsgUnbond{Host: busy.Name(), Amount: math.OneInt()})
	}
	stranger := n.Authority
	before := stateOf(t, n.Export())
	amount := math.NewInt
	for _, c := range []struct {
		name   string
		signer network.Account
		msg    sdk.Msg
		want   *errorsmod.Error
	}{
		{"bond of no Host", stranger, &types.MsgBond{Host: stranger.Address.String(), Amount: amount(1)}, types.ErrUnknownHost},
		{"bond of who has retired", left.Operator, &types.MsgBond{Host: left.Name(), Amount: amount(1)}, types.ErrRetired},
		{"bond of nothing", host.Operator, &types.MsgBond{Host: host.Name(), Amount: amount(0)}, types.ErrInvalidAmount},
		{"bond below nothing", host.Operator, &types.MsgBond{Host: host.Name(), Amount: amount(-1)}, types.ErrInvalidAmount},
		{"bond above all", host.Operator, &types.MsgBond{Host: host.Name(), Amount: amount(1 << 62)}, types.ErrInvalidAmount},
		{"bond above the balance", host.Operator, &types.MsgBond{Host: host.Name(), Amount: amount(network.OperatorBalance)}, types.ErrInsufficientFunds},

		{"unbonding of no Host", stranger, &types.MsgUnbond{Host: stranger.Address.String(), Amount: amount(1)}, types.ErrUnknownHost},
		{"unbonding of who has retired", left.Operator, &types.MsgUnbond{Host: left.Name(), Amount: amount(1)}, types.ErrRetired},
		{"unbonding of nothing", host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: amount(0)}, types.ErrInvalidAmount},
		{"unbonding below nothing", host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: amount(-1)}, types.ErrInvalidAmount},
		{"unbonding above the stake", host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: amount(network.Stake + 1)}, types.ErrInvalidAmount},
		{"unbonding of all", host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: amount(network.Stake)}, types.ErrStakeTooSmall},
		{"unbonding that leaves too little", host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: amount(network.Stake - 999_999)}, types.ErrStakeTooSmall},
		{"one unbonding more than may be", busy.Operator, &types.MsgUnbond{Host: busy.Name(), Amount: amount(1)}, types.ErrTooManyUnbondings},

		{"retirement of no Host", stranger, &types.MsgRetire{Host: stranger.Address.String()}, types.ErrUnknownHost},
		{"retirement of who has retired", left.Operator, &types.MsgRetire{Host: left.Name()}, types.ErrRetired},
		{"malformed", host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: math.Int{}}, types.ErrInvalidAmount},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := n.Deliver(c.signer, c.msg)
			require.Equal(t, types.ModuleName, result.Codespace, result.Log)
			require.Equal(t, c.want.ABCICode(), result.Code, result.Log)
		})
	}
	require.Equal(t, before, stateOf(t, n.Export()))
	// What must stay is exactly the least stake; and who has too many under way can still retire.
	n.Must(host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: amount(network.Stake - 1_000_000)})
	n.Must(busy.Operator, &types.MsgRetire{Host: busy.Name()})
}

// More unbondings than a block pays are paid by the next ones.
func TestManyUnbondingsArePaidOverSeveralBlocks(t *testing.T) {
	n := network.Start(t, network.Config{})
	var hosts []network.Host
	for i := range 7 {
		if i < len(n.Hosts) {
			hosts = append(hosts, n.Hosts[i])
		} else {
			hosts = append(hosts, n.Join(i))
		}
	}
	for _, host := range hosts {
		var msgs []sdk.Msg
		for range types.MaxUnbondings {
			msgs = append(msgs, &types.MsgUnbond{Host: host.Name(), Amount: math.OneInt()})
		}
		n.Must(host.Operator, msgs...)
	}
	for range 3 {
		n.NextEpoch()
	}
	n.OpenBeacon()
	_, schedule := n.Epoch()
	n.To(schedule.NextStart - 1)
	paid := func() int {
		count := 0
		for _, e := range n.Next().Events {
			if e.Type == "pacer.host.v1.EventUnbonded" {
				count++
			}
		}
		return count
	}
	require.Equal(t, []int{100, 12, 0}, []int{paid(), paid(), paid()})
}

// One that can't be paid raises an alarm, waits for the next epoch, and holds nobody else up.
func TestAnUnbondingThatCannotBePaidStopsNoOther(t *testing.T) {
	n := network.Start(t, network.Config{Lenient: true})
	stuck, fine := n.Hosts[0], n.Hosts[1]
	refuses := true
	n.App.Bank.AppendSendRestriction(func(_ context.Context, _, to sdk.AccAddress, _ sdk.Coins) (sdk.AccAddress, error) {
		if refuses && to.Equals(stuck.Operator.Address) {
			return nil, errors.New("no coins for this address")
		}
		return to, nil
	})
	for _, host := range []network.Host{stuck, fine} {
		n.Must(host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: math.NewInt(5)})
	}
	alarms := func() uint64 {
		count, err := n.App.Epoch.Alarms(n.Context())
		require.NoError(t, err)
		return count
	}
	for range 4 {
		require.Zero(t, alarms())
		n.NextEpoch()
	}
	require.Empty(t, unbondingsOf(t, n, fine))
	waiting := unbondingsOf(t, n, stuck)
	require.Len(t, waiting, 1)
	require.Equal(t, uint64(5), waiting[0].MatureEpoch)
	n.Next()
	require.Equal(t, uint64(1), alarms(), "it is not tried again in each block")

	refuses = false
	before := n.Balance(stuck.Operator.Address)
	n.NextEpoch()
	require.Empty(t, unbondingsOf(t, n, stuck))
	require.Equal(t, before.AddRaw(5), n.Balance(stuck.Operator.Address))
	require.Equal(t, uint64(1), alarms())
}
