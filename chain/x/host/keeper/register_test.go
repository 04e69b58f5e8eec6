package keeper_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// easyWork is a network in which every fourth nonce is a hit.
func easyWork(t *testing.T, weights ...uint64) *network.Network {
	t.Helper()
	preset := genesis.Local()
	preset.Sprint.FirstTarget = 1 << 62
	return network.Start(t, network.Config{Preset: &preset, Weights: weights})
}

// sprint makes these Hosts commit so many hits each in the Sprint of the current epoch, and goes on to the next epoch.
func sprint(t *testing.T, n *network.Network, hits int, hosts ...network.Host) {
	t.Helper()
	current, _ := n.Epoch()
	n.OpenBeacon()
	for _, host := range hosts {
		n.Must(host.Hot, n.CommitWork(host, current, n.Hits(host, current, 0, hits)...))
	}
	n.NextEpoch()
}

func hostOf(t *testing.T, n *network.Network, host network.Host) types.Host {
	t.Helper()
	found, err := n.App.Host.Host(n.Context(), host.Operator.Address)
	require.NoError(t, err)
	return found
}

func isMember(t *testing.T, n *network.Network, epoch uint64, host network.Host) bool {
	t.Helper()
	_, ok, err := n.App.Host.Member(n.Context(), epoch, host.Operator.Address)
	require.NoError(t, err)
	return ok
}

// A Host that registers in epoch 0 can't work in the Sprint of epoch 0, because its keys are used from epoch 2 on; it works in that of
// epoch 1, of which it is no member, and signs blocks of epoch 2.
func TestFifthHostJoins(t *testing.T) {
	n := easyWork(t)
	host := n.Newcomer(5)
	before := n.Balance(host.Operator.Address)
	result := n.Must(host.Operator, host.Register())
	require.Equal(t, uint64(2), network.Response[types.MsgRegisterResponse](n, result).FromEpoch)
	require.True(t, has(result.Events, "pacer.host.v1.EventRegistered"))
	fee := n.MinFee(network.DefaultGas).AmountOf(network.Denom)
	require.Equal(t, before.SubRaw(network.NewcomerStake).Sub(fee), n.Balance(host.Operator.Address))

	state := hostOf(t, n, host)
	require.Zero(t, state.Weight)
	require.Zero(t, state.RegisteredEpoch)
	require.Equal(t, int64(network.NewcomerStake), state.Stake.Int64())
	require.Equal(t, uint64(2), state.Keys[0].FromEpoch)
	require.NoError(t, n.App.Host.Authorize(n.Context(), host.Operator.Address, host.Hot.Address, types.ACTION_KIND_CLAIM))
	for epoch, want := range map[uint64]bool{0: false, 1: false, 2: true, 3: true} {
		eligible, err := n.App.Host.Eligible(n.Context(), epoch, host.Operator.Address)
		require.NoError(t, err)
		require.Equal(t, want, eligible, "epoch %d", epoch)
	}

	sprint(t, n, 4, n.Hosts...)
	require.False(t, isMember(t, n, 1, host))
	host.Hot.Granter = nil
	n.Must(n.Authority, send(n.Authority, host.Hot.Address, 10_000_000))
	sprint(t, n, 4, append(n.Hosts, host)...)
	require.True(t, isMember(t, n, 2, host))
	// A fifth of 10^9, but no more than its stake backs.
	member, _, err := n.App.Host.Member(n.Context(), 2, host.Operator.Address)
	require.NoError(t, err)
	require.Equal(t, uint64(network.NewcomerStake), member.Weight)
	require.Equal(t, member.Weight, hostOf(t, n, host).Weight)
	n.To(n.Height + 2)
	_, validator := n.Validators.GetByAddress(host.Validator())
	require.NotNil(t, validator)
	require.Equal(t, int64(member.Slots), validator.VotingPower)
}

func TestRegistrationsThatAreRefusedChangeNothing(t *testing.T) {
	n := network.Start(t, network.Config{})
	host, old := n.Newcomer(5), n.Hosts[0]
	poor := network.NewAccount("poor")
	n.Must(n.Authority, send(n.Authority, poor.Address, 1_000_000))
	module := authtypes.NewModuleAddress(types.ModuleName).String()
	rotation, _ := n.Rotation(old, 7)
	before := stateOf(t, n.Export())
	for _, c := range []struct {
		name   string
		change func(*types.MsgRegister)
		want   *errorsmod.Error
	}{
		{"a Host again", func(m *types.MsgRegister) { m.Host = old.Name() }, types.ErrAlreadyRegistered},
		{"no stake", func(m *types.MsgRegister) { m.Stake = math.ZeroInt() }, types.ErrInvalidAmount},
		{"stake below nothing", func(m *types.MsgRegister) { m.Stake = math.NewInt(-1) }, types.ErrInvalidAmount},
		{"absurd stake", func(m *types.MsgRegister) { m.Stake = math.NewInt(1<<62 + 1) }, types.ErrInvalidAmount},
		{"little stake", func(m *types.MsgRegister) { m.Stake = math.NewInt(999_999) }, types.ErrStakeTooSmall},
		{"more stake than coins", func(m *types.MsgRegister) { m.Stake = math.NewInt(network.NewcomerBalance) }, types.ErrInsufficientFunds},
		{"nobody's coins", func(m *types.MsgRegister) { m.Host = poor.Address.String() }, types.ErrInsufficientFunds},
		{"no payout", func(m *types.MsgRegister) { m.Payout = "" }, types.ErrInvalidAddress},
		{"payout to a module", func(m *types.MsgRegister) { m.Payout = module }, types.ErrInvalidAddress},
		{"no URL", func(m *types.MsgRegister) { m.ApiUrl = "" }, types.ErrInvalidURL},
		{"endless URL", func(m *types.MsgRegister) { m.ApiUrl = "http://" + strings.Repeat("a", 4_096) }, types.ErrInvalidURL},
		{"ML Nodes out of order", func(m *types.MsgRegister) {
			m.MlNodes = []types.MlNode{{Id: "b", Capacity: 1}, {Id: "a", Capacity: 1}}
		}, types.ErrInvalidMlNodes},
		{"malformed hot key", func(m *types.MsgRegister) { m.HotKey = "pacer1x" }, types.ErrInvalidAddress},
		{"own operator as hot key", func(m *types.MsgRegister) { m.HotKey = m.Host }, types.ErrInvalidHotKey},
		{"another operator as hot key", func(m *types.MsgRegister) { m.HotKey = n.Hosts[1].Name() }, types.ErrInvalidHotKey},
		{"another Host's hot key", func(m *types.MsgRegister) { m.HotKey = n.Hosts[1].Hot.Address.String() }, types.ErrInvalidHotKey},
		{"an epoch of its own choice", func(m *types.MsgRegister) { m.Keys.FromEpoch = 1 }, types.ErrInvalidKey},
		{"short consensus key", func(m *types.MsgRegister) { m.Keys.Consensus = m.Keys.Consensus[:31] }, types.ErrInvalidKey},
		{"no BLS key", func(m *types.MsgRegister) { m.Keys.Bls = nil }, types.ErrInvalidKey},
		{"long dealing key", func(m *types.MsgRegister) { m.Keys.Dealing = append(m.Keys.Dealing, 0) }, types.ErrInvalidKey},
		{"BLS key that is the identity", func(m *types.MsgRegister) {
			m.Keys.Bls = append([]byte{0xc0}, make([]byte, 47)...)
		}, types.ErrInvalidKey},
		{"no proofs", func(m *types.MsgRegister) { m.Proofs = types.KeyProofs{} }, types.ErrInvalidProof},
		{"a victim's keys and proofs copied", func(m *types.MsgRegister) {
			m.Keys, m.Proofs = old.Genesis.Host.Keys[0], old.Genesis.Proofs
		}, types.ErrDuplicateKey},
		{"a victim's dealing key alone", func(m *types.MsgRegister) { m.Keys.Dealing = old.Genesis.Host.Keys[0].Dealing }, types.ErrDuplicateKey},
		{"proofs of another operator", func(m *types.MsgRegister) { m.Keys, m.Proofs = rotation.Keys, rotation.Proofs }, types.ErrInvalidProof},
		{"a bit of the consensus proof", func(m *types.MsgRegister) { m.Proofs.Consensus[5] ^= 1 }, types.ErrInvalidProof},
		{"a bit of the BLS proof", func(m *types.MsgRegister) { m.Proofs.Bls[50] ^= 1 }, types.ErrInvalidProof},
		{"a bit of the dealing proof", func(m *types.MsgRegister) { m.Proofs.Dealing[127] ^= 1 }, types.ErrInvalidProof},
	} {
		t.Run(c.name, func(t *testing.T) {
			msg := clone(t, host.Register())
			c.change(msg)
			signer := host.Operator
			for _, other := range []network.Account{old.Operator, poor} {
				if other.Address.String() == msg.Host {
					signer = other
				}
			}
			result := n.Deliver(signer, msg)
			require.Equal(t, types.ModuleName, result.Codespace, result.Log)
			require.Equal(t, c.want.ABCICode(), result.Code, result.Log)
			require.Less(t, len(result.Log), 1_000)
		})
	}
	require.Equal(t, before, stateOf(t, n.Export()))
	n.Must(host.Operator, host.Register())
	again := n.Deliver(host.Operator, host.Register())
	require.Equal(t, types.ErrAlreadyRegistered.ABCICode(), again.Code, again.Log)
}

// Naming a hot key takes no proof of it. Who names a newcomer's operator as its own hot key keeps it out no more than until it signs.
func TestNobodyKeepsANewcomerOutByNamingItsOperator(t *testing.T) {
	n := network.Start(t, network.Config{})
	host, hostile := n.Newcomer(5), n.Hosts[0]
	n.Must(hostile.Operator, &types.MsgSetHotKey{Host: hostile.Name(), HotKey: host.Name()})
	result := n.Must(host.Operator, host.Register())
	require.True(t, has(result.Events, "pacer.host.v1.EventHostChanged"))
	require.Empty(t, hostOf(t, n, hostile).HotKey)
	require.ErrorIs(t, n.App.Host.Authorize(n.Context(), hostile.Operator.Address, host.Operator.Address, types.ACTION_KIND_CLAIM),
		types.ErrUnauthorized)
	// Its own hot key is another matter: the newcomer doesn't sign with it, and makes another.
	other := n.Newcomer(6)
	n.Must(hostile.Operator, &types.MsgSetHotKey{Host: hostile.Name(), HotKey: other.Hot.Address.String()})
	refused := n.Deliver(other.Operator, other.Register())
	require.Equal(t, types.ErrInvalidHotKey.ABCICode(), refused.Code)
	require.Contains(t, refused.Log, "pacerd host new-hot-key")
	require.Equal(t, stateOf(t, n.Export()), exportedState(t, network.Import(t, n.Export(), network.Config{})))
}

// Only the operator can bring its address in: the message's signer is the Host itself.
func TestNobodyIsRegisteredByAnother(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Newcomer(5)
	require.NotZero(t, n.Deliver(n.Hosts[0].Operator, host.Register()).Code)
	_, err := n.App.Host.Host(n.Context(), host.Operator.Address)
	require.ErrorIs(t, err, types.ErrUnknownHost)
}

// A proof is good for one chain.
func TestKeysProvenOnAnotherChainAreRefused(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Newcomer(5)
	spec, _ := network.NewSpec("pacer-other-1", 5, 0, nil)
	other, err := spec.Host()
	require.NoError(t, err)
	msg := host.Register()
	msg.Proofs = other.Proofs
	require.Equal(t, types.ErrInvalidProof.ABCICode(), n.Deliver(host.Operator, msg).Code)
}

// The work of the proofs is paid for before it is done.
func TestRegistrationWithoutGasForItsProofsIsRefused(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Newcomer(5)
	used := uint64(n.Deliver(host.Operator, changed(t, host.Register(), func(m *types.MsgRegister) { m.Proofs.Bls[50] ^= 1 })).GasUsed)
	require.Greater(t, used, uint64(types.KeyProofsGas))
	result := n.Next(n.Sign(host.Operator, network.Tx{Gas: used - types.KeyProofsGas/2}, host.Register())).TxResults[0]
	require.Equal(t, "sdk", result.Codespace)
	require.Equal(t, uint32(11), result.Code, result.Log) // out of gas
}

func clone(t *testing.T, msg *types.MsgRegister) *types.MsgRegister {
	t.Helper()
	raw, err := msg.Marshal()
	require.NoError(t, err)
	var again types.MsgRegister
	require.NoError(t, again.Unmarshal(raw))
	return &again
}

func changed(t *testing.T, msg *types.MsgRegister, change func(*types.MsgRegister)) *types.MsgRegister {
	t.Helper()
	msg = clone(t, msg)
	change(msg)
	return msg
}

func send(from network.Account, to sdk.AccAddress, amount int64) sdk.Msg {
	return &banktypes.MsgSend{
		FromAddress: from.Address.String(), ToAddress: to.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin(network.Denom, amount)),
	}
}
