package network

import (
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/pacer-network/pacer/chain/genesis"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// NewcomerStake is what a Host that joins later bonds, and NewcomerBalance what its operator has before.
const (
	NewcomerStake   = 100_000_000
	NewcomerBalance = 150_000_000
)

// Newcomer is a Host that genesis doesn't know, with its operator's coins. Its number is none of those in genesis.
func (n *Network) Newcomer(number int) Host {
	n.t.Helper()
	host, err := NewHost(n.ChainID, number, 0, []string{"pacer/ref-1"})
	require.NoError(n.t, err)
	coins := sdk.NewCoins(sdk.NewInt64Coin(Denom, NewcomerBalance))
	n.Must(n.Authority, &banktypes.MsgSend{FromAddress: n.Authority.Address.String(), ToAddress: host.Name(), Amount: coins})
	return host
}

// Register is the registration of a Host.
func (h Host) Register() *hosttypes.MsgRegister {
	state := h.Genesis.Host
	return &hosttypes.MsgRegister{
		Host: h.Name(), Payout: state.Payout, HotKey: state.HotKey, ApiUrl: state.ApiUrl, Keys: state.Keys[0], Proofs: h.Genesis.Proofs,
		Stake: math.NewInt(NewcomerStake), MlNodes: state.MlNodes,
	}
}

// Join registers a newcomer and lets its hot key pay its fees, as `pacerd host register` does.
func (n *Network) Join(number int) Host {
	n.t.Helper()
	host := n.Newcomer(number)
	limit := sdk.NewCoins(sdk.NewInt64Coin(Denom, NewcomerBalance-NewcomerStake))
	allowance, err := feegrant.NewAllowedMsgAllowance(&feegrant.BasicAllowance{SpendLimit: limit}, genesis.HotKeyMessages())
	require.NoError(n.t, err)
	grant, err := feegrant.NewMsgGrantAllowance(allowance, host.Operator.Address, host.Hot.Address)
	require.NoError(n.t, err)
	n.Must(host.Operator, host.Register(), grant)
	return host
}

// Rotation is the message by which a Host changes to the keys of another one, whose number says which, and the Host with these keys.
func (n *Network) Rotation(host Host, number int) (*hosttypes.MsgRotateKeys, Host) {
	n.t.Helper()
	spec, _ := NewSpec(n.ChainID, number, 0, nil)
	spec.Operator, spec.Secrets.HotKey = host.Operator.Address, host.Secrets.HotKey
	state, err := spec.Host()
	require.NoError(n.t, err)
	host.Secrets, host.ConsensusSeed = spec.Secrets, spec.ConsensusSeed
	return &hosttypes.MsgRotateKeys{Host: host.Name(), Keys: state.Host.Keys[0], Proofs: state.Proofs}, host
}
