package proposal_test

import (
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/types/mempool"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/proposal"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// The mempool hands over its head, as much as the gas of a block has room for. Challenges that came before it, though there be a hundred for
// each that a block takes, hold up no commitment of work: the window for those is short.
func TestChallengesHoldUpNothingElse(t *testing.T) {
	d := scenario.StartDispute(t, nil)
	d.NextEpoch()
	d.OpenBeacon()
	const attempts = 700
	pool := d.NewMempool()
	refused := 0
	for i := range attempts {
		by := i % 7
		accused := (by + 1 + i/7%6) % 7
		tx := d.Accuse(d.Hosts[by], d.Hosts[accused], d.Right[accused][i/42])
		if answer := pool.Send(tx); answer.Code != 0 {
			require.Equal(t, sprinttypes.ModuleName, answer.Codespace, answer.Log)
			require.Equal(t, sprinttypes.ErrTooManyPending.ABCICode(), answer.Code, answer.Log)
			require.Contains(t, answer.Log, "try again")
			refused++
		}
	}
	require.Equal(t, attempts-2*proposal.MaxChallenges, refused)
	work := d.Sign(d.Hosts[0].Hot, network.Tx{}, d.CommitWork(d.Hosts[0], 1, 1, 2, 3))
	require.Zero(t, pool.Send(work).Code)

	txs, results := pool.Next()
	require.Len(t, txs, proposal.MaxChallenges+1)
	require.Contains(t, txs, work)
	for _, result := range results {
		require.Zero(t, result.Code, result.Log)
	}
	require.Equal(t, uint32(3), d.Work(d.Hosts[0], 1).Work.Count)
	// The others come in the next block, and so much room is there again.
	require.Zero(t, pool.Send(d.Falsely(4, 2)).Code)
	require.Zero(t, pool.Send(d.Falsely(5, 2)).Code)
	require.NotZero(t, pool.Send(d.Falsely(6, 2)).Code)
	txs, _ = pool.Next()
	require.Len(t, txs, proposal.MaxChallenges)
	require.Equal(t, proposal.MaxChallenges, pool.Size())
}

// All that may wait takes half of a block's gas at the sizes of production, whatever limits it asks for.
func TestPendingChallengesLeaveHalfOfABlock(t *testing.T) {
	need := hosttypes.AuthorizeGas + sprinttypes.ChallengeBaseGas() + sprinttypes.ChallengeGas(sprinttypes.DefaultParams().Shape())
	most := uint64(0)
	for limit := need; (sprinttypes.ChallengeTerms{Gas: need}).CheckGas(limit, limit) == nil; limit += 10_000 {
		most = limit
	}
	require.Less(t, 2*proposal.MaxChallenges*most, uint64(56_000_000))
}

// noSettings are a node's with nothing set.
type noSettings struct{}

func (noSettings) Get(string) any { return nil }

// A mempool of the application's would choose transactions by itself, past the limits. A node that is made with one has none all the same.
func TestApplicationHasNoMempoolOfItsOwn(t *testing.T) {
	own := baseapp.SetMempool(mempool.NewSenderNonceMempool())
	app := chain.New(log.NewNopLogger(), dbm.NewMemDB(), noSettings{}, chain.Options{}, own)
	require.IsType(t, mempool.NoOpMempool{}, app.Mempool())
}
