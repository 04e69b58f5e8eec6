package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/duty"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// drawer knows everything about a Host in an epoch that its draws need, but for the secret.
type drawer struct {
	self   [inferencetypes.AddressSize]byte
	weight uint64
	rate   uint32
	// models are those the Host serves, by number.
	models  map[uint32]types.ModelWeights
	entries uint64
	// known are the answers of params so far, without the count: a Host's batches of a model differ in nothing else.
	known map[batchKind]known
}

// batchKind is what params depends on, but for the count.
type batchKind struct {
	owner [inferencetypes.AddressSize]byte
	model uint32
	kind  inferencetypes.BatchKind
}

type known struct {
	params duty.Params
	ok     bool
}

// newDrawer reads the weights of the models that a member serves. It charges for them before it decodes them.
func (k *Keeper) newDrawer(ctx sdk.Context, n uint64, host sdk.AccAddress, member hosttypes.Member) (*drawer, error) {
	rate, err := k.Rate(ctx, n)
	if err != nil {
		return nil, err
	}
	d := &drawer{
		self:   [inferencetypes.AddressSize]byte(host),
		weight: member.Weight,
		rate:   rate,
		models: make(map[uint32]types.ModelWeights, len(member.Models)),
		known:  map[batchKind]known{},
	}
	for _, id := range member.Models {
		model, found, err := k.inference.ModelByID(ctx, id)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		packed, err := k.weights.Get(ctx, collections.Join(n, model.Number))
		if errors.Is(err, collections.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		entries := types.WeightEntries(packed)
		ctx.GasMeter().ConsumeGas(types.WeightGas*entries, "weights of a model")
		d.entries += entries
		if d.models[model.Number], err = types.DecodeWeights(packed); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// params returns what a header's draw is made from; ok is false if the Host can have no duty on it: its own batch, another kind, or a model
// that it does not serve.
func (d *drawer) params(h *inferencetypes.PackedHeader) (p duty.Params, ok bool) {
	like := batchKind{h.Host, h.Model, h.Kind}
	answer, asked := d.known[like]
	if !asked {
		answer.params, answer.ok = d.paramsOf(like)
		d.known[like] = answer
	}
	answer.params.Count = h.Count
	return answer.params, answer.ok
}

// paramsOf is params without the count. An owner that does not serve the model in this epoch has weight 0 (protocol §6).
func (d *drawer) paramsOf(like batchKind) (p duty.Params, ok bool) {
	if like.kind != inferencetypes.DutyKind || like.owner == d.self {
		return duty.Params{}, false
	}
	model, serves := d.models[like.model]
	if !serves {
		return duty.Params{}, false
	}
	return duty.Params{RatePPM: d.rate, Weight: d.weight, ModelWeight: model.Total, OwnerWeight: model.Of(like.owner)}, true
}

// free returns a context whose store reads cost no gas: the walk over an epoch is charged by what is public about it, so that its cost is
// known in advance and constant after the settlement (protocol §8). The gas meter is the same.
func free(ctx context.Context) sdk.Context {
	return sdk.UnwrapSDKContext(ctx).WithKVGasConfig(storetypes.GasConfig{})
}

// member returns a Host as a member of an epoch, or the host module's ErrNotAMember.
func (k *Keeper) member(ctx context.Context, n uint64, host sdk.AccAddress) (hosttypes.Member, error) {
	member, found, err := k.host.Member(ctx, n, host)
	if err == nil && !found {
		err = hosttypes.ErrNotAMember.Wrapf("%s is no member of epoch %d", host, n)
	}
	return member, err
}
