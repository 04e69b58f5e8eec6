package ante_test

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// Every message that a hot key may send, in the name of one Host and signed by the hot key of another.
func TestStrangersAreRefusedBeforeTheFeeIsTaken(t *testing.T) {
	n := network.Start(t, network.Config{})
	victim, thief := n.Hosts[0], n.Hosts[1]
	signer, host := thief.Hot.Address.String(), victim.Name()
	messages := map[string]sdk.Msg{
		"batch":   &inferencetypes.MsgCommitBatch{Signer: signer, Host: host},
		"results": &validationtypes.MsgSubmitResults{Signer: signer, Host: host},
		"claim":   &rewardtypes.MsgClaimReward{Signer: signer, Host: host},
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
