package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Member returns a Host as epoch n knows it; ok is false if it is no member of it, or the epoch is pruned.
func (k *Keeper) Member(ctx context.Context, n uint64, host sdk.AccAddress) (member types.Member, ok bool, err error) {
	member, err = k.members.Get(free(ctx), collections.Join(n, host))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Member{}, false, nil
	}
	return member, err == nil, err
}

// WalkMembers visits the members of epoch n in order of their raw addresses, beginning after the address from; nil begins with the
// first.
func (k *Keeper) WalkMembers(ctx context.Context, n uint64, from []byte, fn func(types.Member) (stop bool, err error)) error {
	members := collections.NewPrefixedPairRange[uint64, sdk.AccAddress](n)
	if len(from) > 0 {
		members = members.StartExclusive(from)
	}
	return k.members.Walk(ctx, members, func(_ collections.Pair[uint64, sdk.AccAddress], m types.Member) (bool, error) {
		return fn(m)
	})
}

// ModelWeight returns the sum of the weights of the members of epoch n that serve a model.
func (k *Keeper) ModelWeight(ctx context.Context, n uint64, model string) (uint64, error) {
	weight, err := k.modelWeights.Get(ctx, collections.Join(n, model))
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return weight, err
}

// backed is min(weight, stake / stake_per_weight).
func backed(weight uint64, stake math.Int, params types.Params) uint64 {
	if params.StakePerWeight == 0 {
		return weight
	}
	covered := stake.Quo(math.NewIntFromUint64(params.StakePerWeight))
	if covered.GTE(math.NewIntFromUint64(weight)) {
		return weight
	}
	return covered.Uint64()
}

// setMember writes a member and adds its weight to that of the models it serves.
func (k *Keeper) setMember(ctx context.Context, m types.Member) error {
	address := sdk.MustAccAddressFromBech32(m.Host)
	if err := k.members.Set(ctx, collections.Join(m.Epoch, address), m); err != nil {
		return err
	}
	for _, model := range m.Models {
		weight, err := k.ModelWeight(ctx, m.Epoch, model)
		if err != nil {
			return err
		}
		if err := k.modelWeights.Set(ctx, collections.Join(m.Epoch, model), weight+m.Weight); err != nil {
			return err
		}
	}
	return nil
}
