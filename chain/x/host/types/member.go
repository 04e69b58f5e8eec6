package types

import "slices"

// KeysAt returns the keys that are in force in an epoch: the latest whose from_epoch has come.
func (h Host) KeysAt(epoch uint64) (keys Keys, ok bool) {
	for _, k := range h.Keys {
		if k.FromEpoch <= epoch {
			keys, ok = k, true
		}
	}
	return keys, ok
}

// Serves reports whether the member serves a model in its epoch.
func (m Member) Serves(model string) bool {
	_, found := slices.BinarySearch(m.Models, model)
	return found
}
