package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/pvss"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// InitGenesis writes a genesis state, after a look at every stored point: what is in the store is trusted from then on.
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
	}
	for _, r := range g.Rounds {
		if err := checkSums(r.AZero, nil); err != nil {
			return types.ErrInvalidGenesis.Wrapf("a_zero of epoch %d: %s", r.Epoch, err)
		}
		if err := k.rounds.Set(ctx, r.Epoch, r); err != nil {
			return err
		}
	}
	for _, c := range g.Contributions {
		host, err := hosttypes.ParseAddress("host", c.Host)
		if err != nil {
			return err
		}
		if err := k.setContribution(ctx, host, c); err != nil {
			return err
		}
	}
	for _, p := range g.Participations {
		host, err := hosttypes.ParseAddress("host", p.Host)
		if err != nil {
			return err
		}
		if err := k.participations.Set(ctx, host, p); err != nil {
			return err
		}
	}
	if err := k.initPoints(ctx, g); err != nil {
		return err
	}
	return k.initWork(ctx, g)
}

// initPoints writes running sums and open shares.
func (k *Keeper) initPoints(ctx context.Context, g types.GenesisState) error {
	for _, s := range g.Sums {
		if err := checkSums(nil, s.Raw); err != nil {
			return types.ErrInvalidGenesis.Wrapf("sums %d of epoch %d: %s", s.Index, s.Epoch, err)
		}
		if err := k.sums.Set(ctx, collections.Join(s.Epoch, s.Index), s.Raw); err != nil {
			return err
		}
	}
	for _, s := range g.Shares {
		host, err := hosttypes.ParseAddress("host", s.Host)
		if err != nil {
			return err
		}
		if err := checkShares(s.Raw); err != nil {
			return types.ErrInvalidGenesis.Wrapf("shares of %s in epoch %d: %s", s.Host, s.Epoch, err)
		}
		if err := k.shares.Set(ctx, collections.Join(s.Epoch, []byte(host)), s.Raw); err != nil {
			return err
		}
	}
	return nil
}

// checkSums refuses what is not a point: raw is A_0, or the sums of a run of slots.
func checkSums(zero, slots []byte) error {
	sums := pvss.NewSums(len(slots) / pvss.RawSlotSize)
	if zero != nil {
		if err := sums.SetRawZero(zero); err != nil {
			return err
		}
	}
	if err := sums.SetSlots(1, slots); err != nil {
		return err
	}
	return sums.CheckRaw()
}

// checkShares refuses what is not a point.
func checkShares(raw []byte) error {
	shares, err := readShares(types.Contribution{FirstSlot: 1}, raw)
	if err != nil {
		return err
	}
	for _, share := range shares {
		if err := share.CheckRaw(); err != nil {
			return err
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
	g := &types.GenesisState{Params: params}
	if err := k.epochParams.Walk(ctx, nil, func(n uint64, p types.Params) (bool, error) {
		return false, k.unlessExpired(ctx, n, func() { g.EpochParams = append(g.EpochParams, types.EpochParams{Epoch: n, Params: p}) })
	}); err != nil {
		return nil, err
	}
	if err := k.rounds.Walk(ctx, nil, func(n uint64, r types.Round) (bool, error) {
		return false, k.unlessExpired(ctx, n, func() { g.Rounds = append(g.Rounds, r) })
	}); err != nil {
		return nil, err
	}
	if err := k.contributions.Walk(ctx, nil, func(key hostKey, c types.Contribution) (bool, error) {
		return false, k.unlessExpired(ctx, key.K1(), func() { g.Contributions = append(g.Contributions, c) })
	}); err != nil {
		return nil, err
	}
	if err := k.participations.Walk(ctx, nil, func(_ []byte, p types.Participation) (bool, error) {
		g.Participations = append(g.Participations, p)
		return false, nil
	}); err != nil {
		return nil, err
	}
	if err := k.exportPoints(ctx, g); err != nil {
		return nil, err
	}
	return g, k.exportWork(ctx, g)
}

// exportPoints adds sums and shares of the current epoch.
func (k *Keeper) exportPoints(ctx context.Context, g *types.GenesisState) error {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	if err := k.sums.Walk(ctx, collections.NewPrefixedPairRange[uint64, uint32](current), func(key chunkKey, raw []byte) (bool, error) {
		g.Sums = append(g.Sums, types.SumChunk{Epoch: key.K1(), Index: key.K2(), Raw: raw})
		return false, nil
	}); err != nil {
		return err
	}
	return k.shares.Walk(ctx, collections.NewPrefixedPairRange[uint64, []byte](current), func(key hostKey, raw []byte) (bool, error) {
		g.Shares = append(g.Shares, types.OpenShares{Epoch: key.K1(), Host: sdk.AccAddress(key.K2()).String(), Raw: raw})
		return false, nil
	})
}

// unlessExpired runs add if the epoch's records are to be kept.
func (k *Keeper) unlessExpired(ctx context.Context, n uint64, add func()) error {
	expired, err := k.epoch.Expired(ctx, n)
	if err == nil && !expired {
		add()
	}
	return err
}
