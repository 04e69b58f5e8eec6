package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

func TestRotatedKeysAreUsedFromTheEpochAfterTheNext(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	msg, rotated := n.Rotation(host, 7)
	result := n.Must(host.Operator, msg)
	require.Equal(t, uint64(2), network.Response[types.MsgRotateKeysResponse](n, result).FromEpoch)
	require.True(t, has(result.Events, "pacer.host.v1.EventKeysRotated"))
	require.Len(t, hostOf(t, n, host).Keys, 2)
	n.NextEpoch()
	require.Empty(t, n.Next().ValidatorUpdates)

	n.OpenBeacon()
	_, schedule := n.Epoch()
	n.To(schedule.NextStart - 1)
	updates := n.Next().ValidatorUpdates
	// One key goes and one comes, in the same update.
	require.Len(t, updates, 2)
	powers := map[string]int64{}
	for _, u := range updates {
		powers[string(u.PubKey.GetEd25519())] = u.Power
	}
	require.Equal(t, map[string]int64{string(host.Genesis.Host.Keys[0].Consensus): 0, string(msg.Keys.Consensus): 16}, powers)
	n.To(n.Height + 2)
	_, gone := n.Validators.GetByAddress(host.Validator())
	require.Nil(t, gone)
	_, come := n.Validators.GetByAddress(rotated.Validator())
	require.NotNil(t, come)

	for epoch, want := range map[uint64][]byte{0: host.Genesis.Host.Keys[0].Bls, 1: host.Genesis.Host.Keys[0].Bls, 2: msg.Keys.Bls} {
		member, ok, err := n.App.Host.Member(n.Context(), epoch, host.Operator.Address)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, want, member.Keys.Bls, "epoch %d", epoch)
	}
}

// Three sets of keys are as many as can be in force: those of now, of the next epoch, and of the one after it.
func TestAHostKeepsOnlyKeysThatAreInForceOrWillBe(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	for i := range uint64(5) {
		msg, _ := n.Rotation(host, 10+int(i))
		n.Must(host.Operator, msg)
		var from []uint64
		for _, keys := range hostOf(t, n, host).Keys {
			from = append(from, keys.FromEpoch)
		}
		want := map[uint64][]uint64{0: {0, 2}, 1: {0, 2, 3}}[i]
		if i > 1 {
			want = []uint64{i, i + 1, i + 2}
		}
		require.Equal(t, want, from)
		// An exported chain goes on with all of them.
		again := network.Import(t, n.Export(), network.Config{})
		require.Equal(t, stateOf(t, n.Export()), exportedState(t, again))
		n.NextEpoch()
	}
}

func TestRotationsThatAreRefusedChangeNothing(t *testing.T) {
	n := network.Start(t, network.Config{})
	host, other, left := n.Hosts[0], n.Hosts[1], n.Hosts[2]
	n.Must(left.Operator, &types.MsgRetire{Host: left.Name()})
	pending, _ := n.Rotation(other, 8)
	n.Must(other.Operator, pending)
	newcomer := n.Join(5)
	before := stateOf(t, n.Export())
	for _, c := range []struct {
		name   string
		host   network.Host
		change func(*types.MsgRotateKeys)
		want   uint32
	}{
		{"no Host", network.Host{Operator: n.Authority}, nil, types.ErrUnknownHost.ABCICode()},
		{"retired", left, nil, types.ErrRetired.ABCICode()},
		{"twice in an epoch", other, nil, types.ErrRotationPending.ABCICode()},
		{"just registered", newcomer, nil, types.ErrRotationPending.ABCICode()},
		{"an epoch of its own choice", host, func(m *types.MsgRotateKeys) { m.Keys.FromEpoch = 1 }, types.ErrInvalidKey.ABCICode()},
		{"the old consensus key", host, func(m *types.MsgRotateKeys) {
			m.Keys.Consensus, m.Proofs.Consensus = host.Genesis.Host.Keys[0].Consensus, host.Genesis.Proofs.Consensus
		}, types.ErrDuplicateKey.ABCICode()},
		{"a key that another Host has yet to use", host, func(m *types.MsgRotateKeys) { m.Keys.Bls = pending.Keys.Bls }, types.ErrDuplicateKey.ABCICode()},
		{"short dealing key", host, func(m *types.MsgRotateKeys) { m.Keys.Dealing = m.Keys.Dealing[1:] }, types.ErrInvalidKey.ABCICode()},
		{"a bit of a proof", host, func(m *types.MsgRotateKeys) { m.Proofs.Bls[9] ^= 1 }, types.ErrInvalidProof.ABCICode()},
		{"no proofs", host, func(m *types.MsgRotateKeys) { m.Proofs = types.KeyProofs{} }, types.ErrInvalidProof.ABCICode()},
	} {
		t.Run(c.name, func(t *testing.T) {
			msg, _ := n.Rotation(c.host, 9)
			if c.change != nil {
				c.change(msg)
			}
			result := n.Deliver(c.host.Operator, msg)
			require.Equal(t, types.ModuleName, result.Codespace, result.Log)
			require.Equal(t, c.want, result.Code, result.Log)
		})
	}
	require.Equal(t, before, stateOf(t, n.Export()))
}

// Keys stay used for ever: those that were rotated out, and those of a Host that is gone.
func TestKeysAreUniqueForEver(t *testing.T) {
	n := network.Start(t, network.Config{})
	host, left := n.Hosts[0], n.Hosts[3]
	first, _ := n.Rotation(host, 7)
	n.Must(host.Operator, first)
	n.Must(left.Operator, &types.MsgRetire{Host: left.Name()})
	for range 5 {
		n.NextEpoch()
	}
	n.Next()
	_, err := n.App.Host.Host(n.Context(), left.Operator.Address)
	require.ErrorIs(t, err, types.ErrUnknownHost)
	again := network.Import(t, n.Export(), network.Config{})
	again.Next()
	for _, chain := range []*network.Network{n, again} {
		newcomer := chain.Newcomer(5)
		for name, keys := range map[string]types.Keys{"rotated out": host.Genesis.Host.Keys[0], "of a Host that is gone": left.Genesis.Host.Keys[0]} {
			for part, change := range map[string]func(*types.Keys){
				"consensus": func(k *types.Keys) { k.Consensus = keys.Consensus },
				"BLS":       func(k *types.Keys) { k.Bls = keys.Bls },
				"dealing":   func(k *types.Keys) { k.Dealing = keys.Dealing },
			} {
				result := chain.Deliver(newcomer.Operator, changed(t, newcomer.Register(), func(m *types.MsgRegister) { change(&m.Keys) }))
				require.Equal(t, types.ErrDuplicateKey.ABCICode(), result.Code, "%s, %s: %s", name, part, result.Log)
			}
		}
		// The operator's address is a Host's for ever, too.
		result := chain.Deliver(left.Operator, changed(t, newcomer.Register(), func(m *types.MsgRegister) { m.Host = left.Name() }))
		require.Equal(t, types.ErrAlreadyRegistered.ABCICode(), result.Code, result.Log)
	}
}
