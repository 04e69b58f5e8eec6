package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// InitGenesis writes a genesis state. The weights of its epochs follow from the members of the host module and the models of the inference
// module, which are there already.
func (k *Keeper) InitGenesis(ctx context.Context, g types.GenesisState) error {
	if err := g.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	for _, p := range g.EpochParams {
		if err := k.epochParams.Set(ctx, p.Epoch, p.Params); err != nil {
			return err
		}
		if err := k.writeWeights(ctx, p.Epoch); err != nil {
			return err
		}
	}
	for _, r := range g.Rates {
		if err := k.rates.Set(ctx, r.Epoch, r.Ppm); err != nil {
			return err
		}
	}
	for _, h := range g.Results {
		if err := k.initResults(ctx, h); err != nil {
			return err
		}
	}
	for _, q := range g.Quotas {
		host, err := hosttypes.ParseAddress("host", q.Host)
		if err != nil {
			return err
		}
		if err := k.quotas.Set(ctx, collections.Join(q.Epoch, []byte(host)), q.Quota); err != nil {
			return err
		}
	}
	for _, c := range g.Convictions {
		host, err := hosttypes.ParseAddress("host", c.Host)
		if err != nil {
			return err
		}
		if err := k.convicted.Set(ctx, collections.Join(c.Epoch, []byte(host))); err != nil {
			return err
		}
	}
	return nil
}

// initResults stores a Host's results of an epoch, which are in order of batch and index.
func (k *Keeper) initResults(ctx context.Context, h types.HostResults) error {
	host, err := hosttypes.ParseAddress("host", h.Host)
	if err != nil {
		return err
	}
	var packed types.PackedResults
	batches := uint64(0)
	for i, r := range h.Results {
		packed, _ = packed.Insert(r.Index, r.Verdict == types.VERDICT_MISMATCH)
		if i+1 < len(h.Results) && h.Results[i+1].Batch == r.Batch {
			continue
		}
		if err := k.results.Set(ctx, collections.Join3(h.Epoch, []byte(host), r.Batch), packed); err != nil {
			return err
		}
		packed = nil
		batches++
	}
	return k.addStored(ctx, h.Epoch, batches)
}

// ExportGenesis reads everything back but what waits to be pruned.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	g := &types.GenesisState{Params: params}
	if err := k.epochParams.Walk(ctx, nil, func(n uint64, p types.Params) (bool, error) {
		return false, k.unlessExpired(ctx, n, func() { g.EpochParams = append(g.EpochParams, types.EpochParams{Epoch: n, Params: p}) })
	}); err != nil {
		return nil, err
	}
	if err := k.rates.Walk(ctx, nil, func(n uint64, ppm uint32) (bool, error) {
		return false, k.unlessExpired(ctx, n, func() { g.Rates = append(g.Rates, types.Rate{Epoch: n, Ppm: ppm}) })
	}); err != nil {
		return nil, err
	}
	if g.Results, err = k.exportResults(ctx); err != nil {
		return nil, err
	}
	if err := k.quotas.Walk(ctx, nil, func(key collections.Pair[uint64, []byte], q types.Quota) (bool, error) {
		return false, k.unlessExpired(ctx, key.K1(), func() {
			g.Quotas = append(g.Quotas, types.HostQuota{Epoch: key.K1(), Host: sdk.AccAddress(key.K2()).String(), Quota: q})
		})
	}); err != nil {
		return nil, err
	}
	return g, k.convicted.Walk(ctx, nil, func(key collections.Pair[uint64, []byte]) (bool, error) {
		return false, k.unlessExpired(ctx, key.K1(), func() {
			g.Convictions = append(g.Convictions, types.Conviction{Epoch: key.K1(), Host: sdk.AccAddress(key.K2()).String()})
		})
	})
}

func (k *Keeper) exportResults(ctx context.Context) ([]types.HostResults, error) {
	var all []types.HostResults
	err := k.results.Walk(ctx, nil, func(key collections.Triple[uint64, []byte, uint64], value []byte) (bool, error) {
		packed, err := types.CheckPackedResults(value)
		if err != nil {
			return false, err
		}
		host := sdk.AccAddress(key.K2()).String()
		return false, k.unlessExpired(ctx, key.K1(), func() {
			if last := len(all) - 1; last < 0 || all[last].Epoch != key.K1() || all[last].Host != host {
				all = append(all, types.HostResults{Epoch: key.K1(), Host: host})
			}
			h := &all[len(all)-1]
			h.Results = append(h.Results, packed.Unpack(key.K3())...)
		})
	})
	return all, err
}

// unlessExpired runs add if the epoch's records are to be kept.
func (k *Keeper) unlessExpired(ctx context.Context, n uint64, add func()) error {
	expired, err := k.epoch.Expired(ctx, n)
	if err == nil && !expired {
		add()
	}
	return err
}
