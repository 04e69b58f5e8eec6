package network

import (
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
)

// WalkState visits every entry of a module's committed state, as it is stored.
func (n *Network) WalkState(module string, visit func(key, value []byte)) {
	n.t.Helper()
	store, ok := n.App.CommitMultiStore().(*rootmulti.Store)
	require.True(n.t, ok)
	key := store.StoreKeysByName()[module]
	require.NotNil(n.t, key, "there is no store %q", module)
	entries := store.GetKVStore(key).Iterator(nil, nil)
	for ; entries.Valid(); entries.Next() {
		visit(entries.Key(), entries.Value())
	}
	require.NoError(n.t, entries.Error())
	require.NoError(n.t, entries.Close())
}
