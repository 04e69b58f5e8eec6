package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// richStake is eight times that of the Hosts of genesis.
const richStake = 8 * network.Stake

// shortOfStake is a network in which the stakes of four Hosts cover a tenth of the weight, and one who may join as number 5 has coins for a
// fifth.
func shortOfStake(t *testing.T) *network.Network {
	t.Helper()
	preset := genesis.Local()
	preset.Host.StakePerWeight, preset.Host.MaxIncreasePpm, preset.Host.Slots = 40, 200_000, 100
	preset.Sprint.FirstTarget = 1 << 62
	return network.Start(t, network.Config{Preset: &preset, Edit: func(d *genesis.Document) error {
		encoding := chain.NewEncoding()
		authtypes.RegisterInterfaces(encoding.InterfaceRegistry)
		_, operator := network.NewSpec("pacer-test-1", 5, 0, nil)
		return d.AddAccount(encoding.Codec, operator.Address, sdk.NewInt64Coin(network.Denom, richStake))
	}})
}

// workOf makes the Hosts of genesis commit a hit each, and a newcomer ten times as many as all of them.
func workOf(t *testing.T, n *network.Network, newcomer network.Host) {
	t.Helper()
	current, _ := n.Epoch()
	n.OpenBeacon()
	for _, host := range n.Hosts {
		n.Must(host.Hot, n.CommitWork(host, current, n.Hits(host, current, 0, 1)...))
	}
	n.Must(newcomer.Hot, n.CommitWork(newcomer, current, n.Hits(newcomer, current, 0, 40)...))
	n.NextEpoch()
}

// Ten times the power and twice the stake of all others give a newcomer a fifth of the votes, and another one in the next epoch, as where
// stakes cover everything (protocol §3).
func TestStakeBuysNoThirdOfTheVotes(t *testing.T) {
	n := shortOfStake(t)
	newcomer := n.Join(5)
	n.Must(newcomer.Operator, &types.MsgBond{Host: newcomer.Name(), Amount: math.NewInt(richStake - network.NewcomerStake)})
	n.NextEpoch()
	for epoch := uint64(2); epoch <= 4; epoch++ {
		workOf(t, n, newcomer)
		current, _ := n.Epoch()
		require.Equal(t, epoch, current)
		require.Equal(t, int64(20*(epoch-1)), powerOf(n, newcomer), "epoch %d", epoch)
		for _, m := range membersOf(t, n, epoch) {
			require.LessOrEqual(t, m.Weight, m.Stake.QuoRaw(40).Uint64())
		}
	}
}

// A stake_per_weight that no member's stake covers hands nothing to a newcomer that has the coins: the members go on.
func TestARaisedStakePerWeightHandsNothingOver(t *testing.T) {
	n := shortOfStake(t)
	newcomer := n.Join(5)
	n.Must(newcomer.Operator, &types.MsgBond{Host: newcomer.Name(), Amount: math.NewInt(richStake - network.NewcomerStake)})
	n.NextEpoch()
	params, err := n.App.Host.LiveParams(n.Context())
	require.NoError(t, err)
	params.StakePerWeight = 2 * network.Stake
	n.Must(n.Authority, &types.MsgUpdateParams{Authority: n.Authority.Address.String(), Params: params})
	before := membersOf(t, n, 1)
	workOf(t, n, newcomer)
	after := membersOf(t, n, 2)
	require.Len(t, after, 4)
	for i := range after {
		require.Equal(t, before[i].Weight, after[i].Weight)
	}
	require.Zero(t, powerOf(n, newcomer))
}
