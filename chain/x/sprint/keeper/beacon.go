package keeper

import (
	"bytes"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/pvss"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// openIfDue makes the beacon in the block in which enough slots are open, and hands it to the clock: everybody starts the Sprint at the
// next height. If the shares don't make the secret that was committed to, which no valid dealings and openings can bring about, the step
// fails: an alarm each block, and the epoch stretches rather than going on with a beacon that somebody made.
func (k *Keeper) openIfDue(ctx sdk.Context) error {
	n, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	round, err := k.Round(ctx, n)
	if err != nil || !round.Openable() || round.BeaconHeight != 0 {
		return err
	}
	schedule, err := k.epoch.Schedule(ctx, n)
	if err != nil || schedule.BeaconHeight != 0 {
		return err
	}
	secret, beacon, err := k.reconstruct(ctx, round)
	if err != nil {
		return err
	}
	round.BeaconHeight, round.Secret = ctx.BlockHeight(), secret[:]
	if err := k.rounds.Set(ctx, n, round); err != nil {
		return err
	}
	if err := k.epoch.SetBeacon(ctx, n+1, ctx.BlockHeight(), beacon[:]); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventBeaconKnown{
		Epoch: n + 1, Height: ctx.BlockHeight(), Beacon: bytes.Clone(beacon[:]), Dealers: round.Dealers, Openers: round.Openers,
		Slots: round.Slots, Threshold: round.Threshold, DeltaPpm: round.DeltaPpm,
		SecretBelowPpm: round.SecretBelowPpm(), OpensFromPpm: round.OpensFromPpm(),
	})
}

// reconstruct makes secret and beacon from the open shares with the lowest slots.
func (k *Keeper) reconstruct(ctx sdk.Context, round types.Round) (secret [96]byte, beacon [32]byte, err error) {
	table, err := k.table(ctx, round)
	if err != nil {
		return secret, beacon, err
	}
	var shares []pvss.Share
	if err := k.walkContributions(ctx, round.Epoch, func(host sdk.AccAddress, c types.Contribution) error {
		if c.OpenedHeight == 0 || len(shares) >= int(round.Threshold) {
			return nil
		}
		raw, err := k.shares.Get(ctx, collections.Join(round.Epoch, []byte(host)))
		if err != nil {
			return err
		}
		opened, err := readShares(c, raw)
		shares = append(shares, opened...)
		return err
	}); err != nil {
		return secret, beacon, err
	}
	zero := pvss.NewSums(0)
	if err := zero.SetRawZero(round.AZero); err != nil {
		return secret, beacon, err
	}
	secret, beacon, err = table.Beacon(zero.Zero(), shares)
	if err != nil {
		return secret, beacon, refused(err)
	}
	return secret, beacon, nil
}
