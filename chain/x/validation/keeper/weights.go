package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/collections"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// writeWeights stores, for each model that existed when the epoch began, the weights of the members that serve it. A claim then reads one
// value a model instead of every member.
func (k *Keeper) writeWeights(ctx context.Context, n uint64) error {
	last, err := k.inference.LastModel(ctx, n)
	if err != nil {
		return err
	}
	packed := map[uint32][]byte{}
	err = k.host.WalkMembers(ctx, n, nil, func(m hosttypes.Member) (bool, error) {
		host, err := hosttypes.ParseAddress("host", m.Host)
		if err != nil {
			return false, err
		}
		for _, id := range m.Models {
			model, found, err := k.inference.ModelByID(ctx, id)
			if err != nil {
				return false, err
			}
			if found && model.Number <= last {
				packed[model.Number] = types.AppendWeight(packed[model.Number], host, m.Weight)
			}
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	numbers := make([]uint32, 0, len(packed))
	for number := range packed {
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	for _, number := range numbers {
		if _, err := types.DecodeWeights(packed[number]); err != nil {
			return err
		}
		if err := k.weights.Set(ctx, collections.Join(n, number), packed[number]); err != nil {
			return err
		}
	}
	return nil
}
