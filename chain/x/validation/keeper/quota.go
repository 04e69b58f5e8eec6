package keeper

import (
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/duty"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// quotaCursor is a Host's quota of an epoch while a message is carried out: Σ(⌊num/den⌋ + 1) over the headers so far (protocol §7). It goes
// on only when a result needs it.
type quotaCursor struct {
	k       *Keeper
	n       uint64
	host    sdk.AccAddress
	member  hosttypes.Member
	quota   types.Quota
	changed bool
	// left is how many more headers the message may sum up.
	left   uint64
	drawer *drawer
}

func (k *Keeper) openQuota(ctx sdk.Context, n uint64, host sdk.AccAddress, member hosttypes.Member, results int) (*quotaCursor, error) {
	quota, err := k.quotas.Get(ctx, collections.Join(n, []byte(host)))
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return nil, err
	}
	return &quotaCursor{k: k, n: n, host: host, member: member, quota: quota, left: types.MaxQuotaHeaders(results)}, nil
}

// use takes one result off the quota, summing up more headers if that is needed; it reports false when nothing is left.
func (c *quotaCursor) use(ctx sdk.Context) (bool, error) {
	if c.quota.Used >= c.quota.Allowed {
		if err := c.advance(ctx); err != nil || c.quota.Used >= c.quota.Allowed {
			return false, err
		}
	}
	c.quota.Used++
	c.changed = true
	return true, nil
}

// advance sums up headers to the end of the stored value in which the quota first suffices. When all are summed up, it isn't asked again:
// no header is added while a message is carried out.
func (c *quotaCursor) advance(ctx sdk.Context) error {
	if c.left == 0 {
		return nil
	}
	ctx = free(ctx)
	if c.drawer == nil {
		var err error
		if c.drawer, err = c.k.newDrawer(ctx, c.n, c.host, c.member); err != nil {
			return err
		}
	}
	enough := false
	err := c.k.inference.WalkHeaders(ctx, c.n, c.quota.Headers, func(id uint64, h *inferencetypes.PackedHeader) (bool, error) {
		ctx.GasMeter().ConsumeGas(types.QuotaHeaderGas, "quota of a header")
		c.left--
		c.quota.Headers = id + 1
		c.changed = true
		if p, ok := c.drawer.params(h); ok {
			quota, err := duty.Quota(p)
			if err != nil {
				return false, err
			}
			c.quota.Allowed += quota
		}
		enough = c.quota.Allowed > c.quota.Used && (id+1)%inferencetypes.HeadersPerValue == 0
		return enough || c.left == 0, nil
	})
	if !enough {
		c.left = 0
	}
	return err
}

// save stores the quota if it changed.
func (c *quotaCursor) save(ctx sdk.Context) error {
	if !c.changed {
		return nil
	}
	return c.k.quotas.Set(ctx, collections.Join(c.n, []byte(c.host)), c.quota)
}
