package keeper_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// easy makes every fourth nonce a hit, so that tests find them at once; all else is the local preset.
const easy = 1 << 62

// compute is a network of four equal Hosts whose first Sprint begins with the next block.
func compute(t *testing.T, change func(*genesis.Preset)) *scenario.Chain {
	t.Helper()
	c := start(t, func(p *genesis.Preset) {
		p.Sprint.FirstTarget = easy
		if change != nil {
			change(p)
		}
	})
	c.OpenBeacon()
	return c
}

// commit has a Host commit nonces of the current epoch.
func commit(t *testing.T, c *scenario.Chain, host network.Host, nonces ...uint64) {
	t.Helper()
	current, _ := c.Epoch()
	c.Must(host.Hot, c.CommitWork(host, current, nonces...))
}

// unchanged delivers a message that must be refused, and checks that it changed nothing of Sprints, Hosts and the operator's coins but the
// fee, which the allowance pays.
func unchanged(t *testing.T, c *scenario.Chain, want interface {
	Codespace() string
	ABCICode() uint32
}, signer network.Account, msg sdk.Msg) {
	t.Helper()
	before, state := c.Sprint(), c.State()
	refused(c, want, t, signer, msg)
	require.Equal(t, before, c.Sprint())
	c.Unchanged(state)
}

func TestCommitmentsAppend(t *testing.T) {
	c := compute(t, nil)
	host := c.Hosts[0]
	hits := c.Hits(host, 0, 0, 12)
	commit(t, c, host, hits[:5]...)
	result := c.Must(host.Hot, c.CommitWork(host, 0, hits[5]))
	require.Equal(t, uint32(6), network.Response[types.MsgCommitWorkResponse](c.Network, result).Count)
	c.Must(host.Operator, &types.MsgCommitWork{
		Signer: host.Name(), Host: host.Name(), Nonces: c.CommitWork(host, 0, hits[6:]...).Nonces,
	})
	told := c.Work(host, 0)
	require.True(t, told.Eligible)
	require.Equal(t, types.Work{Host: host.Name(), Count: 12, LastNonce: hits[11], Chunks: 3}, told.Work)
	require.Len(t, told.Chunks, 3)
	require.Equal(t, []uint32{5, 1, 6}, []uint32{told.Chunks[0].Count, told.Chunks[1].Count, told.Chunks[2].Count})
	sprint := c.Target(0).Sprint
	require.Equal(t, types.Sprint{Target: easy, Hosts: 1, Nonces: 12, CommittedSlots: 3}, sprint)
}

// The window is [B+1, B+compute_span], the first and the last block of it included.
func TestWorkOutsideItsTimeIsRefused(t *testing.T) {
	c := start(t, func(p *genesis.Preset) { p.Sprint.FirstTarget = easy })
	host := c.Hosts[0]
	unchanged(t, c, types.ErrSprintNotBegun, host.Hot, c.CommitWork(host, 0, 1))
	unchanged(t, c, types.ErrEpochNotBegun, host.Hot, c.CommitWork(host, 1, 1))
	c.Deal(c.Hosts...)
	c.Open(c.Hosts[:2]...)
	// In block B itself, beside the opening that makes the beacon known.
	open := c.Sign(c.Hosts[2].Hot, network.Tx{Gas: network.SprintGas}, c.Opening(c.Hosts[2]))
	results := c.Next(open, c.Sign(host.Hot, network.Tx{}, c.CommitWork(host, 0, 1))).TxResults
	require.Zero(t, results[0].Code)
	require.Equal(t, types.ErrSprintNotBegun.ABCICode(), results[1].Code)
	told := c.Target(0)
	require.Equal(t, c.Height, told.BeaconHeight)

	hits := c.Hits(host, 0, 0, 3)
	commit(t, c, host, hits[0])
	require.Equal(t, told.BeaconHeight+1, c.Height)
	c.To(told.ComputeEnd - 1)
	commit(t, c, host, hits[1])
	require.Equal(t, told.ComputeEnd, c.Height)
	refused(c, types.ErrSprintOver, t, host.Hot, c.CommitWork(host, 0, hits[2]))
	require.Equal(t, uint32(2), c.Work(host, 0).Work.Count)
	c.NextEpoch()
	unchanged(t, c, types.ErrSprintOver, host.Hot, c.CommitWork(host, 0, hits[2]))
}

func TestInvalidWorkIsRefused(t *testing.T) {
	c := compute(t, func(p *genesis.Preset) {
		p.Sprint.MaxNonces = 8
		p.Epoch.ComputeSpan, p.Epoch.SprintSpan, p.Epoch.EpochLength = 30, 40, 112
	})
	host := c.Hosts[0]
	hits := c.Hits(host, 0, 100, 9)
	commit(t, c, host, hits[:5]...)
	coded := func(bytes ...byte) *types.MsgCommitWork {
		msg := c.CommitWork(host, 0, 1)
		msg.Nonces = bytes
		return msg
	}
	tier := c.CommitWork(host, 0, hits[5])
	tier.Tier = 1
	most := binary.AppendUvarint(nil, math.MaxUint64)
	for name, refusal := range map[string]struct {
		msg  *types.MsgCommitWork
		want interface {
			Codespace() string
			ABCICode() uint32
		}
	}{
		"another tier":          {tier, types.ErrInvalidTier},
		"nothing":               {coded(), types.ErrInvalidNonces},
		"not minimal":           {coded(0x80, 0x00), types.ErrInvalidNonces},
		"cut off":               {coded(0x80), types.ErrInvalidNonces},
		"twice the same":        {coded(5, 0), types.ErrInvalidNonces},
		"of 65 bits":            {coded(append(bytes.Repeat([]byte{0xff}, 9), 0x02)...), types.ErrInvalidNonces},
		"beyond the last one":   {coded(append(slices.Clone(most), 1)...), types.ErrInvalidNonces},
		"the last one again":    {c.CommitWork(host, 0, hits[4], hits[5]), types.ErrNotAbove},
		"below the last one":    {c.CommitWork(host, 0, hits[0]-1), types.ErrNotAbove},
		"more than are allowed": {c.CommitWork(host, 0, hits[5:]...), types.ErrTooManyNonces},
		"more at once":          {c.CommitWork(host, 0, 201, 202, 203, 204, 205, 206, 207, 208, 209), types.ErrTooManyNonces},
		// A megabyte that would be a million nonces is not read further than to the ninth.
		"a hundred thousand": {coded(bytes.Repeat([]byte{1}, 100_000)...), types.ErrTooManyNonces},
	} {
		t.Run(name, func(t *testing.T) {
			before := c.Sprint()
			result := c.Next(c.Sign(host.Hot, network.Tx{Gas: 20_000_000}, refusal.msg)).TxResults[0]
			require.Equal(t, refusal.want.Codespace(), result.Codespace, result.Log)
			require.Equal(t, refusal.want.ABCICode(), result.Code, result.Log)
			require.Less(t, len(result.Log), 1_000)
			require.Equal(t, before, c.Sprint())
		})
	}
	stranger := c.CommitWork(host, 0, hits[5])
	stranger.Signer = c.Hosts[1].Hot.Address.String()
	unchanged(t, c, hosttypes.ErrUnauthorized, c.Hosts[1].Hot, stranger)
	// What is allowed still is.
	commit(t, c, host, hits[5:8]...)
}

// A Host whose keys are used in the next epoch takes part, whether it is a member of this one or not.
func TestHostThatIsNoMemberYetTakesPart(t *testing.T) {
	preset := genesis.Local()
	preset.Host.Slots, preset.Sprint.FirstTarget = 12, easy
	c := scenario.Start(t, network.Config{Preset: &preset, Weights: []uint64{400_000_000, 300_000_000, 300_000_000, 0}})
	c.OpenBeacon()
	newcomer := c.Hosts[3]
	_, member, err := c.App.Host.Member(c.Context(), 0, newcomer.Operator.Address)
	require.NoError(t, err)
	require.False(t, member)
	for _, host := range c.Hosts {
		require.True(t, c.Work(host, 0).Eligible)
		commit(t, c, host, c.Hits(host, 0, 0, 5)...)
	}
	sprint := c.Target(0).Sprint
	require.Equal(t, uint32(4), sprint.Hosts)
	require.Equal(t, uint32(12), sprint.CommittedSlots)
	c.NextEpoch()
	for _, host := range c.Hosts {
		m, member, err := c.App.Host.Member(c.Context(), 1, host.Operator.Address)
		require.NoError(t, err)
		require.True(t, member)
		require.Equal(t, uint64(250_000_000), m.Weight)
		require.Equal(t, uint64(3), m.Slots)
	}
	require.Len(t, c.NextValidators().Validators, 4)
}

// Who has retired, or has no weight in the next epoch whatever it does, commits nothing.
func TestWhoHasNoPartInTheNextEpochCommitsNothing(t *testing.T) {
	c := compute(t, nil)
	retired, excluded := c.Hosts[2], c.Hosts[3]
	c.Change(func(ctx sdk.Context) error {
		return c.App.Host.Exclude(ctx, 1, excluded.Operator.Address, hosttypes.OFFENCE_DOUBLE_SIGN)
	})
	c.Must(retired.Operator, &hosttypes.MsgRetire{Host: retired.Name()})
	for _, host := range []network.Host{retired, excluded} {
		require.False(t, c.Work(host, 0).Eligible)
		unchanged(t, c, types.ErrNotEligible, host.Hot, c.CommitWork(host, 0, 1))
	}
	require.True(t, c.Work(c.Hosts[0], 0).Eligible)
	commit(t, c, c.Hosts[0], c.Hits(c.Hosts[0], 0, 0, 1)...)
}

// What a message costs follows from its bytes alone.
func TestGasOfWorkFollowsFromItsBytes(t *testing.T) {
	c := compute(t, nil)
	host, other := c.Hosts[0], c.Hosts[1]
	used := func(host network.Host, nonces ...uint64) int64 {
		return c.Must(host.Hot, c.CommitWork(host, 0, nonces...)).GasUsed
	}
	var many []uint64
	for nonce := range uint64(1000) {
		many = append(many, nonce)
	}
	used(host, 0) // the first transaction of a hot key also writes its public key
	used(other, 0)
	one, thousand := used(host, 1), used(other, many[1:]...)
	perByte := float64(thousand-one) / 998
	require.InDelta(t, 40, perByte, 1, "10 for the transaction, 30 for the nonces")
	again := used(host, 2)
	require.InDelta(t, one, again, 100, "it does not grow with what is there already")
}
