package keeper

import (
	"context"

	"cosmossdk.io/collections"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// initWork writes Sprints, works, nonces and lost challenges.
func (k *Keeper) initWork(ctx context.Context, g types.GenesisState) error {
	for _, s := range g.Sprints {
		if err := k.sprints.Set(ctx, s.Epoch, s); err != nil {
			return err
		}
	}
	for _, w := range g.Works {
		host, err := hosttypes.ParseAddress("host", w.Host)
		if err != nil {
			return err
		}
		if err := k.setWork(ctx, host, w); err != nil {
			return err
		}
	}
	for _, c := range g.WorkChunks {
		host, err := hosttypes.ParseAddress("host", c.Host)
		if err != nil {
			return err
		}
		if err := k.workChunks.Set(ctx, collections.Join3(c.Epoch, []byte(host), c.Index), c); err != nil {
			return err
		}
	}
	for _, l := range g.LostChallenges {
		host, err := hosttypes.ParseAddress("host", l.Host)
		if err != nil {
			return err
		}
		if err := k.lostChallenges.Set(ctx, collections.Join(l.Epoch, []byte(host)), l); err != nil {
			return err
		}
	}
	return nil
}

// exportWork adds Sprints, works, and what challenges need of those that can still be challenged.
func (k *Keeper) exportWork(ctx context.Context, g *types.GenesisState) error {
	if err := k.sprints.Walk(ctx, nil, func(n uint64, s types.Sprint) (bool, error) {
		return false, k.unlessExpired(ctx, n, func() { g.Sprints = append(g.Sprints, s) })
	}); err != nil {
		return err
	}
	if err := k.works.Walk(ctx, nil, func(key hostKey, w types.Work) (bool, error) {
		return false, k.unlessExpired(ctx, key.K1(), func() { g.Works = append(g.Works, w) })
	}); err != nil {
		return err
	}
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	from := max(current, 1) - 1
	if err := k.workChunks.Walk(ctx, nil, func(key workKey, c types.WorkChunk) (bool, error) {
		if key.K1() >= from {
			g.WorkChunks = append(g.WorkChunks, c)
		}
		return false, nil
	}); err != nil {
		return err
	}
	return k.lostChallenges.Walk(ctx, nil, func(key hostKey, l types.LostChallenges) (bool, error) {
		if key.K1() >= from {
			g.LostChallenges = append(g.LostChallenges, l)
		}
		return false, nil
	})
}
