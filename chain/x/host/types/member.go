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

// RetiredAt reports whether the Host has left by epoch n.
func (h Host) RetiredAt(n uint64) bool { return h.RetiredFrom != 0 && n >= h.RetiredFrom }

// Serves reports whether the member serves a model in its epoch.
func (m Member) Serves(model string) bool {
	_, found := slices.BinarySearch(m.Models, model)
	return found
}
