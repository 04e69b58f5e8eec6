package keeper

import (
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/pvss"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// OnStart ends the round of the epoch before, and begins that of epoch n on its slot table, and the record of the Sprint at its end.
func (k *Keeper) OnStart(ctx sdk.Context, n uint64) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if err := k.epochParams.Set(ctx, n, params); err != nil {
		return err
	}
	if n > 0 {
		if err := k.noteAbsences(ctx, n-1); err != nil {
			return err
		}
	}
	if err := k.beginSprint(ctx, n, params); err != nil {
		return err
	}
	return k.begin(ctx, n)
}

// OnCutoff has nothing to do: from here on openings are accepted.
func (*Keeper) OnCutoff(sdk.Context, uint64) error { return nil }

// begin writes the round of epoch n and an empty contribution for each Host that holds a slot.
func (k *Keeper) begin(ctx sdk.Context, n uint64) error {
	beacon, err := k.epoch.Beacon(ctx, n)
	if err != nil {
		return err
	}
	blockHash, err := k.hashBefore(ctx)
	if err != nil {
		return err
	}
	holders, members, err := k.holders(ctx, n)
	if err != nil {
		return err
	}
	table, err := pvss.NewRound(ctx.ChainID(), n, beacon, blockHash, holders)
	if err != nil {
		return err
	}
	hash := table.Hash()
	zero := pvss.NewSums(table.Slots()).RawZero()
	round := types.Round{
		Epoch: n, TableHash: hash[:], BlockHash: blockHash, Slots: uint32(table.Slots()), Threshold: uint32(table.Threshold()),
		Holders: uint32(len(holders)), AZero: zero, DeltaPpm: types.DeltaPpm(members),
	}
	if err := k.rounds.Set(ctx, n, round); err != nil {
		return err
	}
	first := uint32(1)
	for _, h := range holders {
		c := types.Contribution{Epoch: n, Host: sdk.AccAddress(h.Address).String(), FirstSlot: first, Slots: h.Slots}
		if err := k.setContribution(ctx, h.Address, c); err != nil {
			return err
		}
		first += h.Slots
	}
	return nil
}

// hashBefore returns the hash of the block before this one: 32 zero bytes before the first block (protocol §4).
func (k *Keeper) hashBefore(ctx sdk.Context) ([]byte, error) {
	hash, known, err := k.epoch.BlockHash(ctx, ctx.BlockHeight()-1)
	if err != nil {
		return nil, err
	}
	if !known {
		return make([]byte, types.HashSize), nil
	}
	return hash, nil
}

// noteAbsences writes down, now that epoch n is over, who had not dealt by the close and who has not opened until now. A round that never
// closed got its beacon from elsewhere, and nobody was absent from it.
func (k *Keeper) noteAbsences(ctx sdk.Context, n uint64) error {
	round, err := k.rounds.Get(ctx, n)
	if errors.Is(err, collections.ErrNotFound) || (err == nil && !round.Closed()) {
		return nil
	}
	if err != nil {
		return err
	}
	params, err := k.ParamsOf(ctx, n)
	if err != nil {
		return err
	}
	type entry struct {
		host sdk.AccAddress
		c    types.Contribution
	}
	var entries []entry
	if err := k.walkContributions(ctx, n, func(host sdk.AccAddress, c types.Contribution) error {
		c.MissedDeal, c.MissedOpen = c.DealtHeight == 0, c.OpenedHeight == 0
		entries = append(entries, entry{host, c})
		return nil
	}); err != nil {
		return err
	}
	for _, e := range entries {
		if err := k.note(ctx, e.host, e.c, params); err != nil {
			return err
		}
	}
	return nil
}

// note writes what became of a Host's part in a round.
func (k *Keeper) note(ctx sdk.Context, host sdk.AccAddress, c types.Contribution, params types.Params) error {
	sum, err := k.participations.Get(ctx, host)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	sum.Host = c.Host
	if err := k.participations.Set(ctx, host, sum.After(c)); err != nil {
		return err
	}
	if !c.Absent() {
		return nil
	}
	if err := k.setContribution(ctx, host, c); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventAbsent{
		Epoch: c.Epoch, Host: c.Host, MissedDeal: c.MissedDeal, MissedOpen: c.MissedOpen, PenaltyPpm: params.Penalty(c),
	})
}

// PenaltyPpm is what a Host's absences from the beacon of epoch n, which was dealt and opened in epoch n−1, take of its settlement of
// epoch n, in millionths.
func (k *Keeper) PenaltyPpm(ctx sdk.Context, n uint64, host sdk.AccAddress) (uint32, error) {
	if n == 0 {
		return 0, nil
	}
	c, ok, err := k.Contribution(ctx, n-1, host)
	if err != nil || !ok || !c.Absent() {
		return 0, err
	}
	params, err := k.ParamsOf(ctx, n-1)
	if err != nil {
		return 0, err
	}
	return params.Penalty(c), nil
}
