package keeper_test

import (
	"testing"
	"time"

	cometevidence "github.com/cometbft/cometbft/evidence"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// accuse carries out a block with evidence against a Host and reports whether it counted.
func accuse(n *network.Network, host network.Host, height int64) bool {
	n.Evidence(host, height)
	return has(n.Next().Events, "pacer.host.v1.EventDoubleSigned")
}

func poolOf(t *testing.T, n *network.Network, epoch uint64) math.Int {
	t.Helper()
	pool, err := n.App.Host.Pool(n.Context(), epoch)
	require.NoError(t, err)
	return pool
}

func stakeOf(t *testing.T, n *network.Network, host network.Host) int64 {
	t.Helper()
	h, err := n.App.Host.Host(n.Context(), host.Operator.Address)
	require.NoError(t, err)
	return h.Stake.Int64()
}

// A double signature costs a fifth of the stake and the next epoch's weight; only new work brings weight back.
func TestDoubleSigningCostsAFifthAndTheNextEpoch(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	host := n.Hosts[0]
	n.To(7)
	n.Evidence(host, 6)
	response := n.Next()
	for _, event := range []string{"EventDoubleSigned", "EventSlashed", "EventExcluded"} {
		require.True(t, has(response.Events, "pacer.host.v1."+event), event)
	}
	require.Equal(t, int64(network.Stake/5*4), stakeOf(t, n, host))
	require.Equal(t, int64(network.Stake/5), poolOf(t, n, 1).Int64())
	require.Empty(t, response.ValidatorUpdates, "its power stays until the epoch is over")
	standing := standingOf(t, n, host)
	require.Len(t, standing.Slashes, 1)
	require.Equal(t, types.OFFENCE_DOUBLE_SIGN, standing.Slashes[0].Offence)
	require.Empty(t, standing.Slashes[0].Reporter)
	require.Equal(t, uint64(1), standing.Exclusions[0].Epoch)

	// Its work doesn't count, and in the epoch without it it has no power.
	n.OpenBeacon()
	commitWork(t, n, n.Hosts[1], n.Hosts[2], n.Hosts[3])
	n.NextEpoch()
	require.Zero(t, powerOf(n, host))
	_, member, err := n.App.Host.Member(n.Context(), 1, host.Operator.Address)
	require.NoError(t, err)
	require.False(t, member)
	n.OpenBeacon()
	commitWork(t, n, n.Hosts...)
	n.NextEpoch()
	require.Positive(t, powerOf(n, host))
}

// One epoch's double signatures cost once, of whatever kind, in one block or in several; each epoch costs by itself.
func TestDoubleSigningCostsOncePerEpoch(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	host := n.Hosts[0]
	n.To(9)
	n.Evidence(host, 5)
	n.Evidence(host, 5)
	n.AttackEvidence(host.Validator(), 6)
	n.Evidence(n.Hosts[1], 6)
	count := 0
	for _, e := range n.Next().Events {
		if e.Type == "pacer.host.v1.EventDoubleSigned" {
			count++
		}
	}
	require.Equal(t, 2, count)
	require.False(t, accuse(n, host, 8))
	require.Equal(t, int64(800_000_000), stakeOf(t, n, host))
	require.Equal(t, int64(800_000_000), stakeOf(t, n, n.Hosts[1]))

	n.NextEpoch()
	require.False(t, accuse(n, host, 7), "an offence of the epoch before that was paid for")
	require.True(t, accuse(n, host, n.Height))
	require.Equal(t, int64(640_000_000), stakeOf(t, n, host))
	require.Len(t, standingOf(t, n, host).Slashes, 2)
}

func TestAnAttackOnLightClientsIsDoubleSigning(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	n.To(7)
	n.AttackEvidence(n.Hosts[2].Validator(), 5)
	require.True(t, has(n.Next().Events, "pacer.host.v1.EventDoubleSigned"))
	require.Equal(t, int64(800_000_000), stakeOf(t, n, n.Hosts[2]))
}

// Evidence counts through the third epoch after the votes, for which stake stays bonded; before the first block there was nothing to sign.
func TestEvidenceOfAnotherTimeIsIgnored(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	for range 3 {
		n.NextEpoch()
	}
	require.True(t, accuse(n, n.Hosts[0], 10))
	require.True(t, accuse(n, n.Hosts[1], n.Height))
	require.False(t, accuse(n, n.Hosts[2], 0))
	n.NextEpoch()
	require.False(t, accuse(n, n.Hosts[2], 10))
	require.Equal(t, int64(network.Stake), stakeOf(t, n, n.Hosts[2]))
	// The record of what epoch 0 cost outlives the epoch, until the pool that it went into is settled.
	require.Len(t, standingOf(t, n, n.Hosts[0]).Slashes, 1)
	n.NextEpoch()
	n.Next()
	require.Empty(t, standingOf(t, n, n.Hosts[0]).Slashes)
	require.Len(t, standingOf(t, n, n.Hosts[1]).Slashes, 1)
}

func TestEvidenceAgainstNobodyIsIgnored(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	before := stateOf(t, n.Export())
	n.AttackEvidence(make([]byte, 20), 1)
	n.AttackEvidence(nil, 1)
	n.Next()
	require.Equal(t, before, stateOf(t, n.Export()))
}

// Who retires stands for what it signed until its stake is paid; afterwards there is nothing to take.
func TestWhoHasRetiredIsSlashedWhileItsStakeIsBound(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	host := n.Hosts[0]
	n.To(6)
	n.Must(host.Operator, &types.MsgUnbond{Host: host.Name(), Amount: math.NewInt(400_000_000)})
	n.Must(host.Operator, &types.MsgRetire{Host: host.Name()})
	n.NextEpoch()
	n.NextEpoch()
	require.True(t, accuse(n, host, 5))
	require.Zero(t, stakeOf(t, n, host))
	bound := math.ZeroInt()
	for _, u := range unbondingsOf(t, n, host) {
		bound = bound.Add(u.Amount)
	}
	require.Equal(t, int64(800_000_000), bound.Int64())
	require.Equal(t, int64(200_000_000), poolOf(t, n, 3).Int64())
	before := n.Balance(host.Operator.Address)
	n.NextEpoch()
	n.NextEpoch()
	require.Equal(t, before.Add(bound), n.Balance(host.Operator.Address))
	for range 4 {
		n.NextEpoch()
	}
	_, err := n.App.Host.Host(n.Context(), host.Operator.Address)
	require.ErrorIs(t, err, types.ErrUnknownHost)
	require.False(t, accuse(n, host, n.Height))
}

// A Host answers for the keys that it had before a rotation, too.
func TestEvidenceAgainstRotatedKeysFindsTheHost(t *testing.T) {
	n := network.Start(t, network.Config{Preset: short()})
	host := n.Hosts[0]
	message, rotated := n.Rotation(host, 50)
	n.Must(host.Operator, message)
	n.NextEpoch()
	n.NextEpoch()
	require.Positive(t, powerOf(n, rotated))
	require.Zero(t, powerOf(n, host))
	require.True(t, accuse(n, host, 5))
	require.True(t, accuse(n, rotated, n.Height))
	require.Equal(t, int64(640_000_000), stakeOf(t, n, host))
}

// Who retires in epoch 1 still signs the first two blocks of epoch 2. Evidence of the second one that comes as late as CometBFT lets it, and
// a little later, finds the stake, also where blocks come five times as fast as they should.
func TestEvidenceNeverOutlivesTheStake(t *testing.T) {
	for _, faster := range []time.Duration{1, 5} {
		preset := short()
		blockTime := time.Duration(preset.Epoch.TargetBlockMs) * time.Millisecond / faster
		n := network.Start(t, network.Config{Preset: preset, BlockTime: blockTime})
		host := n.Hosts[0]
		n.NextEpoch()
		n.Must(host.Operator, &types.MsgRetire{Host: host.Name()})
		n.NextEpoch()
		_, second := n.Epoch()
		n.To(second.Start + 1)
		_, signer := n.Signers().GetByAddress(host.Validator())
		require.NotNil(t, signer)
		signed, at := n.Height, n.Time
		n.Next()
		_, signer = n.Signers().GetByAddress(host.Validator())
		require.Nil(t, signer)

		params := cmttypes.ConsensusParamsFromProto(n.App.GetConsensusParams(n.Context())).Evidence
		acceptable := func(ahead int64) bool {
			return !cometevidence.IsEvidenceExpired(n.Height+ahead, n.Time.Add(time.Duration(ahead)*blockTime), signed, at, params)
		}
		require.True(t, acceptable(0))
		for acceptable(1) {
			stepped(n)
		}
		// A node that has it pending may propose it in the block after.
		stepped(n)
		require.Len(t, unbondingsOf(t, n, host), 1)
		require.True(t, accuse(n, host, signed), "%d times as fast", faster)
		require.Equal(t, int64(network.Stake/5), standingOf(t, n, host).Slashes[0].Amount.Int64())
	}
}

// stepped carries out a block, and makes the beacon known as soon as that may be: epochs are no longer than they must be.
func stepped(n *network.Network) {
	if _, schedule := n.Epoch(); schedule.BeaconHeight == 0 && n.Height >= schedule.Cutoff {
		n.OpenBeacon()
		return
	}
	n.Next()
}
