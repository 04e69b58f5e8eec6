package ante_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// refusedInBoth says that neither a mempool nor a block takes a transaction, which costs nobody anything.
func refusedInBoth(t *testing.T, d *scenario.Dispute, want *errorsmod.Error, tx []byte) {
	t.Helper()
	check := d.Check(tx)
	require.Equal(t, want.Codespace(), check.Codespace, check.Log)
	require.Equal(t, want.ABCICode(), check.Code, check.Log)
	supply := d.App.Bank.GetSupply(d.Context(), network.Denom)
	d.RefusedTx(want, tx)
	require.Equal(t, supply, d.App.Bank.GetSupply(d.Context(), network.Denom), "a fee was burned")
}

// What can't be carried out enters no mempool: it would stay at its head.
func TestChallengeThatCannotBeCarriedOutIsRefusedAtOnce(t *testing.T) {
	d := scenario.StartDispute(t, func(p *genesis.Preset) {
		p.Sprint.MaxLostChallenges = 1
		p.Epoch.ChallengeSpan, p.Epoch.SprintSpan, p.Epoch.EpochLength = 30, 41, 113
	})
	refusedInBoth(t, d, sprinttypes.ErrOwnWork, d.Falsely(0, 0))
	refusedInBoth(t, d, sprinttypes.ErrNotCommitted, d.Accuse(d.Hosts[0], d.Hosts[1], d.Right[1][29]+1_000_000))
	refusedInBoth(t, d, sprinttypes.ErrEpochNotBegun, d.Sign(d.Hosts[0].Hot, network.Tx{Gas: network.ChallengeGas},
		d.ChallengeWork(d.Hosts[0], d.Cheat, 1, d.Wrong)))

	poor := d.Hosts[2]
	bond := math.NewIntFromUint64(d.Target(0).Params.ChallengeBond)
	require.Zero(t, d.Next(d.Spend(poor, bond.SubRaw(1))).TxResults[0].Code)
	refusedInBoth(t, d, sprinttypes.ErrBondMissing, d.Accuse(poor, d.Cheat, d.Wrong))

	require.Zero(t, d.Next(d.Falsely(3, 1)).TxResults[0].Code)
	refusedInBoth(t, d, sprinttypes.ErrTooManyChallenges, d.Falsely(3, 4))

	require.Zero(t, d.Next(d.Accuse(d.Hosts[0], d.Cheat, d.Wrong)).TxResults[0].Code)
	require.True(t, d.Work(d.Cheat, 0).Work.Guilty())
	refusedInBoth(t, d, sprinttypes.ErrAlreadyGuilty, d.Accuse(d.Hosts[1], d.Cheat, d.Wrong))
}

// The first block that takes challenges gets those that were sent before it.
func TestChallengesEnterOneBlockBeforeTheirTime(t *testing.T) {
	preset := genesis.Local()
	preset.Sprint.FirstTarget = 1 << 62
	c := scenario.Start(t, network.Config{Preset: &preset})
	c.OpenBeacon()
	hit := c.Hits(c.Hosts[1], 0, 0, 1)[0]
	c.Must(c.Hosts[1].Hot, c.CommitWork(c.Hosts[1], 0, hit))
	tx := func() []byte {
		return c.Sign(c.Hosts[0].Hot, network.Tx{Gas: network.ChallengeGas}, c.ChallengeWork(c.Hosts[0], c.Hosts[1], 0, hit))
	}
	c.To(c.Target(0).ComputeEnd - 1)
	require.Equal(t, sprinttypes.ErrTooEarly.ABCICode(), c.Check(tx()).Code)
	c.Next()
	sent := tx()
	require.Zero(t, c.Check(sent).Code)
	require.Zero(t, c.Next(sent).TxResults[0].Code)
}

// With less gas than it will be charged a challenge would end before it costs its bond, and with much more it would take the room of others.
func TestGasOfChallengesIsWhatTheyNeed(t *testing.T) {
	d := scenario.StartDispute(t, nil)
	need := d.ChallengeNeed()
	with := func(gas uint64) []byte {
		return d.AccuseTx(network.Tx{Gas: gas}, d.Hosts[0], d.Hosts[1], d.Right[1][0])
	}
	refusedInBoth(t, d, sprinttypes.ErrInvalidGas, with(need))
	refusedInBoth(t, d, sprinttypes.ErrInvalidGas, with(need+1_010_001))
	accepts := func(gas uint64) bool {
		check := d.Check(with(gas))
		// One was accepted before: that there may be no second one is looked at after the gas.
		return check.Code == 0 || check.Code == sprinttypes.ErrTooManyPending.ABCICode()
	}
	low, high := need, need+1_000_000 // the least that is accepted is in (low, high]
	require.True(t, accepts(high))
	for high-low > 1 {
		if middle := (low + high) / 2; accepts(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	// Whoever asks for the least that is taken loses the bond all the same.
	result := d.Next(with(high)).TxResults[0]
	require.Zero(t, result.Code, result.Log)
	require.Len(t, d.Sprint().LostChallenges, 1)
}

// The limit that agents sign is one that is taken.
func TestGasTableIsWithinWhatChallengesNeed(t *testing.T) {
	raw, err := os.ReadFile("../../proto/gas.json")
	require.NoError(t, err)
	var table map[string]struct{ Base uint64 }
	require.NoError(t, json.Unmarshal(raw, &table))
	base := table[sdk.MsgTypeURL(&sprinttypes.MsgChallengeWork{})].Base
	require.NotZero(t, base)
	d := scenario.StartDispute(t, nil)
	tx := d.AccuseTx(network.Tx{Gas: base + d.Target(0).ChallengeGas}, d.Hosts[0], d.Cheat, d.Wrong)
	require.Zero(t, d.Check(tx).Code)
	require.Zero(t, d.Next(tx).TxResults[0].Code)
}

// A challenge may come before anything else of its signer's, and be a block late: it must not fail for that, at no price.
func TestChallengesAreUnorderedWithTimeToSpare(t *testing.T) {
	d := scenario.StartDispute(t, nil)
	by, accused, nonce := d.Hosts[0], d.Hosts[1], d.Right[1][0]
	refusedInBoth(t, d, sprinttypes.ErrInvalidDeadline, d.AccuseTx(network.Tx{Gas: network.ChallengeGas, Ordered: true}, by, accused, nonce))
	block := time.Duration(genesis.Local().Epoch.TargetBlockMs) * time.Millisecond
	before := func(left time.Duration) []byte {
		return d.AccuseTx(network.Tx{Gas: network.ChallengeGas, Timeout: d.Time.Add(left)}, by, accused, nonce)
	}
	check := d.Check(before(4*block - 1))
	require.Equal(t, sprinttypes.ErrInvalidDeadline.ABCICode(), check.Code, check.Log)
	pool := d.NewMempool()
	require.Zero(t, pool.Send(before(4*block)).Code)
	// In a mempool it stays until its deadline, and in a block only that counts.
	d.Next()
	require.NoError(t, pool.Update(d.Height, nil, nil, nil, nil))
	require.Equal(t, 1, pool.Size())
	_, results := pool.Next()
	require.Zero(t, results[0].Code, results[0].Log)
}
