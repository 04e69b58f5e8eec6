package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"

	"github.com/pacer-network/pacer/chain/x/inference/types"
)

// ModelByID returns a model, listed or not.
func (k *Keeper) ModelByID(ctx context.Context, id string) (model types.Model, found bool, err error) {
	number, err := k.modelNumbers.Get(ctx, id)
	if err != nil {
		return types.Model{}, false, ignoreNotFound(err)
	}
	return k.ModelByNumber(ctx, number)
}

// ModelByNumber returns a model, listed or not.
func (k *Keeper) ModelByNumber(ctx context.Context, number uint32) (model types.Model, found bool, err error) {
	model, err = k.models.Get(ctx, number)
	return model, err == nil, ignoreNotFound(err)
}

// Listed returns the ids of the models that count for rewards and new batches, in increasing order.
func (k *Keeper) Listed(ctx context.Context) ([]string, error) {
	var ids []string
	err := k.models.Walk(ctx, nil, func(_ uint32, m types.Model) (bool, error) {
		if m.Listed {
			ids = append(ids, m.Id)
		}
		return false, nil
	})
	slices.Sort(ids)
	return ids, err
}

// Models returns all models in order of number.
func (k *Keeper) Models(ctx context.Context) ([]types.Model, error) {
	var models []types.Model
	err := k.models.Walk(ctx, nil, func(_ uint32, m types.Model) (bool, error) {
		models = append(models, m)
		return false, nil
	})
	return models, err
}

// setModel writes a model under its number: the one it has, or the next free one from 1 on. Numbers are never given twice, because
// headers name models by them.
func (k *Keeper) setModel(ctx context.Context, model types.Model) (uint32, error) {
	known, found, err := k.ModelByID(ctx, model.Id)
	if err != nil {
		return 0, err
	}
	model.Number = known.Number
	if !found {
		if model.Number, err = k.nextModelNumber(ctx); err != nil {
			return 0, err
		}
		if err := k.modelNumbers.Set(ctx, model.Id, model.Number); err != nil {
			return 0, err
		}
	}
	return model.Number, k.models.Set(ctx, model.Number, model)
}

func (k *Keeper) nextModelNumber(ctx context.Context) (uint32, error) {
	last, err := k.lastModel(ctx)
	if err == nil && last >= types.MaxModels {
		return 0, types.ErrInvalidModel.Wrapf("there are %d models already", last)
	}
	return last + 1, err
}

// lastModel returns the greatest number given so far, 0 before the first.
func (k *Keeper) lastModel(ctx context.Context) (uint32, error) {
	it, err := k.models.Iterate(ctx, new(collections.Range[uint32]).Descending())
	if err != nil {
		return 0, err
	}
	defer it.Close()
	if !it.Valid() {
		return 0, nil
	}
	return it.Key()
}

// ignoreNotFound turns a missing record into no error.
func ignoreNotFound(err error) error {
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	return err
}
