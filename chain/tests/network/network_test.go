package network_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/pacer-network/pacer/chain/tests/network"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// A network of four Hosts runs through several epochs: every step strict, every coin accounted for after every block, CometBFT's set
// following every update.
func TestNetworkRunsThroughSevenEpochs(t *testing.T) {
	n := network.Start(t, network.Config{})
	for epoch := uint64(1); epoch <= 7; epoch++ {
		n.NextEpoch()
		current, schedule := n.Epoch()
		require.Equal(t, epoch, current)
		require.Equal(t, n.Height, schedule.Start)
		require.Len(t, n.Validators.Validators, 4)
	}
	alarms, err := n.App.Epoch.Alarms(n.Context())
	require.NoError(t, err)
	require.Zero(t, alarms)
}

func TestHotKeyActsAndTheOperatorPays(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	before := n.Balance(host.Operator.Address)
	// The hot key's allowance covers three messages, and this is none of them.
	refused := n.Deliver(host.Hot, &hosttypes.MsgUpdate{Host: host.Name(), ApiUrl: "http://127.0.0.1:1"})
	require.NotZero(t, refused.Code)
	require.Equal(t, before, n.Balance(host.Operator.Address))
	n.Must(host.Operator, &hosttypes.MsgUpdate{Host: host.Name(), ApiUrl: "http://127.0.0.1:1"})
	require.True(t, n.Balance(host.Operator.Address).LT(before))
}

func TestQueriesAnswerFromTheCommittedHeight(t *testing.T) {
	n := network.Start(t, network.Config{})
	n.To(5)
	var status epochtypes.QueryStatusResponse
	_, code := n.Query("/pacer.epoch.v1.Query/Status", &epochtypes.QueryStatusRequest{}, &status)
	require.Zero(t, code)
	require.Equal(t, int64(5), status.Height)
	require.Equal(t, n.Time, status.BlockTime.UTC())
	require.Equal(t, n.ChainID, status.ChainId)
	require.Equal(t, uint64(500), status.MeanBlockMs)
	codespace, code := n.Query("/pacer.epoch.v1.Query/Schedule", &epochtypes.QueryScheduleRequest{Epoch: 1}, &epochtypes.QueryScheduleResponse{})
	require.Equal(t, sdkerrors.RootCodespace, codespace)
	require.Equal(t, sdkerrors.ErrKeyNotFound.ABCICode(), code)
}
