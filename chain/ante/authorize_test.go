package ante_test

import (
	"context"
	"strings"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/ante"
	"github.com/pacer-network/pacer/chain/tests/network"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// Every message that a hot key may send, in the name of one Host and signed by the hot key of another.
func TestStrangersAreRefusedBeforeTheFeeIsTaken(t *testing.T) {
	n := network.Start(t, network.Config{})
	victim, thief := n.Hosts[0], n.Hosts[1]
	signer, host := thief.Hot.Address.String(), victim.Name()
	messages := map[string]sdk.Msg{
		"dealing":   &sprinttypes.MsgDeal{Signer: signer, Host: host},
		"opening":   &sprinttypes.MsgOpen{Signer: signer, Host: host},
		"work":      &sprinttypes.MsgCommitWork{Signer: signer, Host: host},
		"challenge": &sprinttypes.MsgChallengeWork{Signer: signer, Host: host},
		"batch":     &inferencetypes.MsgCommitBatch{Signer: signer, Host: host},
		"results":   &validationtypes.MsgSubmitResults{Signer: signer, Host: host},
		"claim":     &rewardtypes.MsgClaimReward{Signer: signer, Host: host},
	}
	for name, msg := range messages {
		t.Run(name, func(t *testing.T) {
			before := n.Balance(victim.Operator.Address)
			// The thief asks for the victim's allowance, as an agent with a stolen key does.
			tx := n.Sign(thief.Hot, network.Tx{Granter: victim.Operator.Address}, msg)
			checked := n.Check(tx)
			require.Equal(t, hosttypes.ModuleName, checked.Codespace)
			require.Equal(t, hosttypes.ErrUnauthorized.ABCICode(), checked.Code, checked.Log)
			included := n.Next(tx).TxResults[0]
			require.Equal(t, hosttypes.ErrUnauthorized.ABCICode(), included.Code, included.Log)
			require.Equal(t, before, n.Balance(victim.Operator.Address))
		})
	}
}

func TestMalformedAddressesAreRefusedByName(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	checked := n.Check(n.Sign(host.Hot, network.Tx{}, &rewardtypes.MsgClaimReward{Signer: host.Hot.Address.String(), Host: "nobody"}))
	require.Equal(t, hosttypes.ModuleName, checked.Codespace)
	require.Equal(t, hosttypes.ErrInvalidAddress.ABCICode(), checked.Code, checked.Log)
}

// counted is the chain's own keeper, and notes how often it is asked.
type counted struct {
	ante.HostKeeper
	asked int
}

func (c *counted) Authorize(ctx context.Context, host, signer sdk.AccAddress, kind hosttypes.ActionKind) error {
	c.asked++
	return c.HostKeeper.Authorize(ctx, host, signer, kind)
}

// What runs before the fee is for free: a transaction full of messages about one Host reads that Host once for each kind.
func TestMessagesThatSayTheSameAreLookedUpOnce(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	signer := host.Hot.Address.String()
	var messages []sdk.Msg
	for range 50 {
		messages = append(messages,
			&inferencetypes.MsgCommitBatch{Signer: signer, Host: host.Name()},
			&rewardtypes.MsgClaimReward{Signer: signer, Host: host.Name()})
	}
	hosts := &counted{HostKeeper: n.App.Host}
	handler := ante.New(ante.Keepers{
		Accounts: n.App.Accounts, Bank: n.App.Bank, Feegrant: n.App.Feegrant, Epoch: n.App.Epoch, Hosts: hosts,
		Dealings: n.App.Sprint, SignModes: n.App.TxConfig.SignModeHandler(),
	})
	tx, err := n.App.TxConfig.TxDecoder()(n.Sign(host.Hot, network.Tx{}, messages...))
	require.NoError(t, err)
	_, err = handler(n.Context(), tx, false)
	require.NoError(t, err)
	require.Equal(t, 2, hosts.asked)
}

// One message among others that somebody may send is enough to refuse the transaction, wherever it stands.
func TestStrangersMessageAmongOthersIsRefused(t *testing.T) {
	n := network.Start(t, network.Config{})
	own, victim := n.Hosts[1], n.Hosts[0]
	signer := own.Hot.Address.String()
	checked := n.Check(n.Sign(own.Hot, network.Tx{},
		&rewardtypes.MsgClaimReward{Signer: signer, Host: own.Name()},
		&rewardtypes.MsgClaimReward{Signer: signer, Host: victim.Name()}))
	require.Equal(t, hosttypes.ModuleName, checked.Codespace)
	require.Equal(t, hosttypes.ErrUnauthorized.ABCICode(), checked.Code, checked.Log)
}

func TestAbsurdlyLongAddressIsRefusedInAShortSentence(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	checked := n.Check(n.Sign(host.Hot, network.Tx{}, &rewardtypes.MsgClaimReward{
		Signer: host.Hot.Address.String(), Host: strings.Repeat("p", 100_000),
	}))
	require.Equal(t, hosttypes.ErrInvalidAddress.ABCICode(), checked.Code, checked.Log)
	require.Less(t, len(checked.Log), 200)
}
