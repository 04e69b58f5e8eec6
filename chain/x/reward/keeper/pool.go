package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/reward/types"
)

// fixPool fixes what of slashes and lost bonds an epoch shares out besides its emission (protocol §3), and who has no share of it: Hosts
// that were slashed since the start of the epoch before, which is since the first coins came into this pool.
func (k *Keeper) fixPool(ctx context.Context, s *types.Settlement) (err error) {
	s.Shared = math.ZeroInt()
	if s.Pool, err = k.host.Pool(ctx, s.Epoch); err != nil {
		return err
	}
	guilty, err := k.host.SlashedSince(ctx, max(s.Epoch, 1)-1)
	for _, host := range guilty {
		s.Guilty = append(s.Guilty, host.String())
	}
	return err
}

// sharesPool reports whether a member shares the pool: it shares the emission, and is not guilty.
func sharesPool(s types.Settlement, m hosttypes.Member) bool {
	return shares(s, m) && !slices.Contains(s.Guilty, m.Host)
}

// poolShare is ⌊pool · weight / pool_weight⌋ without what absences take of it, which is rounded down, too.
func poolShare(s types.Settlement, m hosttypes.Member, penaltyPpm uint32) math.Int {
	if s.PoolWeight == 0 || !sharesPool(s, m) {
		return math.ZeroInt()
	}
	share := s.Pool.Mul(math.NewIntFromUint64(m.Weight)).Quo(math.NewIntFromUint64(s.PoolWeight))
	return share.Sub(share.MulRaw(int64(penaltyPpm)).QuoRaw(1_000_000))
}

// share moves coins of an epoch's pool into the module's account, as claimable: nothing is minted for them.
func (k *Keeper) share(ctx sdk.Context, n uint64, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	if err := k.host.TakePool(ctx, n, types.ModuleName, amount); err != nil {
		return err
	}
	return k.change(ctx, func(t *types.Totals) {
		t.Forfeited = t.Forfeited.Add(amount)
		t.Claimable = t.Claimable.Add(amount)
	})
}
