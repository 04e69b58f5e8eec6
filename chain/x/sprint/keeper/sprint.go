package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// beginSprint writes the record of the Sprint at the end of epoch n. Its target is known from the epoch's start on.
func (k *Keeper) beginSprint(ctx context.Context, n uint64, params types.Params) error {
	target, err := k.targetOf(ctx, n, params)
	if err != nil {
		return err
	}
	return k.sprints.Set(ctx, n, types.Sprint{Epoch: n, Target: target})
}

// targetOf is the target that follows from what the Sprint before found, and from a change of the sizes (sprint-work §5, ADR 13); the first
// one stands in the parameters.
func (k *Keeper) targetOf(ctx context.Context, n uint64, params types.Params) (uint64, error) {
	if n == 0 {
		return params.FirstTarget, nil
	}
	before, err := k.sprints.Get(ctx, n-1)
	if errors.Is(err, collections.ErrNotFound) {
		return params.FirstTarget, nil
	}
	if err != nil {
		return 0, err
	}
	old, err := k.ParamsOf(ctx, n-1)
	if err != nil {
		return 0, err
	}
	found, err := k.found(ctx, n-1)
	if err != nil {
		return 0, err
	}
	goal := sprintwork.Hits{All: params.Goal, Largest: params.LargestGoal(old)}
	return sprintwork.Rescale(sprintwork.Retarget(before.Target, goal, found), old.Shape(), params.Shape()), nil
}

// found is the work of all in the Sprint of epoch n, and the most of one Host: of those that are not found guilty by now, settled or not.
func (k *Keeper) found(ctx context.Context, n uint64) (found sprintwork.Hits, err error) {
	err = k.walkWorks(ctx, n, nil, func(_ sdk.AccAddress, work types.Work) (bool, error) {
		if !work.Guilty() {
			found.All += work.Value()
			found.Largest = max(found.Largest, work.Value())
		}
		return false, nil
	})
	return found, err
}

// Sprint returns the Sprint at the end of epoch n. It fails with ErrNotFound.
func (k *Keeper) Sprint(ctx context.Context, n uint64) (types.Sprint, error) {
	sprint, err := k.sprints.Get(ctx, n)
	return sprint, unknown(err, "epoch %d has not begun or is pruned", n)
}

// Work returns what a Host committed in the Sprint of epoch n; ok is false if that is nothing, or it is pruned.
func (k *Keeper) Work(ctx context.Context, n uint64, host sdk.AccAddress) (work types.Work, ok bool, err error) {
	work, err = k.works.Get(ctx, collections.Join(n, []byte(host)))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Work{}, false, nil
	}
	return work, err == nil, err
}

func (k *Keeper) setWork(ctx context.Context, host sdk.AccAddress, work types.Work) error {
	return k.works.Set(ctx, collections.Join(work.Epoch, []byte(host)), work)
}

// walkWorks visits what Hosts committed in the Sprint of epoch n, in order of address, beginning after the address from; nil begins with
// the first.
func (k *Keeper) walkWorks(ctx context.Context, n uint64, from []byte, fn func(sdk.AccAddress, types.Work) (stop bool, err error)) error {
	of := collections.NewPrefixedPairRange[uint64, []byte](n)
	if len(from) > 0 {
		of = of.StartExclusive(from)
	}
	return k.works.Walk(ctx, of, func(key hostKey, work types.Work) (bool, error) { return fn(key.K2(), work) })
}
