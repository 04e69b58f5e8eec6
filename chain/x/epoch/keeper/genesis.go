package keeper

import (
	"context"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// InitGenesis writes a genesis state. Epoch 0 of a new network starts in its first block; an exported one goes on where it was.
func (k *Keeper) InitGenesis(ctx context.Context, g types.GenesisState) error {
	if err := g.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	for _, b := range g.Beacons {
		if err := k.beacons.Set(ctx, b.Epoch, b.Beacon); err != nil {
			return err
		}
	}
	if g.Progress == nil {
		return nil
	}
	if err := k.progress.Set(ctx, *g.Progress); err != nil {
		return err
	}
	for _, s := range g.Schedules {
		if err := k.schedules.Set(ctx, s.Epoch, s); err != nil {
			return err
		}
	}
	for _, p := range g.EpochParams {
		if err := k.epochParams.Set(ctx, p.Epoch, p.Params); err != nil {
			return err
		}
	}
	for _, b := range g.Blocks {
		if err := k.ring.Set(ctx, place(b.Height), b); err != nil {
			return err
		}
	}
	return k.alarms.Set(ctx, g.Alarms)
}

// ExportGenesis reads everything back.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.LiveParams(ctx)
	if err != nil {
		return nil, err
	}
	progress, err := k.progress.Get(ctx)
	if err != nil {
		return nil, unknown(err, "no epoch has begun: there is nothing to export")
	}
	alarms, err := k.Alarms(ctx)
	if err != nil {
		return nil, err
	}
	g := &types.GenesisState{Params: params, Progress: &progress, Alarms: alarms}
	if err := k.beacons.Walk(ctx, nil, func(n uint64, beacon []byte) (bool, error) {
		g.Beacons = append(g.Beacons, types.EpochBeacon{Epoch: n, Beacon: beacon})
		return false, nil
	}); err != nil {
		return nil, err
	}
	if err := k.schedules.Walk(ctx, nil, func(_ uint64, s types.Schedule) (bool, error) {
		g.Schedules = append(g.Schedules, s)
		return false, nil
	}); err != nil {
		return nil, err
	}
	if err := k.epochParams.Walk(ctx, nil, func(n uint64, p types.Params) (bool, error) {
		g.EpochParams = append(g.EpochParams, types.EpochParams{Epoch: n, Params: p})
		return false, nil
	}); err != nil {
		return nil, err
	}
	return g, k.ring.Walk(ctx, nil, func(_ uint64, m types.BlockMark) (bool, error) {
		g.Blocks = append(g.Blocks, m)
		return false, nil
	})
}
