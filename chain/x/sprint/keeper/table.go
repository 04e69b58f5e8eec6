package keeper

import (
	"context"
	"sync"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// tables keeps the slot table that was used last: decoding the keys of all Hosts takes longer than anything else that is not the
// dealing's own. It is found by its hash, which covers all of it, so that what is remembered never depends on what a node did before.
type tables struct {
	mu    sync.Mutex
	table *pvss.Round
}

// table returns the slot table of a round.
func (k *Keeper) table(ctx context.Context, round types.Round) (*pvss.Round, error) {
	hash := [types.HashSize]byte(round.TableHash)
	k.tables.mu.Lock()
	defer k.tables.mu.Unlock()
	if k.tables.table != nil && k.tables.table.Hash() == hash {
		return k.tables.table, nil
	}
	holders, _, err := k.holders(ctx, round.Epoch)
	if err != nil {
		return nil, err
	}
	table, err := pvss.NewRoundWithHash(sdk.UnwrapSDKContext(ctx).ChainID(), round.Epoch, hash, holders)
	if err != nil {
		return nil, err
	}
	k.tables.table = table
	return table, nil
}

// holders returns who holds slots in epoch n, in order of address, and what every member's slots and weight are.
func (k *Keeper) holders(ctx context.Context, n uint64) (holders []pvss.Holder, members []types.Apportioned, err error) {
	err = k.host.WalkMembers(free(ctx), n, nil, func(m hosttypes.Member) (bool, error) {
		members = append(members, types.Apportioned{Weight: m.Weight, Slots: m.Slots})
		if m.Slots == 0 {
			return false, nil
		}
		address, err := hosttypes.ParseAddress("host", m.Host)
		if err != nil {
			return false, err
		}
		key, err := dealingkey.DecodeKey(m.Keys.Dealing)
		if err != nil {
			return false, err
		}
		holders = append(holders, pvss.Holder{Address: address, Key: key, Slots: uint32(m.Slots)})
		return false, nil
	})
	return holders, members, err
}
