package keeper_test

import (
	"errors"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/x/epoch/keeper"
	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// clock is a keeper alone, on a store of its own, with hooks that fail on demand.
type clock struct {
	*keeper.Keeper
	ctx   sdk.Context
	hooks *hooks
}

type hooks struct {
	fail           error
	panics         bool
	starts, cutoff []uint64
}

func (h *hooks) OnStart(ctx sdk.Context, n uint64) error {
	return h.step(&h.starts, n)
}

func (h *hooks) OnCutoff(ctx sdk.Context, n uint64) error {
	return h.step(&h.cutoff, n)
}

func (h *hooks) step(done *[]uint64, n uint64) error {
	if h.panics {
		panic("out of something")
	}
	if h.fail == nil {
		*done = append(*done, n)
	}
	return h.fail
}

func newClock(t *testing.T, options ...keeper.Option) *clock {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.StoreKey)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("transient"))
	k := keeper.New(codec.NewProtoCodec(codectypes.NewInterfaceRegistry()), runtime.NewKVStoreService(key), options...)
	c := &clock{Keeper: k, ctx: ctx, hooks: &hooks{}}
	k.SetHooks(c.hooks)
	require.NoError(t, k.InitGenesis(ctx, types.GenesisState{
		Params: genesis.Local().Epoch, Beacons: []types.EpochBeacon{{Beacon: make([]byte, 32)}},
	}))
	return c
}

// block carries out BeginBlock at a height and returns its events.
func (c *clock) block(t *testing.T, height int64) []abci.Event {
	t.Helper()
	c.ctx = c.ctx.WithBlockHeader(cmtproto.Header{Height: height}).WithEventManager(sdk.NewEventManager())
	require.NoError(t, c.BeginBlock(c.ctx))
	return c.ctx.EventManager().ABCIEvents()
}

func has(events []abci.Event, name string) bool {
	for _, e := range events {
		if e.Type == "pacer.epoch.v1."+name {
			return true
		}
	}
	return false
}

func TestFailedStepLeavesNothingBehindButItsAlarm(t *testing.T) {
	for name, failure := range map[string]func(sdk.Context) error{
		"error": func(sdk.Context) error { return errors.New("no luck") },
		"panic": func(sdk.Context) error { panic("out of something") },
	} {
		t.Run(name, func(t *testing.T) {
			c := newClock(t)
			c.block(t, 1)
			c.block(t, 73)
			c.ctx = c.ctx.WithEventManager(sdk.NewEventManager())
			err := c.Run(c.ctx, "test/step", func(ctx sdk.Context) error {
				require.NoError(t, c.SetBeacon(ctx, 1, 73, make([]byte, 32)))
				return failure(ctx)
			})
			require.NoError(t, err)
			_, err = c.Beacon(c.ctx, 1)
			require.ErrorIs(t, err, types.ErrUnknownEpoch)
			events := c.ctx.EventManager().ABCIEvents()
			require.Len(t, events, 1)
			require.True(t, has(events, "EventAlarm"))
			alarms, err := c.Alarms(c.ctx)
			require.NoError(t, err)
			require.Equal(t, uint64(1), alarms)
		})
	}
}

func TestStepThatSucceedsIsWrittenWithItsEvents(t *testing.T) {
	c := newClock(t)
	c.block(t, 1)
	c.block(t, 73)
	c.ctx = c.ctx.WithEventManager(sdk.NewEventManager())
	require.NoError(t, c.Run(c.ctx, "test/step", func(ctx sdk.Context) error {
		return c.SetBeacon(ctx, 1, 73, make([]byte, 32))
	}))
	_, err := c.Beacon(c.ctx, 1)
	require.NoError(t, err)
	require.True(t, has(c.ctx.EventManager().ABCIEvents(), "EventBeacon"))
}

func TestStrictKeeperFailsInsteadOfRaisingAnAlarm(t *testing.T) {
	c := newClock(t, keeper.Strict())
	failure := errors.New("no luck")
	require.ErrorIs(t, c.Run(c.ctx, "test/step", func(sdk.Context) error { return failure }), failure)
	require.Panics(t, func() {
		_ = c.Run(c.ctx, "test/step", func(sdk.Context) error { panic("out of something") })
	})
}

func TestFailedStartIsTriedAgainAtALaterHeight(t *testing.T) {
	c := newClock(t)
	c.hooks.fail = errors.New("no luck")
	require.True(t, has(c.block(t, 1), "EventAlarm"))
	_, err := c.CurrentEpoch(c.ctx)
	require.ErrorIs(t, err, types.ErrUnknownEpoch)
	c.hooks.fail, c.hooks.panics = nil, true
	require.True(t, has(c.block(t, 2), "EventAlarm"))

	c.hooks.panics = false
	require.True(t, has(c.block(t, 3), "EventStarted"))
	schedule, err := c.Schedule(c.ctx, 0)
	require.NoError(t, err)
	require.Equal(t, int64(3), schedule.Start)
	require.Equal(t, []uint64{0}, c.hooks.starts)
}

func TestFailedCutoffIsTriedAgainAndNotSkipped(t *testing.T) {
	c := newClock(t)
	c.block(t, 1)
	c.block(t, 73)
	require.Equal(t, []uint64{0}, c.hooks.cutoff)
	require.NoError(t, c.SetBeacon(c.ctx, 1, 73, make([]byte, 32)))
	c.block(t, 91)
	require.Equal(t, []uint64{0, 1}, c.hooks.starts)

	c.hooks.fail = errors.New("no luck")
	require.True(t, has(c.block(t, 163), "EventAlarm"))
	// The next epoch waits for the cutoff, however late it is.
	require.NoError(t, c.SetBeacon(c.ctx, 2, 163, make([]byte, 32)))
	c.block(t, 190)
	current, err := c.CurrentEpoch(c.ctx)
	require.NoError(t, err)
	require.Equal(t, uint64(1), current)

	c.hooks.fail = nil
	require.True(t, has(c.block(t, 191), "EventCutoff"))
	require.True(t, has(c.block(t, 192), "EventStarted"))
	require.Equal(t, []uint64{0, 1, 2}, c.hooks.starts)
	require.Equal(t, []uint64{0, 1}, c.hooks.cutoff)
}

func TestHooksAreSetOnce(t *testing.T) {
	c := newClock(t)
	require.Panics(t, func() { c.SetHooks(c.hooks) })
}
