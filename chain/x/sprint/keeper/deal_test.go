package keeper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/x/authz"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// start is a network of four equal Hosts with few slots, so that a dealing is quick.
func start(t *testing.T, change func(*genesis.Preset)) *scenario.Chain {
	t.Helper()
	preset := genesis.Local()
	preset.Host.Slots = 12
	if change != nil {
		change(&preset)
	}
	return scenario.Start(t, network.Config{Preset: &preset})
}

// refused delivers a message that must be refused, with enough gas for anything.
func refused(c *scenario.Chain, want interface {
	Codespace() string
	ABCICode() uint32
}, t *testing.T, signer network.Account, msgs ...sdk.Msg) {
	t.Helper()
	result := c.Next(c.Sign(signer, network.Tx{Gas: network.SprintGas}, msgs...)).TxResults[0]
	require.Equal(t, want.Codespace(), result.Codespace, result.Log)
	require.Equal(t, want.ABCICode(), result.Code, result.Log)
}

func TestDealingIsAddedOnce(t *testing.T) {
	c := start(t, nil)
	host := c.Hosts[0]
	c.Deal(host)
	part := c.Part(host, 0)
	require.Equal(t, c.Height, part.DealtHeight)
	require.Equal(t, uint32(1), part.Attempts)
	require.Equal(t, uint32(3), part.Slots)
	round := c.Round()
	require.Equal(t, uint32(1), round.Dealers)
	require.Equal(t, uint32(3), round.DealtSlots)
	refused(c, types.ErrAlreadyDealt, t, host.Hot, c.Dealing(host))
	require.Equal(t, round.AZero, c.Round().AZero)
}

func TestOperatorMayDealToo(t *testing.T) {
	c := start(t, nil)
	_, schedule := c.Epoch()
	c.To(schedule.DealOpen - 1)
	dealing := c.Dealing(c.Hosts[1])
	dealing.Signer = c.Hosts[1].Name()
	require.Zero(t, c.Next(c.Sign(c.Hosts[1].Operator, network.Tx{Gas: network.SprintGas}, dealing)).TxResults[0].Code)
}

func TestDealingsOutsideTheirTimeAreRefused(t *testing.T) {
	c := start(t, nil)
	_, schedule := c.Epoch()
	early := c.Dealing(c.Hosts[0])
	c.To(schedule.DealOpen - 2)
	refused(c, types.ErrTooEarly, t, c.Hosts[0].Hot, early)
	c.Deal(c.Hosts[:3]...)
	c.To(schedule.DealClose - 1)
	// The block of deal_close itself is too late.
	refused(c, types.ErrClosed, t, c.Hosts[3].Hot, c.Dealing(c.Hosts[3]))
	require.Equal(t, schedule.DealClose, c.Round().CloseHeight)
	ahead := *c.Dealing(c.Hosts[3])
	ahead.Epoch++
	refused(c, types.ErrEpochNotBegun, t, c.Hosts[3].Hot, &ahead)
	over := c.Dealing(c.Hosts[3])
	c.Open(c.Hosts[:3]...)
	c.NextEpoch()
	refused(c, types.ErrEpochOver, t, c.Hosts[3].Hot, over)
}

// What is wrong with a dealing is refused by name, costs an attempt, and changes nothing else.
func TestInvalidDealingsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(c *scenario.Chain, valid []byte) []byte
		want   interface {
			Codespace() string
			ABCICode() uint32
		}
	}{
		"too short": {func(_ *scenario.Chain, d []byte) []byte { return d[:len(d)-1] }, types.ErrInvalidLength},
		"too long":  {func(_ *scenario.Chain, d []byte) []byte { return append(d, 0) }, types.ErrInvalidLength},
		"empty":     {func(*scenario.Chain, []byte) []byte { return nil }, types.ErrInvalidLength},
		"another Host's": {func(c *scenario.Chain, _ []byte) []byte {
			return c.Dealing(c.Hosts[1]).Dealing
		}, types.ErrInvalidProof},
		"response changed": {func(_ *scenario.Chain, d []byte) []byte {
			d[len(d)-1] ^= 1
			return d
		}, types.ErrInvalidProof},
		"commitment not canonical": {func(_ *scenario.Chain, d []byte) []byte {
			d[48] &^= 0x80
			return d
		}, types.ErrInvalidPoint},
		"two commitments swapped": {func(_ *scenario.Chain, d []byte) []byte {
			one, two := bytes.Clone(d[48:96]), bytes.Clone(d[96:144])
			copy(d[48:], two)
			copy(d[96:], one)
			return d
		}, types.ErrNotLowDegree},
		"two shares of one Host swapped": {func(_ *scenario.Chain, d []byte) []byte {
			at := 48 * 13
			one, two := bytes.Clone(d[at:at+96]), bytes.Clone(d[at+96:at+192])
			copy(d[at:], two)
			copy(d[at+96:], one)
			return d
		}, types.ErrInvalidEncryption},
	} {
		t.Run(name, func(t *testing.T) {
			chain := start(t, nil)
			_, schedule := chain.Epoch()
			chain.To(schedule.DealOpen - 1)
			host := chain.Hosts[0]
			msg := chain.Dealing(host)
			msg.Dealing = c.change(chain, bytes.Clone(msg.Dealing))
			before := chain.Round()
			refused(chain, c.want, t, host.Hot, msg)
			require.Equal(t, before, chain.Round())
			part := chain.Part(host, 0)
			require.Zero(t, part.DealtHeight)
			require.Equal(t, uint32(1), part.Attempts)
			chain.Deal(host)
		})
	}
}

// A Host that sends invalid dealings keeps nobody busy for long: its fourth is refused before anything is computed, already by CheckTx.
func TestAttemptsAreLimited(t *testing.T) {
	c := start(t, nil)
	_, schedule := c.Epoch()
	c.To(schedule.DealOpen - 1)
	host := c.Hosts[0]
	for attempt := uint32(1); attempt <= 3; attempt++ {
		msg := c.Dealing(host)
		msg.Dealing[len(msg.Dealing)-1] ^= 1
		refused(c, types.ErrInvalidProof, t, host.Hot, msg)
		require.Equal(t, attempt, c.Part(host, 0).Attempts)
	}
	tx := c.Sign(host.Hot, network.Tx{Gas: network.SprintGas}, c.Dealing(host))
	require.Equal(t, types.ErrTooManyAttempts.ABCICode(), c.Check(tx).Code)
	before := c.Balance(host.Operator.Address)
	refused(c, types.ErrTooManyAttempts, t, host.Hot, c.Dealing(host))
	require.Equal(t, before, c.Balance(host.Operator.Address))
	// The others are not held up, and the next epoch begins anew.
	c.Deal(c.Hosts[1:]...)
	c.Open(c.Hosts[1:]...)
	c.NextEpoch()
	c.Deal(host)
}

// Nobody but the Host uses up its attempts: not by a message in its name, and not through x/authz.
func TestStrangersUseUpNobodysAttempts(t *testing.T) {
	c := start(t, nil)
	_, schedule := c.Epoch()
	c.To(schedule.DealOpen - 1)
	victim, thief := c.Hosts[0], c.Hosts[1]
	stolen := *c.Dealing(victim)
	stolen.Signer = thief.Hot.Address.String()
	refused(c, hosttypes.ErrUnauthorized, t, thief.Hot, &stolen)
	require.Zero(t, c.Part(victim, 0).Attempts)

	// The operator lets another account deal for it, which is its right, but not uncounted and not beside the two of a block.
	grant, err := authz.NewMsgGrant(victim.Operator.Address, thief.Operator.Address,
		authz.NewGenericAuthorization(sdk.MsgTypeURL(&types.MsgDeal{})), nil)
	require.NoError(t, err)
	c.Must(victim.Operator, grant)
	inner := *c.Dealing(victim)
	inner.Signer = victim.Name()
	exec := authz.NewMsgExec(thief.Operator.Address, []sdk.Msg{&inner})
	refused(c, types.ErrNotAlone, t, thief.Operator, &exec)
	require.Zero(t, c.Part(victim, 0).Attempts)
	require.Zero(t, c.Part(victim, 0).DealtHeight)
}

func TestDealingStandsAloneInItsTransaction(t *testing.T) {
	c := start(t, nil)
	_, schedule := c.Epoch()
	c.To(schedule.DealOpen - 1)
	host := c.Hosts[0]
	refused(c, types.ErrNotAlone, t, host.Hot, c.Dealing(host), c.Dealing(host))
	require.Zero(t, c.Part(host, 0).Attempts)
}

func TestHostWithoutASlotDoesNotDeal(t *testing.T) {
	preset := genesis.Local()
	preset.Host.Slots = 3
	c := scenario.Start(t, network.Config{Preset: &preset, Weights: []uint64{499_999_999, 300_000_000, 200_000_000, 1}})
	_, schedule := c.Epoch()
	c.To(schedule.DealOpen - 1)
	idle := c.Hosts[3]
	require.Zero(t, c.Part(idle, 0).Slots)
	refused(c, types.ErrNoSlots, t, idle.Hot, &types.MsgDeal{
		Signer: idle.Hot.Address.String(), Host: idle.Name(), Dealing: c.Dealing(c.Hosts[0]).Dealing,
	})
	c.Deal(c.Hosts[:3]...)
	refused(c, types.ErrNoSlots, t, idle.Hot, &types.MsgOpen{Signer: idle.Hot.Address.String(), Host: idle.Name()})
	c.Open(c.Hosts[:3]...)
	c.NextEpoch()
	require.Zero(t, c.Part(idle, 0).Slots)
	penalty, err := c.App.Sprint.PenaltyPpm(c.Context(), 1, idle.Operator.Address)
	require.NoError(t, err)
	require.Zero(t, penalty)
}
