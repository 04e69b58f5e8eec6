package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// Beacon returns the beacon of an epoch, 32 bytes. It fails with ErrUnknownEpoch while it is not known or when it is pruned.
func (k *Keeper) Beacon(ctx context.Context, n uint64) ([]byte, error) {
	beacon, err := k.beacons.Get(ctx, n)
	if err != nil {
		return nil, unknown(err, "the beacon of epoch %d is not known or is pruned", n)
	}
	return beacon, nil
}

// SetBeacon stores the beacon of the next epoch, which became known in the block at the given height (B), and fixes the last four
// boundaries of the current one: the Sprint begins one block later. Only the epoch after the current one has a beacon to come, only from
// the cutoff on, and only once. It fails with ErrInvalidBeacon.
func (k *Keeper) SetBeacon(ctx context.Context, n uint64, height int64, value []byte) error {
	current, err := k.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	schedule, err := k.Schedule(ctx, current)
	if err != nil {
		return err
	}
	params, err := k.ParamsOf(ctx, current)
	if err != nil {
		return err
	}
	switch {
	case len(value) != types.BeaconSize:
		return types.ErrInvalidBeacon.Wrapf("%d bytes, want %d", len(value), types.BeaconSize)
	case n != current+1:
		return types.ErrInvalidBeacon.Wrapf("epoch %d, want %d", n, current+1)
	case height < schedule.Cutoff:
		return types.ErrInvalidBeacon.Wrapf("height %d is before the cutoff %d", height, schedule.Cutoff)
	case schedule.BeaconHeight != 0:
		return types.ErrInvalidBeacon.Wrapf("known since height %d", schedule.BeaconHeight)
	}
	schedule = schedule.WithBeacon(height, params)
	if err := k.schedules.Set(ctx, current, schedule); err != nil {
		return err
	}
	if err := k.beacons.Set(ctx, n, value); err != nil {
		return err
	}
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventBeacon{
		Epoch: n, Height: height, Beacon: value, Start: schedule.NextStart,
	})
}
