package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/slots"
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

// membersAt returns who is a member of epoch n and with what: weight as far as stake stands behind it, slots by largest remainder, the
// keys in force. It writes nothing.
func (k *Keeper) membersAt(ctx context.Context, n uint64, params types.Params) (members []types.Member, kept bool, err error) {
	capped := func(h types.Host) (uint64, error) { return backed(h, params), nil }
	members, err = k.weigh(ctx, n, capped)
	if err != nil {
		return nil, false, err
	}
	if len(members) == 0 && n > 0 {
		// A network without weight would be one without validators: the weights of the epoch before continue (protocol §3).
		kept = true
		members, err = k.weigh(ctx, n, func(h types.Host) (uint64, error) {
			m, _, err := k.Member(ctx, n-1, sdk.MustAccAddressFromBech32(h.Address))
			return m.Weight, err
		})
		if err != nil {
			return nil, false, err
		}
	}
	holders := make([]slots.Holder, len(members))
	for i, m := range members {
		holders[i] = slots.Holder{Address: sdk.MustAccAddressFromBech32(m.Host), Weight: m.Weight}
	}
	shares, err := slots.Apportion(uint32(params.Slots), holders)
	if err != nil {
		return nil, false, err
	}
	for i := range members {
		members[i].Slots = uint64(shares[i])
	}
	return members, kept, nil
}

// weigh returns all Hosts with keys in force and a weight above 0 as members of epoch n, in order of address, without slots.
func (k *Keeper) weigh(ctx context.Context, n uint64, weightOf func(types.Host) (uint64, error)) ([]types.Member, error) {
	var members []types.Member
	err := k.hosts.Walk(ctx, nil, func(_ sdk.AccAddress, h types.Host) (bool, error) {
		keys, ok := h.KeysAt(n)
		if !ok {
			return false, nil
		}
		weight, err := weightOf(h)
		if err != nil || weight == 0 {
			return false, err
		}
		members = append(members, types.Member{
			Epoch: n, Host: h.Address, Payout: h.Payout, Weight: weight, Keys: keys, Models: h.Models(), Stake: h.Stake,
		})
		return false, nil
	})
	return members, err
}

// backed is min(proven weight, stake / stake_per_weight).
func backed(h types.Host, params types.Params) uint64 {
	if params.StakePerWeight == 0 {
		return h.Weight
	}
	covered := h.Stake.Quo(math.NewIntFromUint64(params.StakePerWeight))
	if covered.GTE(math.NewIntFromUint64(h.Weight)) {
		return h.Weight
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
