package keeper_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/inference/types"
)

// otherModel is listed and served by Hosts 0 and 1 alone, hiddenModel exists and is not listed.
const (
	otherModel  = "pacer/other"
	hiddenModel = "pacer/hidden"
)

func preset(change func(*genesis.Preset)) *genesis.Preset {
	p := genesis.Local()
	for i, id := range []string{otherModel, hiddenModel} {
		p.Models = append(p.Models, types.Model{
			Id: id, Number: uint32(i) + 2, Tokenizer: "bytes", Sampler: "v1", MaxFee: 1 << 40, Listed: id == otherModel,
		})
	}
	if change != nil {
		change(&p)
	}
	return &p
}

// start makes four members and a fifth Host without weight, which is no member.
func start(t *testing.T, change func(*genesis.Preset)) *scenario.Chain {
	t.Helper()
	return scenario.Start(t, network.Config{
		Preset:  preset(change),
		Weights: []uint64{250_000_000, 250_000_000, 250_000_000, 250_000_000, 0},
		Models: func(host int) []string {
			if host < 2 {
				return []string{scenario.Model, otherModel, hiddenModel}
			}
			return []string{scenario.Model}
		},
	})
}

func TestBatchGetsTheHashOfTheNextBlock(t *testing.T) {
	c := start(t, nil)
	c.To(4)
	msg := c.Batch(c.Hosts[0], 40)
	msg.TotalFee = 40
	before := c.Balance(c.Hosts[0].Operator.Address)
	result := c.Must(c.Hosts[0].Hot, msg)
	require.Equal(t, uint64(0), network.Response[types.MsgCommitBatchResponse](c.Network, result).Id)
	want := types.Header{
		Host: c.Hosts[0].Name(), Kind: types.BATCH_KIND_ARTIFACT, Model: 1, Height: 5, Count: 40, Root: msg.Root, TotalTokens: 400, TotalFee: 40,
	}
	require.Equal(t, []types.Header{want}, c.Headers(0), "the next block does not exist yet")
	require.True(t, c.Balance(c.Hosts[0].Operator.Address).LT(before.SubRaw(40)), "the operator pays the leaf fees and the fee")
	c.Next()
	want.NextHash = network.BlockHash(6)
	require.Equal(t, []types.Header{want}, c.Headers(0))
	c.To(9)
	require.Equal(t, []types.Header{want}, c.Headers(0), "a header never changes again")
	burned, err := c.App.Inference.Burned(c.Context())
	require.NoError(t, err)
	require.Equal(t, int64(40), burned.Int64())
}

func TestBatchesAreNumberedAndPacked(t *testing.T) {
	c := start(t, nil)
	const rounds = 9
	for range rounds {
		for _, host := range c.Hosts[:4] {
			c.Must(host.Hot, c.Batch(host, 3))
		}
		c.To(c.Height + 2)
	}
	headers := c.Headers(0)
	require.Len(t, headers, 4*rounds)
	for i, h := range headers {
		require.Equal(t, uint64(i), h.Id)
		require.Equal(t, c.Hosts[i%4].Name(), h.Host)
		require.Equal(t, network.BlockHash(h.Height+1), h.NextHash)
		one, found, err := c.App.Inference.Header(c.Context(), 0, h.Id)
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, h, one)
	}
	_, found, err := c.App.Inference.Header(c.Context(), 0, 4*rounds)
	require.NoError(t, err)
	require.False(t, found)
	records, err := c.App.Inference.Records(c.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, uint64(4*rounds*3), records)
	var ids []uint64
	require.NoError(t, c.App.Inference.WalkHeaders(c.Context(), 0, 17, func(id uint64, _ *types.PackedHeader) (bool, error) {
		ids = append(ids, id)
		return id == 33, nil
	}))
	require.Equal(t, 17, len(ids))
	require.Equal(t, uint64(17), ids[0])
}

func TestRefusedBatches(t *testing.T) {
	c := start(t, func(p *genesis.Preset) { p.Inference.MaxBatchCount = 100 })
	c.To(10)
	host := c.Hosts[0]
	stranger := c.Authority
	for _, test := range []struct {
		name   string
		want   *errorsmod.Error
		signer network.Account
		change func(*types.MsgCommitBatch)
	}{
		{"wrong signer", hosttypes.ErrUnauthorized, stranger, nil},
		{"hot key of another Host", hosttypes.ErrUnauthorized, c.Hosts[1].Hot, nil},
		{"operator of another Host", hosttypes.ErrUnauthorized, c.Hosts[1].Operator, nil},
		{"for another Host", hosttypes.ErrUnauthorized, host.Hot, func(m *types.MsgCommitBatch) { m.Host = c.Hosts[1].Name() }},
		{"for nobody", hosttypes.ErrUnknownHost, stranger, func(m *types.MsgCommitBatch) { m.Host = stranger.Address.String() }},
		{"malformed host", hosttypes.ErrInvalidAddress, host.Hot, func(m *types.MsgCommitBatch) { m.Host = "pacer1" }},
		{"not a member", hosttypes.ErrNotAMember, c.Hosts[4].Hot, func(m *types.MsgCommitBatch) { m.Host = c.Hosts[4].Name() }},
		{"no kind", types.ErrInvalidKind, host.Hot, func(m *types.MsgCommitBatch) { m.Kind = 0 }},
		{"kind that does not exist", types.ErrInvalidKind, host.Hot, func(m *types.MsgCommitBatch) { m.Kind = 99 }},
		{"negative kind", types.ErrInvalidKind, host.Hot, func(m *types.MsgCommitBatch) { m.Kind = -1 }},
		{"no records", types.ErrInvalidCount, host.Hot, func(m *types.MsgCommitBatch) { m.Count = 0 }},
		{"more records than the parameter", types.ErrInvalidCount, host.Hot, func(m *types.MsgCommitBatch) { m.Count = 101 }},
		{"more records than ever", types.ErrInvalidCount, host.Hot, func(m *types.MsgCommitBatch) { m.Count = 8193 }},
		{"absurd count", types.ErrInvalidCount, host.Hot, func(m *types.MsgCommitBatch) { m.Count = math.MaxUint32 }},
		{"no root", types.ErrInvalidRoot, host.Hot, func(m *types.MsgCommitBatch) { m.Root = nil }},
		{"short root", types.ErrInvalidRoot, host.Hot, func(m *types.MsgCommitBatch) { m.Root = m.Root[:31] }},
		{"long root", types.ErrInvalidRoot, host.Hot, func(m *types.MsgCommitBatch) { m.Root = append(m.Root, 0) }},
		{"next epoch before the tail", types.ErrWrongEpoch, host.Hot, func(m *types.MsgCommitBatch) { m.Epoch = 1 }},
		{"epoch of the far future", types.ErrWrongEpoch, host.Hot, func(m *types.MsgCommitBatch) { m.Epoch = math.MaxUint64 }},
		{"unknown model", types.ErrUnknownModel, host.Hot, func(m *types.MsgCommitBatch) { m.Model = "pacer/none" }},
		{"no model", types.ErrUnknownModel, host.Hot, func(m *types.MsgCommitBatch) { m.Model = "" }},
		{"name of a megabyte", types.ErrUnknownModel, host.Hot, func(m *types.MsgCommitBatch) { m.Model = string(make([]byte, 1<<16)) }},
		{"model that is not listed", types.ErrUnknownModel, host.Hot, func(m *types.MsgCommitBatch) { m.Model = hiddenModel }},
		{"model not served", types.ErrModelNotServed, c.Hosts[2].Hot, func(m *types.MsgCommitBatch) {
			m.Host, m.Model = c.Hosts[2].Name(), otherModel
		}},
		{"fee above the price", types.ErrFeeTooHigh, host.Hot, func(m *types.MsgCommitBatch) { m.TotalFee = 2*1000 + 1 }},
		{"overflowing fee", types.ErrFeeTooHigh, host.Hot, func(m *types.MsgCommitBatch) { m.TotalFee = math.MaxUint64 }},
		{"fee above the stake's share", types.ErrStakeExceeded, host.Hot, func(m *types.MsgCommitBatch) {
			m.Model, m.TotalFee = otherModel, network.Stake/5+1
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			msg := c.Batch(host, 2)
			if test.change != nil {
				test.change(msg)
			}
			msg.Signer = test.signer.Address.String()
			c.Refused(test.want, test.signer, msg)
		})
	}
}

func TestBatchSignedForAnotherChainIsRefused(t *testing.T) {
	c := start(t, nil)
	tx := c.Sign(c.Hosts[0].Hot, network.Tx{ChainID: "pacer-test-2"}, c.Batch(c.Hosts[0], 2))
	c.RefusedTx(sdkerrors.ErrUnauthorized, tx)
}

func TestSameBatchTwice(t *testing.T) {
	c := start(t, nil)
	c.To(5)
	msg := c.Batch(c.Hosts[0], 2)
	tx := c.Sign(c.Hosts[0].Hot, network.Tx{}, msg)
	require.Zero(t, c.Next(tx).TxResults[0].Code)
	c.Next()
	before := c.State()
	again := c.Next(tx).TxResults[0]
	require.NotZero(t, again.Code, "the same bytes")
	c.Unchanged(before)
	c.Refused(types.ErrTooEarly, c.Hosts[0].Hot, msg)
	c.To(9)
	require.Equal(t, int64(9), c.Height)
	// Committed at 6, interval 5: the next one at 11, even a different one, and by the operator's own hand.
	other := c.Batch(c.Hosts[0], 3)
	other.Signer = c.Hosts[0].Operator.Address.String()
	c.Refused(types.ErrTooEarly, c.Hosts[0].Operator, other)
	c.Must(c.Hosts[0].Operator, other)
	// Another model has an interval of its own.
	third := c.Batch(c.Hosts[0], 3)
	third.Model = otherModel
	c.Must(c.Hosts[0].Hot, third)
}

func TestLeafFeesThatTheOperatorCannotPay(t *testing.T) {
	c := start(t, func(p *genesis.Preset) { p.Inference.LeafFee = network.OperatorBalance / 100 })
	c.Must(c.Hosts[0].Hot, c.Batch(c.Hosts[0], 50))
	c.To(c.Height + 6)
	c.Refused(types.ErrLeafFeeUnpaid, c.Hosts[0].Hot, c.Batch(c.Hosts[0], 50))
	c.Refused(types.ErrLeafFeeUnpaid, c.Hosts[0].Hot, c.Batch(c.Hosts[0], 8192))
	c.Must(c.Hosts[0].Hot, c.Batch(c.Hosts[0], 40))
}

func TestFeesOfAnEpochAddUpToTheStakesShare(t *testing.T) {
	c := start(t, nil)
	msg := c.Batch(c.Hosts[0], 2)
	msg.Model, msg.TotalFee = otherModel, network.Stake/5-1
	c.Must(c.Hosts[0].Hot, msg)
	c.To(c.Height + 5)
	over := c.Batch(c.Hosts[0], 2)
	over.Model, over.TotalFee = otherModel, 2
	c.Refused(types.ErrStakeExceeded, c.Hosts[0].Hot, over)
	over.TotalFee = 1
	c.Must(c.Hosts[0].Hot, over)
	// The next epoch begins with nothing.
	_, schedule := c.Epoch()
	c.To(schedule.Tail)
	next := c.Batch(c.Hosts[0], 2)
	next.Model, next.TotalFee = otherModel, network.Stake/5
	c.Must(c.Hosts[0].Hot, next)
}

// In the tail a batch carries N+1 and is authorised by member(host, N); it waits for S_{N+1} like any other batch of N+1.
func TestBatchOfTheTailBelongsToTheNextEpoch(t *testing.T) {
	c := start(t, nil)
	_, schedule := c.Epoch()
	c.To(schedule.Tail - 2)
	last := c.Batch(c.Hosts[0], 2)
	require.Zero(t, last.Epoch)
	c.Must(c.Hosts[0].Hot, last)
	require.Equal(t, schedule.Tail-1, c.Height)
	late := c.Batch(c.Hosts[1], 2)
	late.Epoch = 0
	c.Refused(types.ErrWrongEpoch, c.Hosts[1].Hot, late)
	c.Commit(5, c.Hosts[1], c.Hosts[2])
	require.Len(t, c.Headers(0), 1)
	tail := c.Headers(1)
	require.Len(t, tail, 2)
	require.Equal(t, network.BlockHash(tail[0].Height+1), tail[0].NextHash)
	c.Refused(hosttypes.ErrNotAMember, c.Hosts[4].Hot, c.Batch(c.Hosts[4], 2))
	c.NextEpoch()
	require.Equal(t, tail, c.Headers(1), "ids go on")
	c.Commit(5, c.Hosts[0])
	require.Len(t, c.Headers(1), 3)
}

func TestHeadersGoWithTheFourthEpochAfter(t *testing.T) {
	c := start(t, nil)
	c.Commit(5, c.Hosts[0], c.Hosts[1])
	for range 3 {
		c.NextEpoch()
	}
	require.Len(t, c.Headers(0), 2)
	_, err := c.App.Inference.ParamsOf(c.Context(), 0)
	require.NoError(t, err)
	c.NextEpoch()
	require.Empty(t, c.Headers(0))
	records, err := c.App.Inference.Records(c.Context(), 0)
	require.NoError(t, err)
	require.Zero(t, records)
	_, err = c.App.Inference.ParamsOf(c.Context(), 0)
	require.ErrorIs(t, err, types.ErrInvalidRange)
	_, err = c.App.Inference.ParamsOf(c.Context(), 1)
	require.NoError(t, err)
}
