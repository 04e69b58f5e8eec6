package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/duty"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// MissingDuties recomputes a Host's duties of an epoch from its secret (96 bytes, verified by the caller) and returns those without a
// result, in order of batch and index, and how many duties there are in all. It charges Cost().Gas(), each part before the work.
func (k *Keeper) MissingDuties(ctx context.Context, n uint64, host sdk.AccAddress, secret []byte) (missing []types.Duty, total uint64, err error) {
	sdkCtx := free(ctx)
	seeds, err := duty.NewSeeds(sdkCtx.ChainID(), secret)
	if err != nil {
		return nil, 0, err
	}
	_, err = k.walk(sdkCtx, n, host, types.HeaderGas, types.DutyGas, func(id uint64, h *inferencetypes.PackedHeader, p duty.Params) error {
		if !h.HasNext {
			return nil
		}
		indices, err := duty.Draw(seeds.X(id, h.Root, h.NextHash), p)
		if err != nil || len(indices) == 0 {
			return err
		}
		total += uint64(len(indices))
		done, err := k.resultsOn(sdkCtx, n, host, id)
		if err != nil {
			return err
		}
		for _, index := range indices {
			if !done.Has(index) {
				missing = append(missing, types.Duty{Batch: id, Index: index})
			}
		}
		return nil
	})
	return missing, total, err
}

// Cost returns what MissingDuties has to do for a Host, from public numbers alone.
func (k *Keeper) Cost(ctx context.Context, n uint64, host sdk.AccAddress) (types.Cost, error) {
	return k.walk(free(ctx), n, host, types.QuotaHeaderGas, 0, func(uint64, *inferencetypes.PackedHeader, duty.Params) error { return nil })
}

// walk visits the headers on which a Host can have duties and sums up the cost. All gas of the headers is charged before the first is read,
// that of a header's duties before fn sees it.
func (k *Keeper) walk(ctx sdk.Context, n uint64, host sdk.AccAddress, headerGas, dutyGas uint64,
	fn func(id uint64, h *inferencetypes.PackedHeader, p duty.Params) error,
) (types.Cost, error) {
	member, err := k.member(ctx, n, host)
	if err != nil {
		return types.Cost{}, err
	}
	d, err := k.newDrawer(ctx, n, host, member)
	if err != nil {
		return types.Cost{}, err
	}
	cost := types.Cost{Weights: d.entries}
	if cost.Headers, err = k.inference.HeaderCount(ctx, n); err != nil {
		return types.Cost{}, err
	}
	ctx.GasMeter().ConsumeGas(headerGas*cost.Headers, "headers of the epoch")
	err = k.inference.WalkHeaders(ctx, n, 0, func(id uint64, h *inferencetypes.PackedHeader) (bool, error) {
		p, ok := d.params(h)
		if !ok {
			return false, nil
		}
		quota, err := duty.Quota(p)
		if err != nil || quota == 0 {
			return false, err
		}
		cost.Duties += quota
		ctx.GasMeter().ConsumeGas(dutyGas*quota, "duties of a header")
		return false, fn(id, h, p)
	})
	return cost, err
}

// resultsOn returns a Host's results on a batch, or none.
func (k *Keeper) resultsOn(ctx context.Context, n uint64, host sdk.AccAddress, batch uint64) (types.PackedResults, error) {
	value, err := k.results.Get(ctx, collections.Join3(n, []byte(host), batch))
	if errors.Is(err, collections.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return types.CheckPackedResults(value)
}
