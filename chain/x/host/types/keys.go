package types

import "cosmossdk.io/collections"

const (
	// ModuleName is the name of the module, of its store, of its account that holds the stakes, and of its errors' codespace.
	ModuleName = "host"
	StoreKey   = ModuleName

	// AddressSize is the length of every address of a Host in bytes: the protocol hashes the raw 20 bytes.
	AddressSize = 20
	// TotalWeight is what the weights of genesis sum to (protocol §3).
	TotalWeight = 1_000_000_000
)

// Prefixes of the store.
var (
	ParamsPrefix      = collections.NewPrefix(0)
	EpochParamsPrefix = collections.NewPrefix(1)
	HostsPrefix       = collections.NewPrefix(2)
	ProofsPrefix      = collections.NewPrefix(3)
	HotKeysPrefix     = collections.NewPrefix(4)
	UsedKeysPrefix    = collections.NewPrefix(5)
	MembersPrefix     = collections.NewPrefix(6)
	// 7 is free.
	ValidatorsPrefix = collections.NewPrefix(8)
	UpdateDuePrefix  = collections.NewPrefix(9)

	ConsensusOwnersPrefix  = collections.NewPrefix(10)
	ProvenPrefix           = collections.NewPrefix(11)
	ExclusionsPrefix       = collections.NewPrefix(12)
	SlashesPrefix          = collections.NewPrefix(13)
	PoolsPrefix            = collections.NewPrefix(14)
	UnbondingsPrefix       = collections.NewPrefix(15)
	UnbondingsMaturePrefix = collections.NewPrefix(16)
	NextUnbondingPrefix    = collections.NewPrefix(17)
	UptimesPrefix          = collections.NewPrefix(18)
	DownsPrefix            = collections.NewPrefix(19)
)
