package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// usedFrom is how many epochs after the current one new keys are used: the beacon of the next one may be known, so that a key could be
// ground against it (protocol §3).
const usedFrom = 2

// acceptKeys checks the keys that a Host brings, what costs least first, and returns them with the epoch from which they are used. It
// fails with ErrInvalidKey, ErrInvalidProof or ErrDuplicateKey.
func (k *Keeper) acceptKeys(
	ctx sdk.Context, n uint64, host sdk.AccAddress, keys types.Keys, proofs types.KeyProofs,
) (types.Keys, error) {
	if keys.FromEpoch != 0 {
		return types.Keys{}, types.ErrInvalidKey.Wrapf("from_epoch is %d, must be 0: the chain sets it", keys.FromEpoch)
	}
	if err := keys.ValidateSizes(); err != nil {
		return types.Keys{}, err
	}
	if err := proofs.ValidateSizes(); err != nil {
		return types.Keys{}, err
	}
	for _, key := range keys.List() {
		used, err := k.usedKeys.Has(ctx, key)
		if err != nil {
			return types.Keys{}, err
		}
		if used {
			return types.Keys{}, types.ErrDuplicateKey.Wrapf("%x", key)
		}
	}
	ctx.GasMeter().ConsumeGas(types.KeyProofsGas, "proofs of keys")
	if err := proofs.Verify(ctx.ChainID(), host, keys); err != nil {
		return types.Keys{}, err
	}
	keys.FromEpoch = n + usedFrom
	return keys, nil
}

// useKeys marks keys as used for ever, and tells evidence whose the consensus key is.
func (k *Keeper) useKeys(ctx context.Context, host sdk.AccAddress, keys types.Keys) error {
	for _, key := range keys.List() {
		if err := k.usedKeys.Set(ctx, key); err != nil {
			return err
		}
	}
	return k.consensusOwners.Set(ctx, types.ConsensusAddress(keys.Consensus), host)
}
