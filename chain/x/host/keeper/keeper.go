// Package keeper knows who takes part (protocol §3): Hosts as they are now, and members as each epoch knows them for ever.
package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Keeper owns Hosts, members and the validator set.
type Keeper struct {
	epoch    types.EpochKeeper
	bank     types.BankKeeper
	accounts types.AccountKeeper

	Schema      collections.Schema
	params      collections.Item[types.Params]
	epochParams collections.Map[uint64, types.Params]
	hosts       collections.Map[sdk.AccAddress, types.Host]
	proofs      collections.Map[sdk.AccAddress, types.KeyProofs]
	// hotKeys leads from a hot key to its Host.
	hotKeys collections.Map[sdk.AccAddress, []byte]
	// usedKeys are all keys ever registered, and the addresses of all Hosts there ever were; the four kinds differ in length.
	usedKeys collections.KeySet[[]byte]
	members  collections.Map[collections.Pair[uint64, sdk.AccAddress], types.Member]
	// validators is the set last handed to consensus, by consensus key.
	validators collections.Map[[]byte, types.ValidatorPower]
	// updateDue is set when members were written, or a validator went down, that the validator set doesn't follow yet.
	updateDue collections.Item[bool]
	// consensusOwners leads from a validator's address to the Host that its key belongs, or once belonged, to.
	consensusOwners collections.Map[[]byte, []byte]
	// proven are the weights that a Sprint gave for an epoch that has not started.
	proven     collections.Map[uint64, types.ProvenWeights]
	exclusions collections.Map[epochHost, types.Exclusion]
	slashes    collections.Map[collections.Triple[uint64, sdk.AccAddress, uint32], types.Slash]
	pools      collections.Map[uint64, types.Pool]
	// unbondings are by Host and identifier; maturing finds those of an epoch.
	unbondings    collections.Map[collections.Pair[sdk.AccAddress, uint64], types.Unbonding]
	maturing      collections.KeySet[collections.Triple[uint64, sdk.AccAddress, uint64]]
	nextUnbonding collections.Sequence
	uptimes       collections.Map[sdk.AccAddress, types.Uptime]
	downs         collections.Map[epochHost, types.Down]
}

type epochHost = collections.Pair[uint64, sdk.AccAddress]

// New returns the keeper.
func New(
	cdc codec.BinaryCodec, service store.KVStoreService, epoch types.EpochKeeper, bank types.BankKeeper, accounts types.AccountKeeper,
) *Keeper {
	sb := collections.NewSchemaBuilder(service)
	perHost := collections.PairKeyCodec(collections.Uint64Key, sdk.AccAddressKey)
	k := &Keeper{
		epoch:       epoch,
		bank:        bank,
		accounts:    accounts,
		params:      collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		epochParams: collections.NewMap(sb, types.EpochParamsPrefix, "epoch_params", collections.Uint64Key, codec.CollValue[types.Params](cdc)),
		hosts:       collections.NewMap(sb, types.HostsPrefix, "hosts", sdk.AccAddressKey, codec.CollValue[types.Host](cdc)),
		proofs:      collections.NewMap(sb, types.ProofsPrefix, "proofs", sdk.AccAddressKey, codec.CollValue[types.KeyProofs](cdc)),
		hotKeys:     collections.NewMap(sb, types.HotKeysPrefix, "hot_keys", sdk.AccAddressKey, collections.BytesValue),
		usedKeys:    collections.NewKeySet(sb, types.UsedKeysPrefix, "used_keys", collections.BytesKey),
		members:     collections.NewMap(sb, types.MembersPrefix, "members", perHost, codec.CollValue[types.Member](cdc)),
		validators:  collections.NewMap(sb, types.ValidatorsPrefix, "validators", collections.BytesKey, codec.CollValue[types.ValidatorPower](cdc)),
		updateDue:   collections.NewItem(sb, types.UpdateDuePrefix, "update_due", collections.BoolValue),

		consensusOwners: collections.NewMap(sb, types.ConsensusOwnersPrefix, "consensus_owners", collections.BytesKey, collections.BytesValue),
		proven:          collections.NewMap(sb, types.ProvenPrefix, "proven", collections.Uint64Key, codec.CollValue[types.ProvenWeights](cdc)),
		exclusions:      collections.NewMap(sb, types.ExclusionsPrefix, "exclusions", perHost, codec.CollValue[types.Exclusion](cdc)),
		slashes: collections.NewMap(sb, types.SlashesPrefix, "slashes",
			collections.TripleKeyCodec(collections.Uint64Key, sdk.AccAddressKey, collections.Uint32Key), codec.CollValue[types.Slash](cdc)),
		pools: collections.NewMap(sb, types.PoolsPrefix, "pools", collections.Uint64Key, codec.CollValue[types.Pool](cdc)),
		unbondings: collections.NewMap(sb, types.UnbondingsPrefix, "unbondings",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.Uint64Key), codec.CollValue[types.Unbonding](cdc)),
		maturing: collections.NewKeySet(sb, types.UnbondingsMaturePrefix, "maturing",
			collections.TripleKeyCodec(collections.Uint64Key, sdk.AccAddressKey, collections.Uint64Key)),
		nextUnbonding: collections.NewSequence(sb, types.NextUnbondingPrefix, "next_unbonding"),
		uptimes:       collections.NewMap(sb, types.UptimesPrefix, "uptimes", sdk.AccAddressKey, codec.CollValue[types.Uptime](cdc)),
		downs:         collections.NewMap(sb, types.DownsPrefix, "downs", perHost, codec.CollValue[types.Down](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// Host returns a Host as it is now. It fails with ErrUnknownHost.
func (k *Keeper) Host(ctx context.Context, address sdk.AccAddress) (types.Host, error) {
	host, err := k.hosts.Get(ctx, address)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Host{}, types.ErrUnknownHost.Wrap(address.String())
	}
	return host, err
}

// Authorize tells whether a signer may act in a Host's name: the operator always, the hot key for dealings, openings, work, challenges, batches,
// results and claims (protocol §3). It charges AuthorizeGas, whatever the size of the Host. It fails with ErrUnknownHost or ErrUnauthorized.
func (k *Keeper) Authorize(ctx context.Context, host, signer sdk.AccAddress, kind types.ActionKind) error {
	sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(types.AuthorizeGas, "authorize")
	h, err := k.Host(free(ctx), host)
	if err != nil {
		return err
	}
	if signer.Equals(host) {
		return nil
	}
	switch kind {
	case types.ACTION_KIND_DEAL, types.ACTION_KIND_OPEN, types.ACTION_KIND_WORK, types.ACTION_KIND_CHALLENGE,
		types.ACTION_KIND_BATCH, types.ACTION_KIND_RESULTS, types.ACTION_KIND_CLAIM:
		if h.HotKey != "" && h.HotKey == signer.String() {
			return nil
		}
	}
	return types.ErrUnauthorized.Wrapf("%s may not act for %s: neither its operator nor, for this, its hot key", signer, host)
}

// free returns a context whose reads cost no gas.
func free(ctx context.Context) context.Context {
	return sdk.UnwrapSDKContext(ctx).WithKVGasConfig(storetypes.GasConfig{})
}

// TotalStake returns the sum of all bonded stakes.
func (k *Keeper) TotalStake(ctx context.Context) (math.Int, error) {
	total := math.ZeroInt()
	err := k.hosts.Walk(ctx, nil, func(_ sdk.AccAddress, h types.Host) (bool, error) {
		total = total.Add(h.Stake)
		return false, nil
	})
	return total, err
}

// LiveParams returns the parameters of the next epoch to begin.
func (k *Keeper) LiveParams(ctx context.Context) (types.Params, error) { return k.params.Get(ctx) }

// ParamsOf returns the copy of the parameters that epoch n runs on. It fails with the clock's ErrUnknownEpoch.
func (k *Keeper) ParamsOf(ctx context.Context, n uint64) (types.Params, error) {
	if _, err := k.epoch.Schedule(ctx, n); err != nil {
		return types.Params{}, err
	}
	return k.epochParams.Get(ctx, n)
}

// currentParams returns the copy of the current epoch.
func (k *Keeper) currentParams(ctx context.Context) (types.Params, error) {
	n, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return types.Params{}, err
	}
	return k.ParamsOf(ctx, n)
}
