package ante

import (
	"bytes"
	"slices"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// PendingKey names the store of what is pending.
const PendingKey = "transient_pending"

// maxPending is how many challenges a node's mempool holds: those of two blocks.
const maxPending = 4

// pendingChallenges are those that the mempool of this node holds. They stand in the state that CheckTx runs on, which each commit throws
// away and the recheck of what is left then makes anew. Their store is a transient one, which is part of no app hash and of no database:
// even a mistake could not make two nodes disagree.
type pendingChallenges struct{ key *storetypes.TransientStoreKey }

// add takes one more up, by challenger and accused. It fails with ErrTooManyPending; after the next block there may be room.
func (p pendingChallenges) add(ctx sdk.Context, terms sprinttypes.ChallengeTerms) error {
	store := ctx.TransientStore(p.key)
	all, own, err := count(store, terms.Challenger)
	if err != nil {
		return err
	}
	key := slices.Concat(terms.Challenger, terms.Accused)
	switch {
	case store.Has(key):
		return sprinttypes.ErrTooManyPending.Wrapf("one of %s against %s; try again after the next block", terms.Challenger, terms.Accused)
	case own >= terms.Room:
		return sprinttypes.ErrTooManyPending.Wrapf("%d of %s, which can lose no more; try again after the next block", own, terms.Challenger)
	case all >= maxPending:
		return sprinttypes.ErrTooManyPending.Wrapf("%d of all hosts; try again after the next block", all)
	}
	store.Set(key, []byte{1})
	return nil
}

// count returns how many are pending, and how many of those are a challenger's.
func count(store storetypes.KVStore, challenger sdk.AccAddress) (all int, own uint64, err error) {
	entries := store.Iterator(nil, nil)
	for ; entries.Valid(); entries.Next() {
		all++
		if bytes.HasPrefix(entries.Key(), challenger) {
			own++
		}
	}
	return all, own, entries.Close()
}
