package types

import (
	"math"

	"cosmossdk.io/collections"
)

const (
	// ModuleName is the name of the module, of its store and of its errors' codespace.
	ModuleName = "validation"
	StoreKey   = ModuleName

	// Window is for how many epochs, its own included, results of an epoch are accepted: as long as its rewards can be claimed.
	Window = 2
	// MaxResults is the most results that any message may hold.
	MaxResults = 4096
	// MaxModelWeight is the most that the weights of a model may sum to, so that 10^6 times it fits 64 bits.
	MaxModelWeight = math.MaxUint64 / 1_000_000
)

// Prefixes of the store.
var (
	ParamsPrefix      = collections.NewPrefix(0)
	EpochParamsPrefix = collections.NewPrefix(1)
	RatesPrefix       = collections.NewPrefix(2)
	ResultsPrefix     = collections.NewPrefix(3)
	QuotasPrefix      = collections.NewPrefix(4)
	ConvictedPrefix   = collections.NewPrefix(5)
	WeightsPrefix     = collections.NewPrefix(6)
	StoredPrefix      = collections.NewPrefix(7)
)
