// Package keeper makes one random value an epoch out of everybody's secrets (protocol §4): Hosts deal in the first half of an epoch, open
// from its cutoff on, and what comes out is the beacon of the next epoch. The Sprint that it starts gives the weights of that epoch
// (protocol §5): Hosts commit the nonces of hits, the chain re-executes a few of each and all that are challenged.
package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

type (
	hostKey  = collections.Pair[uint64, []byte]
	chunkKey = collections.Pair[uint64, uint32]
	workKey  = collections.Triple[uint64, []byte, uint32]
)

// Keeper owns the rounds and the Sprints.
type Keeper struct {
	epoch  types.EpochKeeper
	host   types.HostKeeper
	bank   types.BankKeeper
	tables tables
	models models

	Schema      collections.Schema
	params      collections.Item[types.Params]
	epochParams collections.Map[uint64, types.Params]
	rounds      collections.Map[uint64, types.Round]
	// contributions are by epoch and Host, one for each Host that holds a slot.
	contributions collections.Map[hostKey, types.Contribution]
	// sums are the running sums over all dealings, raw, by epoch and chunk of slots; a chunk that is not there is one of identities.
	sums collections.Map[chunkKey, []byte]
	// shares are the opened shares, raw, by epoch and Host.
	shares         collections.Map[hostKey, []byte]
	participations collections.Map[[]byte, types.Participation]
	// sprints are by the epoch at whose end they are.
	sprints collections.Map[uint64, types.Sprint]
	// works are by epoch and Host, workChunks the nonces of each message, by epoch, Host and index.
	works          collections.Map[hostKey, types.Work]
	workChunks     collections.Map[workKey, types.WorkChunk]
	lostChallenges collections.Map[hostKey, types.LostChallenges]
}

// New returns the keeper.
func New(
	cdc codec.BinaryCodec, service store.KVStoreService, epoch types.EpochKeeper, host types.HostKeeper, bank types.BankKeeper,
) *Keeper {
	sb := collections.NewSchemaBuilder(service)
	perHost := collections.PairKeyCodec(collections.Uint64Key, collections.BytesKey)
	k := &Keeper{
		epoch:         epoch,
		host:          host,
		bank:          bank,
		params:        collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		epochParams:   collections.NewMap(sb, types.EpochParamsPrefix, "epoch_params", collections.Uint64Key, codec.CollValue[types.Params](cdc)),
		rounds:        collections.NewMap(sb, types.RoundsPrefix, "rounds", collections.Uint64Key, codec.CollValue[types.Round](cdc)),
		contributions: collections.NewMap(sb, types.ContributionsPrefix, "contributions", perHost, codec.CollValue[types.Contribution](cdc)),
		sums: collections.NewMap(sb, types.SumsPrefix, "sums",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint32Key), collections.BytesValue),
		shares: collections.NewMap(sb, types.SharesPrefix, "shares", perHost, collections.BytesValue),
		participations: collections.NewMap(sb, types.ParticipationsPrefix, "participations",
			collections.BytesKey, codec.CollValue[types.Participation](cdc)),
		sprints: collections.NewMap(sb, types.SprintsPrefix, "sprints", collections.Uint64Key, codec.CollValue[types.Sprint](cdc)),
		works:   collections.NewMap(sb, types.WorksPrefix, "works", perHost, codec.CollValue[types.Work](cdc)),
		workChunks: collections.NewMap(sb, types.WorkChunksPrefix, "work_chunks",
			collections.TripleKeyCodec(collections.Uint64Key, collections.BytesKey, collections.Uint32Key), codec.CollValue[types.WorkChunk](cdc)),
		lostChallenges: collections.NewMap(sb, types.LostChallengesPrefix, "lost_challenges",
			perHost, codec.CollValue[types.LostChallenges](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// ParamsOf returns the copy of the parameters that epoch n runs on. It fails with ErrNotFound.
func (k *Keeper) ParamsOf(ctx context.Context, n uint64) (types.Params, error) {
	params, err := k.epochParams.Get(ctx, n)
	return params, unknown(err, "epoch %d has not begun or is pruned", n)
}

// Round returns the round of epoch n. It fails with ErrNotFound.
func (k *Keeper) Round(ctx context.Context, n uint64) (types.Round, error) {
	round, err := k.rounds.Get(ctx, n)
	return round, unknown(err, "epoch %d has not begun or is pruned", n)
}

// Contribution returns the part of a Host in the round of epoch n; ok is false if it holds no slot, or the round is pruned.
func (k *Keeper) Contribution(ctx context.Context, n uint64, host sdk.AccAddress) (c types.Contribution, ok bool, err error) {
	c, err = k.contributions.Get(ctx, collections.Join(n, []byte(host)))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Contribution{}, false, nil
	}
	return c, err == nil, err
}

func (k *Keeper) setContribution(ctx context.Context, host sdk.AccAddress, c types.Contribution) error {
	return k.contributions.Set(ctx, collections.Join(c.Epoch, []byte(host)), c)
}

// walkContributions visits the Hosts that hold a slot in epoch n, in order of address, which is that of their slots.
func (k *Keeper) walkContributions(ctx context.Context, n uint64, fn func(sdk.AccAddress, types.Contribution) error) error {
	return k.contributions.Walk(ctx, collections.NewPrefixedPairRange[uint64, []byte](n),
		func(key hostKey, c types.Contribution) (bool, error) { return false, fn(key.K2(), c) })
}

// free returns a context whose reads and writes cost no gas: a dealing's gas follows from the slot table, not from what is stored.
func free(ctx context.Context) sdk.Context {
	return sdk.UnwrapSDKContext(ctx).WithKVGasConfig(storetypes.GasConfig{})
}

// unknown turns a missing record into ErrNotFound and leaves any other error, and none, as it is.
func unknown(err error, format string, args ...any) error {
	if errors.Is(err, collections.ErrNotFound) {
		return types.ErrNotFound.Wrapf(format, args...)
	}
	return err
}
