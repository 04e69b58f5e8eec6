package keeper

import (
	"bytes"
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// importHistory writes what an exported state knows besides its Hosts.
func (k *Keeper) importHistory(ctx context.Context, g types.GenesisState) error {
	for _, m := range g.Members {
		if err := k.setMember(ctx, m); err != nil {
			return err
		}
	}
	for _, p := range g.EpochParams {
		if err := k.epochParams.Set(ctx, p.Epoch, p.Params); err != nil {
			return err
		}
	}
	for _, owner := range g.ConsensusOwners {
		if err := k.consensusOwners.Set(ctx, owner.Address, addressOf(owner.Host)); err != nil {
			return err
		}
	}
	for _, p := range g.Proven {
		if err := k.proven.Set(ctx, p.Epoch, p); err != nil {
			return err
		}
	}
	for _, u := range g.Unbondings {
		if err := k.setUnbonding(ctx, addressOf(u.Host), u); err != nil {
			return err
		}
	}
	if err := k.nextUnbonding.Set(ctx, g.NextUnbonding); err != nil {
		return err
	}
	return k.importPenalties(ctx, g)
}

func (k *Keeper) importPenalties(ctx context.Context, g types.GenesisState) error {
	for _, e := range g.Exclusions {
		if err := k.exclusions.Set(ctx, collections.Join(e.Epoch, addressOf(e.Host)), e); err != nil {
			return err
		}
	}
	for _, s := range g.Slashes {
		if err := k.slashes.Set(ctx, collections.Join3(s.Epoch, addressOf(s.Host), uint32(s.Offence)), s); err != nil {
			return err
		}
	}
	for _, p := range g.Pools {
		if err := k.pools.Set(ctx, p.Epoch, p); err != nil {
			return err
		}
	}
	for _, u := range g.Uptimes {
		if err := k.uptimes.Set(ctx, addressOf(u.Host), u); err != nil {
			return err
		}
	}
	for _, d := range g.Downs {
		if err := k.downs.Set(ctx, collections.Join(d.Epoch, addressOf(d.Host)), d); err != nil {
			return err
		}
	}
	return nil
}

// exportHistory reads all of that back. The order in which unbondings mature follows from the unbondings and is not
// exported.
func (k *Keeper) exportHistory(ctx context.Context, g *types.GenesisState) (err error) {
	if g.Members, err = values(ctx, k.members); err != nil {
		return err
	}
	if err := k.epochParams.Walk(ctx, nil, func(n uint64, p types.Params) (bool, error) {
		g.EpochParams = append(g.EpochParams, types.EpochParams{Epoch: n, Params: p})
		return false, nil
	}); err != nil {
		return err
	}
	if err := k.consensusOwners.Walk(ctx, nil, func(address, host []byte) (bool, error) {
		owner := types.ConsensusOwner{Address: bytes.Clone(address), Host: sdk.AccAddress(host).String()}
		g.ConsensusOwners = append(g.ConsensusOwners, owner)
		return false, nil
	}); err != nil {
		return err
	}
	if g.Proven, err = values(ctx, k.proven); err != nil {
		return err
	}
	if g.Unbondings, err = values(ctx, k.unbondings); err != nil {
		return err
	}
	if g.NextUnbonding, err = k.nextUnbonding.Peek(ctx); err != nil {
		return err
	}
	if g.Exclusions, err = values(ctx, k.exclusions); err != nil {
		return err
	}
	if g.Slashes, err = values(ctx, k.slashes); err != nil {
		return err
	}
	if g.Pools, err = values(ctx, k.pools); err != nil {
		return err
	}
	if g.Uptimes, err = values(ctx, k.uptimes); err != nil {
		return err
	}
	g.Downs, err = values(ctx, k.downs)
	return err
}

// values returns all values of a map in order of their keys.
func values[K, V any](ctx context.Context, m collections.Map[K, V]) (all []V, err error) {
	err = m.Walk(ctx, nil, func(_ K, v V) (bool, error) {
		all = append(all, v)
		return false, nil
	})
	return all, err
}

// addressOf decodes an address that was validated.
func addressOf(host string) sdk.AccAddress { return sdk.MustAccAddressFromBech32(host) }
