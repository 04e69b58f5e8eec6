package types

import "cosmossdk.io/collections"

const (
	// ModuleName is the name of the module, of its store and of its errors' codespace.
	ModuleName = "inference"
	StoreKey   = ModuleName

	// DutyKind is the kind of batches on which duties are drawn (protocol §7). Until Transfer Agents exist that is the Executor's.
	DutyKind = BATCH_KIND_ARTIFACT

	// MaxCount is the most records that any batch may ever have (protocol §6); an index of a record fits 13 bits.
	MaxCount = 8192
	// MaxModels is the most models that can be listed over time.
	MaxModels = 1024
	// MaxModelID is the longest name of a model, a tokenizer or a sampler, in bytes.
	MaxModelID = 64
	// RootSize is the length of a root in bytes.
	RootSize = 32
)

// Prefixes of the store.
var (
	ParamsPrefix       = collections.NewPrefix(0)
	EpochParamsPrefix  = collections.NewPrefix(1)
	ModelsPrefix       = collections.NewPrefix(2)
	ModelNumbersPrefix = collections.NewPrefix(3)
	HeadersPrefix      = collections.NewPrefix(4)
	CountsPrefix       = collections.NewPrefix(5)
	RecordsPrefix      = collections.NewPrefix(6)
	UnfilledPrefix     = collections.NewPrefix(7)
	LastBatchesPrefix  = collections.NewPrefix(8)
	ArtifactFeesPrefix = collections.NewPrefix(9)
	BurnedPrefix       = collections.NewPrefix(10)
)
