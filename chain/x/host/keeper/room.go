package keeper

import (
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Bounds of registrations that find no room (ADR 14).
const (
	// maxCrowded is the most of them in an epoch. So there are never more than max_hosts + maxCrowded Hosts for each epoch that one who
	// retired is remembered.
	maxCrowded = 64
	// settlingEpochs are those that a Host has before it can be displaced, from the one in which it registered on: two until its keys are
	// used, and two whole ones in which they are.
	settlingEpochs = 4
)

// room is how a registration gets in.
type room struct {
	// crowded says that as many Hosts are known as there may be, those that have retired included: the next one in this epoch pays more.
	crowded bool
	// displaced is the idle Host that has to go; nil if none has to.
	displaced sdk.AccAddress
}

// findRoom tells whether a newcomer gets in with its stake in epoch n. Up to max_hosts there is room. Who comes after that, and displaces an
// idle Host if max_hosts have not retired, has to outbid. It fails with ErrTooManyHosts. Counting is paid for before it is done, as if there
// were as many Hosts as there may be.
func (s msgServer) findRoom(ctx sdk.Context, n uint64, params types.Params, stake math.Int) (room, error) {
	ctx.GasMeter().ConsumeGas(types.CountGas*uint64(params.MaxHosts), "count of Hosts")
	known := uint32(0)
	if err := s.proofs.Walk(free(ctx), nil, func(sdk.AccAddress, types.KeyProofs) (bool, error) {
		known++
		return known >= params.MaxHosts, nil
	}); err != nil {
		return room{}, err
	}
	if known < params.MaxHosts {
		return room{}, nil
	}
	c, err := s.crowd(ctx, n)
	if err != nil {
		return room{}, err
	}
	if c.late >= maxCrowded {
		return room{}, types.ErrTooManyHosts.Wrapf("%d have come in epoch %d since there is no room: try again in epoch %d", c.late, n, n+1)
	}
	result, base := room{crowded: true}, math.NewIntFromUint64(params.MinStake)
	if c.staying >= params.MaxHosts {
		if err := s.mayDisplace(ctx, n, c, params.MaxHosts); err != nil {
			return room{}, err
		}
		result.displaced, base = c.idle, c.idleStake.AddRaw(1)
	}
	if least := outbid(base, c.late); stake.LT(least) {
		return room{}, types.ErrTooManyHosts.Wrapf("%d, at most %d: the least stake that gets in now is %s, not %s", c.staying, params.MaxHosts, least, stake)
	}
	return result, nil
}

// outbid is what has to be bonded after so many others in the epoch: base · (9/8)^late, rounded up. It doubles with every six, so that who
// fills an epoch to keep others out pays two thousand times the least stake.
func outbid(base math.Int, late uint32) math.Int {
	for range late {
		base = base.Add(base.AddRaw(7).QuoRaw(8))
	}
	return base
}

// crowd is who is there when no room is left.
type crowd struct {
	// staying counts the Hosts that have not retired, late those that found no room when they came in this epoch.
	staying, late uint32
	// idle is the idle Host with the least stake, of several the one whose address comes first; nil if there is none.
	idle      sdk.AccAddress
	idleStake math.Int
}

// crowd reads all Hosts, each of which is paid for.
func (s msgServer) crowd(ctx sdk.Context, n uint64) (crowd, error) {
	var c crowd
	err := s.hosts.Walk(free(ctx), nil, func(address sdk.AccAddress, h types.Host) (bool, error) {
		ctx.GasMeter().ConsumeGas(types.CrowdGas(h), "crowd of Hosts")
		if h.Crowded && h.RegisteredEpoch == n {
			c.late++
		}
		if h.RetiredFrom != 0 {
			return false, nil
		}
		c.staying++
		if h.RegisteredEpoch+settlingEpochs > n || (c.idle != nil && h.Stake.GTE(c.idleStake)) {
			return false, nil
		}
		member, err := s.members.Has(free(ctx), collections.Join(n, address))
		if err == nil && !member {
			c.idle, c.idleStake = slices.Clone(address), h.Stake
		}
		return false, err
	})
	return c, err
}

// mayDisplace checks that somebody can go. While a Sprint is on, nobody does: who is no member of epoch n may be committing the work that
// makes it one of the next. Before the beacon is known nobody has, and from the next epoch on it shows.
func (s msgServer) mayDisplace(ctx sdk.Context, n uint64, c crowd, limit uint32) error {
	schedule, err := s.epoch.Schedule(ctx, n)
	if err != nil {
		return err
	}
	if schedule.BeaconHeight != 0 {
		return types.ErrTooManyHosts.Wrapf("%d, at most %d, and none goes while the Sprint is on: try again in epoch %d", c.staying, limit, n+1)
	}
	if c.idle == nil {
		return types.ErrTooManyHosts.Wrapf("%d, at most %d, and none of them is idle: try again in epoch %d", c.staying, limit, n+1)
	}
	return nil
}

// displace makes the Host retire that has to go, if one has to, as it would by itself.
func (s msgServer) displace(ctx sdk.Context, n uint64, room room, by types.Host) error {
	if room.displaced == nil {
		return nil
	}
	host, err := s.Host(ctx, room.displaced)
	if err != nil {
		return err
	}
	if _, err := s.retire(ctx, n, room.displaced, host); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventDisplaced{
		Host: host.Address, By: by.Address, Stake: by.Stake.String(), RetiredFrom: n + 1,
	})
}
