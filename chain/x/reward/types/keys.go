package types

import "cosmossdk.io/collections"

const (
	// ModuleName is the name of the module, of its store, of its account that holds what is claimable and held, and of its errors' codespace.
	ModuleName = "reward"
	StoreKey   = ModuleName

	// ClaimWindow is for how many epochs, its own included, the rewards of an epoch can be claimed: until S_{N+2} (protocol §8).
	ClaimWindow = 2
	// KnownEpochs is how long the outcome of a reward stays queryable after its epoch (protocol §8).
	KnownEpochs = 64
	// MaxSteps is the most rewards that one step of a block visits (protocol §8).
	MaxSteps = 200
	// SecretSize is the length of a secret in bytes.
	SecretSize = 96
	// SecretGas is for verifying a secret: a subgroup check, a hash to the curve and two pairings, at 10 ns a unit and with a margin.
	SecretGas = 200_000
	// NamedDuties is how many missing duties an error names.
	NamedDuties = 10
)

// Prefixes of the store.
var (
	ParamsPrefix       = collections.NewPrefix(0)
	EpochParamsPrefix  = collections.NewPrefix(1)
	NextEmissionPrefix = collections.NewPrefix(2)
	SettlementsPrefix  = collections.NewPrefix(3)
	UnsettledPrefix    = collections.NewPrefix(4)
	RewardsPrefix      = collections.NewPrefix(5)
	ReleasesPrefix     = collections.NewPrefix(6)
	SweepsPrefix       = collections.NewPrefix(7)
	TotalsPrefix       = collections.NewPrefix(8)
)
