package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/slots"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Eligible reports whether a Host may take part in the Sprint that gives the weights of epoch n: it has keys that are used in n, has not
// retired by then and is not excluded. Whether it is a member now doesn't matter (protocol §3).
func (k *Keeper) Eligible(ctx context.Context, n uint64, address sdk.AccAddress) (bool, error) {
	host, err := k.hosts.Get(free(ctx), address)
	if errors.Is(err, collections.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return k.takesPart(free(ctx), n, address, host)
}

// Retired reports whether a Host has left by epoch n. Who isn't known has.
func (k *Keeper) Retired(ctx context.Context, n uint64, address sdk.AccAddress) (bool, error) {
	host, err := k.hosts.Get(free(ctx), address)
	if errors.Is(err, collections.ErrNotFound) {
		return true, nil
	}
	return host.RetiredAt(n), err
}

// takesPart tells whether a Host that is known is eligible.
func (k *Keeper) takesPart(ctx context.Context, n uint64, address sdk.AccAddress, host types.Host) (bool, error) {
	if _, ok := host.KeysAt(n); !ok || host.RetiredAt(n) {
		return false, nil
	}
	excluded, err := k.exclusions.Has(ctx, collections.Join(n, address))
	return !excluded, err
}

// SetProven hands over the weights that a Sprint gave for epoch n, normalised to 10^9, in order of raw address; none, and the reason, if
// those of the epoch before continue. Only the epoch after the current one can be set, and only once. It fails with ErrInvalidAmount.
func (k *Keeper) SetProven(ctx context.Context, n uint64, weights []types.ProvenWeight, kept string) error {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	given, err := k.proven.Has(ctx, n)
	if err != nil {
		return err
	}
	if n != current+1 || given {
		return types.ErrInvalidAmount.Wrapf("weights of epoch %d in epoch %d, given before: %t", n, current, given)
	}
	proven := types.ProvenWeights{Epoch: n, Weights: weights, Kept: kept}
	if err := proven.Validate(); err != nil {
		return err
	}
	return k.proven.Set(ctx, n, proven)
}

// membership is what the start of an epoch writes.
type membership struct {
	members []types.Member
	// kept says why the weights of the epoch before continue; empty if they don't.
	kept string
	// weights are the new weights of all Hosts, for their records; nil if none changes.
	weights []hostWeight
	// asked and taken are what NextWeights says.
	asked, taken uint64
}

type hostWeight struct {
	address sdk.AccAddress
	weight  uint64
}

// membersAt returns who is a member of epoch n and with what: the weight that the Sprint proved, or the one that continues, as far as
// stake stands behind it and a step goes; slots by largest remainder; the keys in force. It writes nothing.
func (k *Keeper) membersAt(ctx context.Context, n uint64, params types.Params) (membership, error) {
	sprint, err := k.proven.Get(ctx, n)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return membership{}, err
	}
	result := membership{kept: sprint.Kept}
	if err != nil && n > 0 {
		result.kept = types.KeptUnsettled
	}
	if err := k.weigh(ctx, n, params, sprint.Weights, &result); err != nil {
		return membership{}, err
	}
	if len(result.members) == 0 && n > 0 {
		// A network without weight would be one without validators: the members of the epoch before go on (protocol §3).
		result = membership{kept: types.KeptEmpty}
		if err := k.keep(ctx, n, &result); err != nil {
			return membership{}, err
		}
	}
	holders := make([]slots.Holder, len(result.members))
	for i, m := range result.members {
		holders[i] = slots.Holder{Address: sdk.MustAccAddressFromBech32(m.Host), Weight: m.Weight}
	}
	shares, err := slots.Apportion(uint32(params.Slots), holders)
	if err != nil {
		return membership{}, err
	}
	for i := range result.members {
		result.members[i].Slots = uint64(shares[i])
	}
	return result, nil
}

// candidate is a Host that may be a member.
type candidate struct {
	address sdk.AccAddress
	host    types.Host
	part    bool
}

// weigh gives all Hosts that take part in epoch n their weight, and makes those with one members, in order of address, without slots.
func (k *Keeper) weigh(ctx context.Context, n uint64, params types.Params, proven []types.ProvenWeight, result *membership) error {
	byHost := make(map[string]uint64, len(proven))
	for _, p := range proven {
		byHost[p.Host] = p.Weight
	}
	var candidates []candidate
	var weighings []types.Weighing
	if err := k.hosts.Walk(ctx, nil, func(address sdk.AccAddress, h types.Host) (bool, error) {
		part, err := k.takesPart(ctx, n, address, h)
		if err != nil {
			return true, err
		}
		c := candidate{address: slices.Clone(address), host: h, part: part}
		weight, before := h.Weight, h.Weight
		if n > 0 {
			m, _, err := k.Member(ctx, n-1, address)
			if err != nil {
				return true, err
			}
			before = m.Weight
		}
		if len(proven) > 0 {
			weight = byHost[h.Address]
		}
		if !part {
			weight = 0
		}
		candidates = append(candidates, c)
		weighings = append(weighings, types.Weighing{Current: before, Proven: weight, Covered: params.Covered(h.Stake)})
		return false, nil
	}); err != nil {
		return err
	}
	var next []uint64
	next, result.asked, result.taken = types.NextWeights(weighings, params.MaxIncreasePpm)
	for i, c := range candidates {
		weight := next[i]
		if len(proven) > 0 || !c.part {
			result.weights = append(result.weights, hostWeight{c.address, weight})
		}
		if weight == 0 {
			continue
		}
		keys, _ := c.host.KeysAt(n)
		result.members = append(result.members, member(n, c.host, weight, keys))
	}
	return nil
}

// keep makes the members of the epoch before those of epoch n, with their weights, and the keys that are in force now.
func (k *Keeper) keep(ctx context.Context, n uint64, result *membership) error {
	return k.hosts.Walk(ctx, nil, func(address sdk.AccAddress, h types.Host) (bool, error) {
		m, ok, err := k.Member(ctx, n-1, address)
		if err != nil || !ok {
			return false, err
		}
		if keys, ok := h.KeysAt(n); ok {
			result.members = append(result.members, member(n, h, m.Weight, keys))
		}
		return false, nil
	})
}

func member(n uint64, h types.Host, weight uint64, keys types.Keys) types.Member {
	return types.Member{
		Epoch: n, Host: h.Address, Payout: h.Payout, Weight: weight, Keys: keys, Models: h.Models(), Stake: h.Stake,
	}
}
