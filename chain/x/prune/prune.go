// Package prune deletes a bounded number of records in a block. What is left is its own cursor: the next block goes on with the lowest
// key (protocol §8).
package prune

import (
	"context"

	"cosmossdk.io/collections"
)

// MaxDeletes is the most records that a module deletes in a block, unless so many are due that Within says more.
const MaxDeletes = 200

// Within returns how many of the records that are due a block deletes, so that all are gone within a number of blocks: more than MaxDeletes
// if that isn't enough.
func Within(due, blocks uint64) int {
	blocks = max(blocks, 1)
	return int(max(MaxDeletes, due/blocks+min(due%blocks, 1)))
}

// Some deletes entries of a range in order of key, at most budget of them, and returns what is left of the budget: more than 0 means
// that the range is empty.
func Some[K, V any](ctx context.Context, m collections.Map[K, V], r collections.Ranger[K], budget int) (int, error) {
	keys, err := some(ctx, m, r, budget)
	if err != nil {
		return budget, err
	}
	for _, key := range keys {
		if err := m.Remove(ctx, key); err != nil {
			return budget, err
		}
	}
	return budget - len(keys), nil
}

// some returns the first keys of a range. The iterator is closed before anything is deleted.
func some[K, V any](ctx context.Context, m collections.Map[K, V], r collections.Ranger[K], budget int) (keys []K, err error) {
	if budget <= 0 {
		return nil, nil
	}
	it, err := m.Iterate(ctx, r)
	if err != nil {
		return nil, err
	}
	defer it.Close()
	for ; it.Valid() && len(keys) < budget; it.Next() {
		key, err := it.Key()
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// First returns the lowest key of a map; ok is false when the map is empty.
func First[K, V any](ctx context.Context, m collections.Map[K, V]) (key K, ok bool, err error) {
	keys, err := some(ctx, m, nil, 1)
	if err != nil || len(keys) == 0 {
		return key, false, err
	}
	return keys[0], true, nil
}
