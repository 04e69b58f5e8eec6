package network

import (
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

const (
	// SprintGas is a gas limit that any dealing or opening of a test network can use.
	SprintGas = 5_000_000
	// ChallengeGas is one that any challenge can use at the sizes of the local preset: the chain takes none that asks for much more.
	ChallengeGas = 1_000_000
)

// Round is the round of the current epoch.
func (n *Network) Round() sprinttypes.Round {
	n.t.Helper()
	current, _ := n.Epoch()
	round, err := n.App.Sprint.Round(n.Context(), current)
	require.NoError(n.t, err)
	return round
}

// Part is what a Host has done in a round.
func (n *Network) Part(host Host, epoch uint64) sprinttypes.Contribution {
	n.t.Helper()
	part, _, err := n.App.Sprint.Contribution(n.Context(), epoch, host.Operator.Address)
	require.NoError(n.t, err)
	return part
}

// Table is the slot table of the current epoch as an agent makes it: from members, beacon and the hash that the round names.
func (n *Network) Table() *pvss.Round {
	n.t.Helper()
	round := n.Round()
	var holders []pvss.Holder
	require.NoError(n.t, n.App.Host.WalkMembers(n.Context(), round.Epoch, nil, func(m hosttypes.Member) (bool, error) {
		if m.Slots == 0 {
			return false, nil
		}
		address, err := hosttypes.ParseAddress("host", m.Host)
		require.NoError(n.t, err)
		key, err := dealingkey.DecodeKey(m.Keys.Dealing)
		require.NoError(n.t, err)
		holders = append(holders, pvss.Holder{Address: address, Key: key, Slots: uint32(m.Slots)})
		return false, nil
	}))
	table, err := pvss.NewRound(n.ChainID, round.Epoch, n.Beacon(round.Epoch), round.BlockHash, holders)
	require.NoError(n.t, err)
	return table
}

// Dealing is a Host's dealing in the current epoch.
func (n *Network) Dealing(host Host) *sprinttypes.MsgDeal {
	n.t.Helper()
	current, _ := n.Epoch()
	dealing, err := n.Table().Deal(n.DealingKey(host), host.Operator.Address)
	require.NoError(n.t, err)
	return &sprinttypes.MsgDeal{Signer: host.Hot.Address.String(), Host: host.Name(), Epoch: current, Dealing: dealing}
}

// DealingKey is a Host's dk.
func (n *Network) DealingKey(host Host) dealingkey.Secret {
	n.t.Helper()
	key, err := host.Secrets.Dealing()
	require.NoError(n.t, err)
	return key
}

// Opening is a Host's opening in the current epoch, made from what the chain answers.
func (n *Network) Opening(host Host) *sprinttypes.MsgOpen {
	n.t.Helper()
	current, _ := n.Epoch()
	answer := n.Shares(host)
	secret := n.DealingKey(host).Bytes()
	scalar, err := curve.DecodeSecret(secret[:])
	require.NoError(n.t, err)
	scalar.Inverse(&scalar)
	var opening []byte
	for y := answer.YSums; len(y) > 0; y = y[curve.G2Size:] {
		point, err := curve.DecodeG2(y[:curve.G2Size])
		require.NoError(n.t, err)
		point.ScalarMultiplication(&point, curve.Int(scalar))
		share := point.Bytes()
		opening = append(opening, share[:]...)
	}
	return &sprinttypes.MsgOpen{Signer: host.Hot.Address.String(), Host: host.Name(), Epoch: current, Opening: opening}
}

// Shares is what the chain answers to a Host about the current epoch.
func (n *Network) Shares(host Host) sprinttypes.QueryMySharesResponse {
	n.t.Helper()
	current, _ := n.Epoch()
	var answer sprinttypes.QueryMySharesResponse
	_, code := n.Query("/pacer.sprint.v1.Query/MyShares", &sprinttypes.QueryMySharesRequest{Epoch: current, Host: host.Name()}, &answer)
	require.Zero(n.t, code)
	return answer
}
