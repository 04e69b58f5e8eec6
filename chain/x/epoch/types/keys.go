package types

import "cosmossdk.io/collections"

const (
	// ModuleName is the name of the module, of its store and of its errors' codespace.
	ModuleName = "epoch"
	StoreKey   = ModuleName

	// RingSize is the number of blocks whose hash and time are kept (protocol §2).
	RingSize = 64
	// KeptEpochs is how long the records of an epoch stay: those of N are pruned from S_{N+KeptEpochs} on (protocol §8).
	KeptEpochs = 4
	// BeaconSize is the length of a beacon in bytes.
	BeaconSize = 32
)

// Prefixes of the store.
var (
	ParamsPrefix      = collections.NewPrefix(0)
	EpochParamsPrefix = collections.NewPrefix(1)
	ProgressPrefix    = collections.NewPrefix(2)
	SchedulesPrefix   = collections.NewPrefix(3)
	BeaconsPrefix     = collections.NewPrefix(4)
	RingPrefix        = collections.NewPrefix(5)
	AlarmsPrefix      = collections.NewPrefix(6)
)
