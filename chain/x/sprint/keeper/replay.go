package keeper

import (
	"context"
	"sync"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// maxModels is how many expanded models are kept: nonces of two Sprints can be challenged at a time.
const maxModels = 2

// models keeps the weights that were used last, most recent first: expanding them takes about as long as re-executing a nonce. They are
// found by all that they depend on, so that what is remembered never depends on what a node did before, and they never change, so that
// blocks and simulations may use them at the same time.
type models struct {
	mu   sync.Mutex
	kept []*sprintwork.Weights
}

// of returns the weights of an epoch at some sizes.
func (m *models) of(epoch sprintwork.Epoch, shape sprintwork.Shape) (*sprintwork.Weights, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, w := range m.kept {
		if w.Epoch() == epoch && w.Shape() == shape {
			copy(m.kept[1:], m.kept[:i])
			m.kept[0] = w
			return w, nil
		}
	}
	if len(m.kept) == maxModels {
		// Before the new ones are made: the largest take a gigabyte.
		m.kept[maxModels-1] = nil
		m.kept = m.kept[:maxModels-1]
	}
	weights, err := sprintwork.Expand(epoch, shape)
	if err != nil {
		return nil, err
	}
	m.kept = append([]*sprintwork.Weights{weights}, m.kept...)
	return weights, nil
}

// replayer re-executes nonces of one Sprint.
type replayer struct {
	verifier *sprintwork.Verifier
	target   uint64
}

// replayer returns what re-executes nonces of the Sprint at the end of epoch n, which runs on the beacon of n+1.
func (k *Keeper) replayer(ctx context.Context, n uint64, target uint64) (replayer, error) {
	params, err := k.ParamsOf(ctx, n)
	if err != nil {
		return replayer{}, err
	}
	beacon, err := k.epoch.Beacon(ctx, n+1)
	if err != nil {
		return replayer{}, err
	}
	epoch := sprintwork.Epoch{Chain: sdk.UnwrapSDKContext(ctx).ChainID(), Number: n, Beacon: [sprintwork.BeaconSize]byte(beacon)}
	weights, err := k.models.of(epoch, params.Shape())
	if err != nil {
		return replayer{}, err
	}
	return replayer{sprintwork.NewVerifier(weights), target}, nil
}

// run returns a nonce's digest, and whether it is a hit.
func (r replayer) run(host sdk.AccAddress, nonce uint64, tier uint32) (digest [types.HashSize]byte, hit bool) {
	digest = r.verifier.Digest(host, nonce)
	return digest, sprintwork.IsHit(digest, r.target, tier)
}
