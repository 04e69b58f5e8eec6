package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// exportEpochs reads what is kept of each epoch. The weights of models follow from the members and are not exported.
func (k *Keeper) exportEpochs(ctx context.Context, g *types.GenesisState) error {
	if err := k.members.Walk(ctx, nil, func(_ collections.Pair[uint64, sdk.AccAddress], m types.Member) (bool, error) {
		g.Members = append(g.Members, m)
		return false, nil
	}); err != nil {
		return err
	}
	return k.epochParams.Walk(ctx, nil, func(n uint64, p types.Params) (bool, error) {
		g.EpochParams = append(g.EpochParams, types.EpochParams{Epoch: n, Params: p})
		return false, nil
	})
}
