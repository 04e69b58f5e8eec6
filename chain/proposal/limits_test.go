package proposal_test

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/tests/network"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

func dealing(n *network.Network, host int) []byte {
	h := n.Hosts[host]
	return n.Sign(h.Hot, network.Tx{}, &sprinttypes.MsgDeal{Signer: h.Hot.Address.String(), Host: h.Name(), Dealing: []byte{1}})
}

func challenge(n *network.Network, host int) []byte {
	h, accused := n.Hosts[host], n.Hosts[(host+1)%4]
	msg := &sprinttypes.MsgChallengeWork{Signer: h.Hot.Address.String(), Host: h.Name(), Accused: accused.Name()}
	return n.Sign(h.Hot, network.Tx{}, msg)
}

func send(n *network.Network) []byte {
	h := n.Hosts[0]
	return n.Sign(h.Operator, network.Tx{}, &banktypes.MsgSend{
		FromAddress: h.Name(), ToAddress: n.Hosts[1].Name(), Amount: sdk.NewCoins(sdk.NewInt64Coin(network.Denom, 1)),
	})
}

func process(t *testing.T, n *network.Network, txs ...[]byte) abci.ResponseProcessProposal_ProposalStatus {
	t.Helper()
	response, err := n.App.ProcessProposal(&abci.RequestProcessProposal{Height: n.Height + 1, Time: n.Time, Txs: txs})
	require.NoError(t, err)
	return response.Status
}

func prepare(t *testing.T, n *network.Network, txs ...[]byte) [][]byte {
	t.Helper()
	response, err := n.App.PrepareProposal(&abci.RequestPrepareProposal{Height: n.Height + 1, Time: n.Time, MaxTxBytes: 1 << 21, Txs: txs})
	require.NoError(t, err)
	return response.Txs
}

func TestProposalTakesTwoDealingsAndLeavesTheRestForLater(t *testing.T) {
	n := network.Start(t, network.Config{})
	first, second, third, other, last := dealing(n, 0), dealing(n, 1), dealing(n, 2), send(n), send(n)
	require.Equal(t, [][]byte{first, other, second, last}, prepare(t, n, first, other, second, third, last))
	require.Equal(t, [][]byte{third}, prepare(t, n, third))
}

// The limits are one for each kind: dealings take no room of challenges. Challenges come before everything else.
func TestProposalTakesTwoChallengesBesideTwoDealings(t *testing.T) {
	n := network.Start(t, network.Config{})
	first, second, third := challenge(n, 0), challenge(n, 1), challenge(n, 2)
	one, two, three := dealing(n, 0), dealing(n, 1), dealing(n, 2)
	require.Equal(t, [][]byte{first, second, one, two}, prepare(t, n, first, one, second, third, two, three))
	require.Equal(t, abci.ResponseProcessProposal_ACCEPT, process(t, n, first, one, second, two))
	require.Equal(t, abci.ResponseProcessProposal_REJECT, process(t, n, first, second, third))
	// Hidden among others in a transaction that the block will refuse.
	h := n.Hosts[3]
	signer := h.Hot.Address.String()
	hidden := n.Sign(h.Hot, network.Tx{}, &sprinttypes.MsgOpen{Signer: signer, Host: h.Name()},
		&sprinttypes.MsgChallengeWork{Signer: signer, Host: h.Name(), Accused: n.Hosts[0].Name()})
	require.Equal(t, abci.ResponseProcessProposal_REJECT, process(t, n, first, second, hidden))
}

func TestProposalLeavesOutWhatDoesNotDecode(t *testing.T) {
	n := network.Start(t, network.Config{})
	other := send(n)
	require.Equal(t, [][]byte{other}, prepare(t, n, []byte("rubbish"), other))
}

func TestProposalWithThreeDealingsIsRejected(t *testing.T) {
	n := network.Start(t, network.Config{})
	two := [][]byte{dealing(n, 0), send(n), dealing(n, 1)}
	require.Equal(t, abci.ResponseProcessProposal_ACCEPT, process(t, n, two...))
	require.Equal(t, abci.ResponseProcessProposal_REJECT, process(t, n, append(two, dealing(n, 2))...))
	// Also of one Host, and hidden among others in a transaction that the block will refuse.
	h := n.Hosts[3]
	deal := &sprinttypes.MsgDeal{Signer: h.Hot.Address.String(), Host: h.Name()}
	hidden := n.Sign(h.Hot, network.Tx{}, &sprinttypes.MsgOpen{Signer: h.Hot.Address.String(), Host: h.Name()}, deal)
	require.Equal(t, abci.ResponseProcessProposal_REJECT, process(t, n, append(two, hidden)...))
	require.Equal(t, abci.ResponseProcessProposal_ACCEPT, process(t, n, append(two, []byte("rubbish"))...))
}
