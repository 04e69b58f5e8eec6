package types

// Bounds that keep sums of parameters and heights far from overflow.
const (
	maxBatchInterval = 1 << 32
	maxLeafFee       = 1 << 40
	ppm              = 1_000_000
)

// DefaultParams are those of a production network (protocol §6).
func DefaultParams() Params {
	return Params{BatchInterval: 100, MaxBatchCount: MaxCount, LeafFee: 1, ArtifactFeePpm: 200_000}
}

// Validate checks the ranges. It fails with ErrInvalidParams.
func (p Params) Validate() error {
	switch {
	case p.BatchInterval == 0 || p.BatchInterval > maxBatchInterval:
		return ErrInvalidParams.Wrapf("batch_interval %d must be positive and at most %d", p.BatchInterval, uint64(maxBatchInterval))
	case p.MaxBatchCount == 0 || p.MaxBatchCount > MaxCount:
		return ErrInvalidParams.Wrapf("max_batch_count %d must be positive and at most %d", p.MaxBatchCount, MaxCount)
	case p.LeafFee > maxLeafFee:
		return ErrInvalidParams.Wrapf("leaf_fee %d is above %d", p.LeafFee, uint64(maxLeafFee))
	case p.ArtifactFeePpm > ppm:
		return ErrInvalidParams.Wrapf("artifact_fee_ppm %d is above %d", p.ArtifactFeePpm, ppm)
	}
	return nil
}
