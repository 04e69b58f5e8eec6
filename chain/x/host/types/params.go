package types

// MaxSlots is the most slots that there may be: a dealing has 144 bytes for each, and must fit a transaction (protocol §4 and §8).
const MaxSlots = 1_024

// Bounds that keep the work of a block and the size of a Host small.
const (
	maxStakePerUnit  = 1 << 40
	maxURLBytes      = 1_024
	maxMlNodes       = 256
	maxModelsPerNode = 64
	// maxModels and maxMlNodesBytes bound what a Host lists, whatever the parameters allow: an epoch's start and Query/Members read it of all.
	maxModels       = 32
	maxMlNodesBytes = 8 << 10
	maxHosts        = 5_000
	maxWindow       = 10_000
	maxUnbonding    = 64
	ppm             = 1_000_000
)

// DefaultParams are those of a production network (protocol §3 and §4).
func DefaultParams() Params {
	return Params{
		Slots: 1_000, StakePerWeight: 1, MaxUrlBytes: 256, MaxMlNodes: 64, MaxModelsPerNode: 16,
		MinStake: 1_000_000, MaxHosts: 2_000, MaxIncreasePpm: 200_000, DowntimeWindow: 600, DowntimeMissed: 300,
		DoubleSignPpm: 200_000, UnbondingEpochs: 4, ReporterPpm: 100_000,
	}
}

// hardest are the parameters that let through all that any other let through, as far as they bound what a Host says of itself.
func hardest() Params {
	return Params{MaxUrlBytes: maxURLBytes, MaxMlNodes: maxMlNodes, MaxModelsPerNode: maxModelsPerNode}
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
	return p.validateStakes()
}

// validateStakes checks what joining, leaving and misbehaving cost.
func (p Params) validateStakes() error {
	switch {
	case p.MinStake == 0 || p.MinStake > maxStake:
		return ErrInvalidParams.Wrapf("min_stake %d must be positive and at most %d", p.MinStake, uint64(maxStake))
	case p.MaxHosts == 0 || p.MaxHosts > maxHosts:
		return ErrInvalidParams.Wrapf("max_hosts %d must be positive and at most %d", p.MaxHosts, maxHosts)
	case p.MaxIncreasePpm == 0 || p.MaxIncreasePpm > ppm:
		return ErrInvalidParams.Wrapf("max_increase_ppm %d must be positive and at most %d", p.MaxIncreasePpm, ppm)
	case p.DowntimeWindow == 0 || p.DowntimeWindow > maxWindow:
		return ErrInvalidParams.Wrapf("downtime_window %d must be positive and at most %d", p.DowntimeWindow, maxWindow)
	case p.DowntimeMissed == 0 || p.DowntimeMissed > p.DowntimeWindow:
		return ErrInvalidParams.Wrapf("downtime_missed %d must be positive and at most downtime_window %d", p.DowntimeMissed, p.DowntimeWindow)
	case p.DoubleSignPpm > ppm || p.ReporterPpm > ppm:
		return ErrInvalidParams.Wrapf("double_sign_ppm %d and reporter_ppm %d must be at most %d", p.DoubleSignPpm, p.ReporterPpm, ppm)
	case p.UnbondingEpochs < 4 || p.UnbondingEpochs > maxUnbonding:
		return ErrInvalidParams.Wrapf("unbonding_epochs %d must be 4 to %d: stake is there as long as evidence may come", p.UnbondingEpochs, maxUnbonding)
	}
	return nil
}
