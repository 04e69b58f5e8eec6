package keeper

import (
	"math/bits"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// settleIfDue hands the work of the current epoch's Sprint over as the weights of the next epoch, in the last block before it starts. If
// too few of the members committed, or no work is left, the weights continue (protocol §3). There is one block for it: if it fails, and the
// next epoch starts in time, the weights continue, too.
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
	turnout, err := k.turnout(ctx, n)
	if err != nil {
		return err
	}
	sum, err := k.sumUp(ctx, n)
	if err != nil {
		return err
	}
	kept := ""
	switch {
	case !turnout.quorum():
		kept = hosttypes.KeptQuorum
	case sum.counted == 0:
		kept = hosttypes.KeptNoWork
	}
	sprint.SettledHeight, sprint.SettledWork, sprint.Kept = ctx.BlockHeight(), sum.found, kept != ""
	var weights []hosttypes.ProvenWeight
	if !sprint.Kept {
		weights = sum.weights()
	}
	if err := k.host.SetProven(ctx, n+1, weights, kept); err != nil {
		return err
	}
	if err := k.sprints.Set(ctx, n, sprint); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventWorkSettled{
		Epoch: n, Hosts: sprint.Hosts, Guilty: sum.guilty, Work: sum.found, Target: sprint.Target,
		CommittedSlots: turnout.committed, Slots: turnout.slots, Kept: sprint.Kept,
	})
}

// turnout is how many slots the members hold that committed work, and all of those that stay.
type turnout struct{ committed, slots uint32 }

// quorum reports whether more than two thirds committed (protocol §3). Where nobody stays, whoever committed decides: otherwise nobody could
// ever join a network that all its members have left.
func (t turnout) quorum() bool { return t.slots == 0 || 3*uint64(t.committed) > 2*uint64(t.slots) }

// turnout counts the slots of epoch n. Who has retired by the next epoch can't commit, so its slots don't count; those of the guilty do.
func (k *Keeper) turnout(ctx sdk.Context, n uint64) (t turnout, err error) {
	err = k.walkContributions(ctx, n, func(host sdk.AccAddress, c types.Contribution) error {
		retired, err := k.host.Retired(ctx, n+1, host)
		if err != nil || retired {
			return err
		}
		t.slots += c.Slots
		_, committed, err := k.Work(ctx, n, host)
		if committed {
			t.committed += c.Slots
		}
		return err
	})
	return t, err
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
