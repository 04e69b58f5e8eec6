package ante_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/pacer-network/pacer/chain/ante"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

func update(host network.Host) sdk.Msg {
	return &hosttypes.MsgUpdate{Host: host.Name(), ApiUrl: "http://127.0.0.1:1"}
}

func coins(amount int64) sdk.Coins {
	if amount == 0 {
		return sdk.Coins{}
	}
	return sdk.NewCoins(sdk.NewInt64Coin(network.Denom, amount))
}

// A proposer can't include for nothing what others had to pay for: the price holds in CheckTx and in blocks.
func TestMinimumGasPriceHoldsInCheckTxAndInBlocks(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	for name, c := range map[string]struct {
		gas    uint64
		fee    int64
		enough bool
	}{
		"exactly enough":                 {300_000, 300, true},
		"one too little":                 {300_000, 299, false},
		"rounded up":                     {300_001, 301, true},
		"not rounded down":               {300_001, 300, false},
		"nothing":                        {300_000, 0, false},
		"gas limit above that of blocks": {100_000_001, 100_001, false},
	} {
		t.Run(name, func(t *testing.T) {
			tx := n.Sign(host.Operator, network.Tx{Gas: c.gas, Fee: coins(c.fee)}, update(host))
			check := n.Check(tx)
			result := n.Next(tx).TxResults[0]
			require.Equal(t, c.enough, check.Code == 0, check.Log)
			require.Equal(t, c.enough, result.Code == 0, result.Log)
			if !c.enough && c.gas < 100_000_000 {
				for _, got := range []struct {
					codespace string
					code      uint32
				}{{check.Codespace, check.Code}, {result.Codespace, result.Code}} {
					require.Equal(t, epochtypes.ModuleName, got.codespace)
					require.Equal(t, epochtypes.ErrFeeTooLow.ABCICode(), got.code)
				}
			}
		})
	}
}

func TestFeesInAnotherDenominationAreRefused(t *testing.T) {
	n := network.Start(t, network.Config{Edit: func(d *genesis.Document) error { return nil }})
	host := n.Hosts[0]
	fee := coins(2_000).Add(sdk.NewInt64Coin("other", 1))
	result := n.Next(n.Sign(host.Operator, network.Tx{Fee: fee}, update(host))).TxResults[0]
	require.Equal(t, sdkerrors.ErrInvalidCoins.ABCICode(), result.Code, result.Log)
}

func TestUnorderedTransactionCountsOnce(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	to := network.NewAccount("receiver").Address
	send := &banktypes.MsgSend{FromAddress: host.Name(), ToAddress: to.String(), Amount: coins(5)}
	tx := n.Sign(host.Operator, network.Tx{Timeout: n.Time.Add(time.Minute)}, send)
	results := n.Next(tx, tx).TxResults
	require.Zero(t, results[0].Code, results[0].Log)
	require.NotZero(t, results[1].Code)
	require.NotZero(t, n.Check(tx).Code)
	require.NotZero(t, n.Next(tx).TxResults[0].Code)
	require.Equal(t, int64(5), n.Balance(to).Int64())
}

func TestFailedUnorderedTransactionUsesUpItsNonce(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	tx := network.Tx{Timeout: n.Time.Add(time.Minute)}
	failing := n.Sign(host.Operator, tx, &hosttypes.MsgUpdate{Host: host.Name(), ApiUrl: "nowhere"})
	require.Equal(t, hosttypes.ErrInvalidURL.ABCICode(), n.Next(failing).TxResults[0].Code)
	again := n.Next(n.Sign(host.Operator, tx, update(host))).TxResults[0]
	require.Equal(t, sdkerrors.RootCodespace, again.Codespace)
	require.NotZero(t, again.Code)
	n.Must(host.Operator, update(host))
}

func TestUnorderedTransactionsHaveADeadline(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	for name, c := range map[string]struct {
		timeout time.Duration
		accept  bool
	}{
		"within ten minutes": {ante.MaxUnorderedTimeout, true},
		"too far":            {ante.MaxUnorderedTimeout + time.Second, false},
		"over":               {0, false},
	} {
		t.Run(name, func(t *testing.T) {
			result := n.Next(n.Sign(host.Operator, network.Tx{Timeout: n.Time.Add(c.timeout)}, update(host))).TxResults[0]
			require.Equal(t, c.accept, result.Code == 0, result.Log)
		})
	}
}

// Without auth among the PreBlockers, used nonces would stay for ever.
func TestUsedNoncesAreRemovedAfterTheirDeadline(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	deadline := n.Time.Add(3 * time.Second)
	require.Zero(t, n.Next(n.Sign(host.Operator, network.Tx{Timeout: deadline}, update(host))).TxResults[0].Code)
	kept, err := n.App.Accounts.ContainsUnorderedNonce(n.Context(), host.Operator.Address, deadline)
	require.NoError(t, err)
	require.True(t, kept)
	n.To(n.Height + 10)
	kept, err = n.App.Accounts.ContainsUnorderedNonce(n.Context(), host.Operator.Address, deadline)
	require.NoError(t, err)
	require.False(t, kept)
}

func TestOrderedTransactionsStillWork(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	for range 3 {
		result := n.Next(n.Sign(host.Operator, network.Tx{Ordered: true}, update(host))).TxResults[0]
		require.Zero(t, result.Code, result.Log)
	}
}

func TestReplayFromAnotherChainIsRefused(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	result := n.Next(n.Sign(host.Operator, network.Tx{ChainID: "pacer-other-1"}, update(host))).TxResults[0]
	require.Equal(t, sdkerrors.RootCodespace, result.Codespace)
	require.Equal(t, sdkerrors.ErrUnauthorized.ABCICode(), result.Code)
}

func TestSimulationReportsTheGasThatIsUsed(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	tx := n.Sign(host.Operator, network.Tx{}, update(host))
	gas, _, err := n.App.Simulate(tx)
	require.NoError(t, err)
	used := n.Next(tx).TxResults[0].GasUsed
	require.InDelta(t, used, gas.GasUsed, float64(used)/10)
}

// A stolen hot key can't spend the allowance on anything but the protocol's messages.
func TestAllowanceCoversNothingElse(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	before := n.Balance(host.Operator.Address)
	result := n.Deliver(host.Hot, &banktypes.MsgSend{FromAddress: host.Hot.Address.String(), ToAddress: host.Name(), Amount: coins(1)})
	require.NotZero(t, result.Code)
	require.Contains(t, result.Log, "message not allowed")
	require.Equal(t, before, n.Balance(host.Operator.Address))
}
