package keeper_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Every message that is refused fails with its own registered error and changes nothing.
func TestMessagesThatAreRefusedChangeNothing(t *testing.T) {
	n := network.Start(t, network.Config{})
	host, other := n.Hosts[0], n.Hosts[1]
	stranger := n.Authority // has coins, but is no Host
	module := authtypes.NewModuleAddress(types.ModuleName).String()
	long := sdk.AccAddress(make([]byte, 32)).String()
	local := genesis.Local().Host
	broken := local
	broken.Slots = 0
	before := n.Export()
	for _, c := range []struct {
		name   string
		signer network.Account
		msg    sdk.Msg
		want   *errorsmod.Error
	}{
		{"hot key of no Host", stranger, &types.MsgSetHotKey{Host: stranger.Address.String(), HotKey: host.Hot.Address.String()}, types.ErrUnknownHost},
		{"malformed hot key", host.Operator, &types.MsgSetHotKey{Host: host.Name(), HotKey: "pacer1x"}, types.ErrInvalidAddress},
		{"hot key of 32 bytes", host.Operator, &types.MsgSetHotKey{Host: host.Name(), HotKey: long}, types.ErrInvalidAddress},
		{"own operator as hot key", host.Operator, &types.MsgSetHotKey{Host: host.Name(), HotKey: host.Name()}, types.ErrInvalidHotKey},
		{"another operator as hot key", host.Operator, &types.MsgSetHotKey{Host: host.Name(), HotKey: other.Name()}, types.ErrInvalidHotKey},
		{"another Host's hot key", host.Operator, &types.MsgSetHotKey{Host: host.Name(), HotKey: other.Hot.Address.String()}, types.ErrInvalidHotKey},

		{"payout of no Host", stranger, &types.MsgSetPayout{Host: stranger.Address.String(), Payout: host.Name()}, types.ErrUnknownHost},
		{"no payout", host.Operator, &types.MsgSetPayout{Host: host.Name()}, types.ErrInvalidAddress},
		{"payout of another chain", host.Operator, &types.MsgSetPayout{Host: host.Name(), Payout: "cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a"}, types.ErrInvalidAddress},
		{"payout of 32 bytes", host.Operator, &types.MsgSetPayout{Host: host.Name(), Payout: long}, types.ErrInvalidAddress},
		{"payout to a module", host.Operator, &types.MsgSetPayout{Host: host.Name(), Payout: module}, types.ErrInvalidAddress},

		{"URL of no Host", stranger, &types.MsgUpdate{Host: stranger.Address.String(), ApiUrl: "http://127.0.0.1"}, types.ErrUnknownHost},
		{"no URL", host.Operator, &types.MsgUpdate{Host: host.Name()}, types.ErrInvalidURL},
		{"URL that is none", host.Operator, &types.MsgUpdate{Host: host.Name(), ApiUrl: "javascript:alert(1)"}, types.ErrInvalidURL},
		{"endless URL", host.Operator, &types.MsgUpdate{Host: host.Name(), ApiUrl: "http://" + string(make([]byte, 4_096))}, types.ErrInvalidURL},

		{"ML Nodes of no Host", stranger, &types.MsgSetMlNodes{Host: stranger.Address.String()}, types.ErrUnknownHost},
		{"absurd count of ML Nodes", host.Operator, &types.MsgSetMlNodes{Host: host.Name(), MlNodes: make([]types.MlNode, 1_000)}, types.ErrInvalidMlNodes},
		{"ML Nodes out of order", host.Operator, &types.MsgSetMlNodes{Host: host.Name(), MlNodes: []types.MlNode{
			{Id: "b", Capacity: 1}, {Id: "a", Capacity: 1},
		}}, types.ErrInvalidMlNodes},

		{"parameters by an operator", host.Operator, &types.MsgUpdateParams{Authority: host.Name(), Params: local}, types.ErrUnauthorized},
		{"parameters out of range", n.Authority, &types.MsgUpdateParams{Authority: n.Authority.Address.String(), Params: broken}, types.ErrInvalidParams},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := n.Deliver(c.signer, c.msg)
			require.Equal(t, types.ModuleName, result.Codespace, result.Log)
			require.Equal(t, c.want.ABCICode(), result.Code, result.Log)
		})
	}
	require.Equal(t, stateOf(t, before), stateOf(t, n.Export()))
}

// The operator is the signer of these messages: who signs with another key, the hot key included, doesn't pass the ante chain.
func TestMessagesSignedByAnotherAreRefused(t *testing.T) {
	n := network.Start(t, network.Config{})
	host, other := n.Hosts[0], n.Hosts[1]
	for name, msg := range map[string]sdk.Msg{
		"hot key":  &types.MsgSetHotKey{Host: host.Name(), HotKey: network.NewAccount("fresh").Address.String()},
		"payout":   &types.MsgSetPayout{Host: host.Name(), Payout: other.Name()},
		"URL":      &types.MsgUpdate{Host: host.Name(), ApiUrl: "http://127.0.0.1"},
		"ML Nodes": &types.MsgSetMlNodes{Host: host.Name()},
	} {
		for who, signer := range map[string]network.Account{"another operator": other.Operator, "the hot key": host.Hot} {
			t.Run(name+" by "+who, func(t *testing.T) {
				before, err := n.App.Host.Host(n.Context(), host.Operator.Address)
				require.NoError(t, err)
				result := n.Deliver(signer, msg)
				require.NotZero(t, result.Code)
				after, err := n.App.Host.Host(n.Context(), host.Operator.Address)
				require.NoError(t, err)
				require.Equal(t, before, after)
			})
		}
	}
}

// stateOf is the module's part of an exported state.
func stateOf(t *testing.T, doc *genutiltypes.AppGenesis) string {
	t.Helper()
	var modules map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(doc.AppState, &modules))
	require.NotEmpty(t, modules[types.ModuleName])
	return compact(t, modules[types.ModuleName])
}

// compact is JSON without the spaces of a file.
func compact(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	text, err := json.Marshal(raw)
	require.NoError(t, err)
	return string(text)
}
