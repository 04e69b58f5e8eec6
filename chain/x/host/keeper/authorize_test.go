package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

func TestWhoMayActForAHost(t *testing.T) {
	n := network.Start(t, network.Config{})
	host, other := n.Hosts[0], n.Hosts[1]
	stranger := network.NewAccount("stranger").Address
	agents := []types.ActionKind{types.ACTION_KIND_BATCH, types.ACTION_KIND_RESULTS, types.ACTION_KIND_CLAIM}
	all := append([]types.ActionKind{types.ACTION_KIND_UNSPECIFIED, types.ACTION_KIND_MANAGE, 99}, agents...)
	for _, c := range []struct {
		name   string
		signer sdk.AccAddress
		kinds  []types.ActionKind
		want   error
	}{
		{"operator, everything", host.Operator.Address, all, nil},
		{"hot key, what agents do", host.Hot.Address, agents, nil},
		{"hot key, nothing else", host.Hot.Address, []types.ActionKind{types.ACTION_KIND_MANAGE, types.ACTION_KIND_UNSPECIFIED, 99}, types.ErrUnauthorized},
		{"another operator", other.Operator.Address, all, types.ErrUnauthorized},
		{"another hot key", other.Hot.Address, all, types.ErrUnauthorized},
		{"stranger", stranger, all, types.ErrUnauthorized},
		{"nobody", nil, all, types.ErrUnauthorized},
	} {
		for _, kind := range c.kinds {
			err := n.App.Host.Authorize(n.Context(), host.Operator.Address, c.signer, kind)
			if c.want == nil {
				require.NoError(t, err, "%s: %s", c.name, kind)
			} else {
				require.ErrorIs(t, err, c.want, "%s: %s", c.name, kind)
			}
		}
	}
	require.ErrorIs(t, n.App.Host.Authorize(n.Context(), stranger, stranger, types.ACTION_KIND_CLAIM), types.ErrUnknownHost)
}

func TestHotKeyIsReplacedAtOnce(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	allowed := func(signer sdk.AccAddress) error {
		return n.App.Host.Authorize(n.Context(), host.Operator.Address, signer, types.ACTION_KIND_CLAIM)
	}
	fresh := network.NewAccount("fresh hot key").Address
	n.Must(host.Operator, &types.MsgSetHotKey{Host: host.Name(), HotKey: fresh.String()})
	require.NoError(t, allowed(fresh))
	require.ErrorIs(t, allowed(host.Hot.Address), types.ErrUnauthorized)

	n.Must(host.Operator, &types.MsgSetHotKey{Host: host.Name()})
	require.ErrorIs(t, allowed(fresh), types.ErrUnauthorized)
	require.ErrorIs(t, allowed(nil), types.ErrUnauthorized)

	// A hot key that was given up is free, for another Host, too.
	n.Must(n.Hosts[1].Operator, &types.MsgSetHotKey{Host: n.Hosts[1].Name(), HotKey: fresh.String()})
	n.Must(host.Operator, &types.MsgSetHotKey{Host: host.Name(), HotKey: host.Hot.Address.String()})
	require.NoError(t, allowed(host.Hot.Address))
	// Setting the same one again changes nothing.
	n.Must(host.Operator, &types.MsgSetHotKey{Host: host.Name(), HotKey: host.Hot.Address.String()})
	require.NoError(t, allowed(host.Hot.Address))
}

// Agents take gas from a table: if acting cost more for a Host that lists many ML Nodes, all its claims would run out of gas.
func TestGasOfActingDoesNotGrowWithTheHost(t *testing.T) {
	n := network.Start(t, network.Config{})
	large, small := n.Hosts[0], n.Hosts[1]
	models := make([]string, 16)
	for i := range models {
		models[i] = fmt.Sprintf("%02d/%s", i, strings.Repeat("m", 61))
	}
	nodes := make([]types.MlNode, 7)
	for i := range nodes {
		nodes[i] = types.MlNode{Id: fmt.Sprintf("ml-%02d", i), Models: models, Capacity: 1}
	}
	tx := n.Sign(large.Operator, network.Tx{Gas: 20_000_000}, &types.MsgSetMlNodes{Host: large.Name(), MlNodes: nodes})
	result := n.Next(tx).TxResults[0]
	require.Zero(t, result.Code, result.Log)
	n.NextEpoch()

	cost := func(host network.Host) uint64 {
		meter := storetypes.NewGasMeter(1_000_000)
		ctx := n.Context().WithGasMeter(meter)
		require.NoError(t, n.App.Host.Authorize(ctx, host.Operator.Address, host.Hot.Address, types.ACTION_KIND_CLAIM))
		member, ok, err := n.App.Host.Member(ctx, 1, host.Operator.Address)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, host.Name() == large.Name(), len(member.Models) == len(models))
		return meter.GasConsumed()
	}
	require.Equal(t, uint64(types.AuthorizeGas), cost(large))
	require.Equal(t, uint64(types.AuthorizeGas), cost(small))
}
