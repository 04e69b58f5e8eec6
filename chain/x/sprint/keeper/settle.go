package keeper

import (
	"math/bits"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// settleIfDue hands the work of the current epoch's Sprint over as the weights of the next epoch, in the last block before it starts. If
// the members that committed hold two thirds of the slots or less, or no work is left, the weights continue (protocol §3).
func (k *Keeper) settleIfDue(ctx sdk.Context) error {
	n, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	sprint, err := k.Sprint(ctx, n)
	if err != nil || sprint.Settled() {
		return err
	}
	schedule, err := k.epoch.Schedule(ctx, n)
	if err != nil || schedule.NextStart == 0 || ctx.BlockHeight() < schedule.NextStart-1 {
		return err
	}
	round, err := k.Round(ctx, n)
	if err != nil {
		return err
	}
	sum, err := k.sumUp(ctx, n)
	if err != nil {
		return err
	}
	sprint.SettledHeight, sprint.SettledWork = ctx.BlockHeight(), sum.found
	sprint.Kept = !sprint.Quorum(round.Slots) || sum.counted == 0
	var weights []hosttypes.ProvenWeight
	if !sprint.Kept {
		weights = sum.weights()
	}
	if err := k.host.SetProven(ctx, n+1, weights); err != nil {
		return err
	}
	if err := k.sprints.Set(ctx, n, sprint); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventWorkSettled{
		Epoch: n, Hosts: sprint.Hosts, Guilty: sum.guilty, Work: sum.found, Target: sprint.Target,
		CommittedSlots: sprint.CommittedSlots, Slots: round.Slots, Kept: sprint.Kept,
	})
}

// workSum is what the works of a Sprint come to.
type workSum struct {
	guilty uint32
	// found is the work of all that are not guilty, counted that of those who may have weight, and works each of the latter.
	found, counted uint64
	works          []types.Work
}

// sumUp reads the works of a Sprint, in order of address. Who retired or was excluded since it committed has no share, so that those of the
// others come to all of the weight.
func (k *Keeper) sumUp(ctx sdk.Context, n uint64) (sum workSum, err error) {
	err = k.walkWorks(ctx, n, nil, func(host sdk.AccAddress, work types.Work) (bool, error) {
		if work.Guilty() {
			sum.guilty++
			return false, nil
		}
		sum.found += work.Value()
		eligible, err := k.host.Eligible(ctx, n+1, host)
		if err != nil || !eligible {
			return false, err
		}
		sum.counted += work.Value()
		sum.works = append(sum.works, work)
		return false, nil
	})
	return sum, err
}

// weights are the shares of 10^9, rounded down, so that a changed target changes nobody's (protocol §3).
func (s workSum) weights() []hosttypes.ProvenWeight {
	var weights []hosttypes.ProvenWeight
	for _, work := range s.works {
		hi, lo := bits.Mul64(hosttypes.TotalWeight, work.Value())
		// A part of the sum, times 10^9, is less than the sum times 2^64.
		weight, _ := bits.Div64(hi, lo, s.counted)
		if weight > 0 {
			weights = append(weights, hosttypes.ProvenWeight{Host: work.Host, Weight: weight})
		}
	}
	return weights
}
