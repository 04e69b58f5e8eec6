package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

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

// setMember writes a member.
func (k *Keeper) setMember(ctx context.Context, m types.Member) error {
	address := sdk.MustAccAddressFromBech32(m.Host)
	return k.members.Set(ctx, collections.Join(m.Epoch, address), m)
}
