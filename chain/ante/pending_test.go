package ante_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// full says that a mempool does not take a transaction, because too many are pending.
func full(t *testing.T, pool *network.Mempool, tx []byte) {
	t.Helper()
	answer := pool.Send(tx)
	require.Equal(t, sprinttypes.ModuleName, answer.Codespace, answer.Log)
	require.Equal(t, sprinttypes.ErrTooManyPending.ABCICode(), answer.Code, answer.Log)
}

// A hundred Hosts find the same forger. The first challenge condemns it, the second one of the block is too late and costs nothing, and the
// others leave the mempool: they take nobody's place.
func TestChallengesLeaveTheMempoolAfterTheVerdict(t *testing.T) {
	d := scenario.StartDispute(t, nil)
	pool := d.NewMempool()
	for _, host := range d.Hosts[:4] {
		require.Zero(t, pool.Send(d.Accuse(host, d.Cheat, d.Wrong)).Code)
	}
	full(t, pool, d.Accuse(d.Hosts[4], d.Cheat, d.Wrong))
	before := d.Balance(d.Hosts[1].Operator.Address)
	txs, results := pool.Next()
	require.Len(t, txs, 2)
	require.Zero(t, results[0].Code, results[0].Log)
	require.Equal(t, sprinttypes.ErrAlreadyGuilty.ABCICode(), results[1].Code, results[1].Log)
	require.Equal(t, before, d.Balance(d.Hosts[1].Operator.Address))
	require.Zero(t, pool.Size())
	for by := range 4 {
		require.Zero(t, pool.Send(d.Falsely(by, 5)).Code)
	}
}

// A second challenge of the same two waits for the first.
func TestOneChallengeOfTwoHostsIsPending(t *testing.T) {
	d := scenario.StartDispute(t, nil)
	pool := d.NewMempool()
	require.Zero(t, pool.Send(d.Accuse(d.Hosts[0], d.Hosts[1], d.Right[1][0])).Code)
	full(t, pool, d.Accuse(d.Hosts[0], d.Hosts[1], d.Right[1][1]))
	require.Zero(t, pool.Send(d.Accuse(d.Hosts[2], d.Hosts[1], d.Right[1][1])).Code)
	pool.Next()
	require.Zero(t, pool.Send(d.Accuse(d.Hosts[0], d.Hosts[1], d.Right[1][1])).Code)
}

// Behind each challenge that waits there is a bond of its own.
func TestEachPendingChallengeHasABond(t *testing.T) {
	d := scenario.StartDispute(t, nil)
	bond := math.NewIntFromUint64(d.Target(0).Params.ChallengeBond)
	// Two bonds, and the fees of these three.
	left := bond.MulRaw(2).Add(d.MinFee(3 * network.ChallengeGas).AmountOf(network.Denom))
	require.Zero(t, d.Next(d.Spend(d.Hosts[0], left)).TxResults[0].Code)
	pool := d.NewMempool()
	require.Zero(t, pool.Send(d.Falsely(0, 1)).Code)
	require.Zero(t, pool.Send(d.Falsely(0, 2)).Code)
	full(t, pool, d.Falsely(0, 3))
	_, results := pool.Next()
	for _, result := range results {
		require.Zero(t, result.Code, result.Log)
	}
	require.Equal(t, uint32(2), d.Sprint().LostChallenges[0].Count)
}

// No more wait than a Host may lose.
func TestNoMorePendingChallengesThanMayBeLost(t *testing.T) {
	d := scenario.StartDispute(t, func(p *genesis.Preset) { p.Sprint.MaxLostChallenges = 2 })
	pool := d.NewMempool()
	require.Zero(t, pool.Send(d.Falsely(0, 1)).Code)
	require.Zero(t, pool.Send(d.Falsely(0, 2)).Code)
	full(t, pool, d.Falsely(0, 3))
}

// What the bond is paid with can't leave in the same block: challenges come first.
func TestBondCannotLeaveInTheBlockOfItsChallenge(t *testing.T) {
	d := scenario.StartDispute(t, nil)
	pool := d.NewMempool()
	away, accusation := d.Spend(d.Hosts[0], d.MinFee(network.ChallengeGas).AmountOf(network.Denom)), d.Falsely(0, 1)
	require.Zero(t, pool.Send(away).Code)
	require.Zero(t, pool.Send(accusation).Code)
	txs, results := pool.Next()
	require.Equal(t, [][]byte{accusation, away}, txs)
	require.Zero(t, results[0].Code, results[0].Log)
	require.NotZero(t, results[1].Code)
	require.Len(t, d.Sprint().LostChallenges, 1)
}

// The mempool is each node's own. What it holds is part of no state, and neither are simulations part of it.
func TestPendingChallengesAreInNoState(t *testing.T) {
	one, other := scenario.StartDispute(t, nil), scenario.StartDispute(t, nil)
	pool := one.NewMempool()
	for i := range 6 {
		_, _, err := one.App.Simulate(one.Falsely(0, 1+i))
		require.NoError(t, err)
	}
	for i := range 4 {
		require.Zero(t, pool.Send(one.Falsely(i, 5)).Code)
	}
	full(t, pool, one.Falsely(4, 5))
	require.Equal(t, other.Next().AppHash, one.Next().AppHash)
	tx := one.Falsely(4, 5)
	require.Equal(t, other.Next(tx).AppHash, one.Next(tx).AppHash)
	require.Equal(t, other.Export(), one.Export())
}
