package types

// MaxSlots is the most slots that there may be: a dealing has 144 bytes for each, and must fit a transaction (protocol §4 and §8).
const MaxSlots = 1_024

// Bounds that keep the work of a block and the size of a Host small.
const (
	maxStakePerUnit  = 1 << 40
	maxURLBytes      = 1_024
	maxMlNodes       = 256
	maxModelsPerNode = 64
)

// DefaultParams are those of a production network (protocol §3 and §4).
func DefaultParams() Params {
	return Params{Slots: 1_000, StakePerWeight: 1, MaxUrlBytes: 256, MaxMlNodes: 64, MaxModelsPerNode: 16}
}

// Validate checks ranges. It fails with ErrInvalidParams.
func (p Params) Validate() error {
	switch {
	case p.Slots == 0 || p.Slots > MaxSlots:
		return ErrInvalidParams.Wrapf("slots %d must be positive and at most %d", p.Slots, MaxSlots)
	case p.StakePerWeight > maxStakePerUnit:
		return ErrInvalidParams.Wrapf("stake_per_weight %d is above %d", p.StakePerWeight, uint64(maxStakePerUnit))
	case p.MaxUrlBytes == 0 || p.MaxUrlBytes > maxURLBytes:
		return ErrInvalidParams.Wrapf("max_url_bytes %d must be positive and at most %d", p.MaxUrlBytes, maxURLBytes)
	case p.MaxMlNodes == 0 || p.MaxMlNodes > maxMlNodes:
		return ErrInvalidParams.Wrapf("max_ml_nodes %d must be positive and at most %d", p.MaxMlNodes, maxMlNodes)
	case p.MaxModelsPerNode == 0 || p.MaxModelsPerNode > maxModelsPerNode:
		return ErrInvalidParams.Wrapf("max_models_per_node %d must be positive and at most %d", p.MaxModelsPerNode, maxModelsPerNode)
	}
	return nil
}
