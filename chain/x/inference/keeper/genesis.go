package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/inference/types"
)

// InitGenesis writes a genesis state.
func (k *Keeper) InitGenesis(ctx context.Context, g types.GenesisState) error {
	if err := g.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	for _, m := range g.Models {
		if _, err := k.setModel(ctx, m); err != nil {
			return err
		}
	}
	for _, p := range g.EpochParams {
		if err := k.epochParams.Set(ctx, p.Epoch, p); err != nil {
			return err
		}
	}
	for _, e := range g.Headers {
		if err := k.initHeaders(ctx, e); err != nil {
			return err
		}
	}
	for _, l := range g.LastBatches {
		host, err := hosttypes.ParseAddress("host", l.Host)
		if err != nil {
			return err
		}
		if err := k.lastBatches.Set(ctx, collections.Join3([]byte(host), uint32(l.Kind), l.Model), l.Height); err != nil {
			return err
		}
	}
	for _, f := range g.ArtifactFees {
		host, err := hosttypes.ParseAddress("host", f.Host)
		if err != nil {
			return err
		}
		if err := k.artifactFees.Set(ctx, collections.Join(f.Epoch, []byte(host)), f.Fee); err != nil {
			return err
		}
	}
	if g.Burned.IsNil() {
		g.Burned = math.ZeroInt()
	}
	return k.burned.Set(ctx, g.Burned)
}

// initHeaders stores the headers of an epoch and notes the first one that waits for its hash.
func (k *Keeper) initHeaders(ctx context.Context, e types.EpochHeaders) error {
	waiting := false
	for _, h := range e.Headers {
		packed, err := h.Pack()
		if err != nil {
			return err
		}
		if _, err := k.appendHeader(ctx, e.Epoch, &packed); err != nil {
			return err
		}
		if !packed.HasNext && !waiting {
			waiting = true
			if err := k.unfilled.Set(ctx, e.Epoch, h.Id); err != nil {
				return err
			}
		}
	}
	return nil
}

// ExportGenesis reads everything back but what waits to be pruned.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	models, err := k.Models(ctx)
	if err != nil {
		return nil, err
	}
	burned, err := k.Burned(ctx)
	if err != nil {
		return nil, err
	}
	g := &types.GenesisState{Params: params, Models: models, Burned: burned}
	if err := k.epochParams.Walk(ctx, nil, func(n uint64, p types.EpochParams) (bool, error) {
		expired, err := k.epoch.Expired(ctx, n)
		if err == nil && !expired {
			g.EpochParams = append(g.EpochParams, p)
		}
		return false, err
	}); err != nil {
		return nil, err
	}
	if g.Headers, err = k.exportHeaders(ctx); err != nil {
		return nil, err
	}
	return g, k.exportCounters(ctx, g)
}

func (k *Keeper) exportHeaders(ctx context.Context) ([]types.EpochHeaders, error) {
	var all []types.EpochHeaders
	err := k.counts.Walk(ctx, nil, func(n, _ uint64) (bool, error) {
		expired, err := k.epoch.Expired(ctx, n)
		if err != nil || expired {
			return false, err
		}
		e := types.EpochHeaders{Epoch: n}
		err = k.WalkHeaders(ctx, n, 0, func(id uint64, h *types.PackedHeader) (bool, error) {
			e.Headers = append(e.Headers, h.Unpack(id))
			return false, nil
		})
		all = append(all, e)
		return false, err
	})
	return all, err
}

func (k *Keeper) exportCounters(ctx context.Context, g *types.GenesisState) error {
	if err := k.lastBatches.Walk(ctx, nil, func(key collections.Triple[[]byte, uint32, uint32], height int64) (bool, error) {
		g.LastBatches = append(g.LastBatches, types.LastBatch{
			Host: sdk.AccAddress(key.K1()).String(), Kind: types.BatchKind(key.K2()), Model: key.K3(), Height: height,
		})
		return false, nil
	}); err != nil {
		return err
	}
	return k.artifactFees.Walk(ctx, nil, func(key collections.Pair[uint64, []byte], fee uint64) (bool, error) {
		expired, err := k.epoch.Expired(ctx, key.K1())
		if err == nil && !expired {
			g.ArtifactFees = append(g.ArtifactFees, types.ArtifactFees{Epoch: key.K1(), Host: sdk.AccAddress(key.K2()).String(), Fee: fee})
		}
		return false, err
	})
}
