package types

import "cosmossdk.io/collections"

const (
	// ModuleName is the name of the module, of its store and of its errors' codespace.
	ModuleName = "sprint"
	StoreKey   = ModuleName

	// SlotsPerChunk is how many slots' sums stand in one value of the store.
	SlotsPerChunk = 32
	// HashSize is the length of a table hash and of a block's hash in bytes.
	HashSize = 32
)

// Prefixes of the store.
var (
	ParamsPrefix         = collections.NewPrefix(0)
	EpochParamsPrefix    = collections.NewPrefix(1)
	RoundsPrefix         = collections.NewPrefix(2)
	ContributionsPrefix  = collections.NewPrefix(3)
	SumsPrefix           = collections.NewPrefix(4)
	SharesPrefix         = collections.NewPrefix(5)
	ParticipationsPrefix = collections.NewPrefix(6)
	SprintsPrefix        = collections.NewPrefix(7)
	WorksPrefix          = collections.NewPrefix(8)
	WorkChunksPrefix     = collections.NewPrefix(9)
	LostChallengesPrefix = collections.NewPrefix(10)
)
