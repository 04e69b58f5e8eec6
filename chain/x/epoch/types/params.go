package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Bounds that keep sums of parameters and heights far from overflow.
const (
	maxEpochLength   = 1 << 32
	maxTargetBlockMs = 600_000
	maxMinGasPrice   = 1_000_000
	minDealOpen      = 10
	// sprintSlack is what the Sprint's span leaves to the opening of the beacon (protocol §2).
	sprintSlack = 3
)

// DefaultParams are those of a production network (protocol §2).
func DefaultParams() Params {
	return Params{
		EpochLength:   17_280,
		SprintSpan:    300,
		Tail:          720,
		DealOpen:      10,
		DealClose:     15_000,
		ComputeSpan:   120,
		ChallengeSpan: 120,
		TargetBlockMs: 5_000,
		MinGasPrice:   math.LegacyNewDecWithPrec(1, 3),
		FeeDenom:      "upacer",
	}
}

// Validate checks the rules of protocol §2. It fails with ErrInvalidParams.
func (p Params) Validate() error {
	switch {
	case p.EpochLength > maxEpochLength:
		return ErrInvalidParams.Wrapf("epoch_length %d is above %d", p.EpochLength, uint64(maxEpochLength))
	case p.SprintSpan >= p.EpochLength || p.Tail >= p.EpochLength || p.SprintSpan+p.Tail >= p.EpochLength:
		return ErrInvalidParams.Wrapf("sprint_span %d and tail %d leave nothing of epoch_length %d", p.SprintSpan, p.Tail, p.EpochLength)
	case p.Tail == 0:
		return ErrInvalidParams.Wrap("tail must be positive")
	case p.DealOpen < minDealOpen || p.DealOpen >= p.DealClose:
		return ErrInvalidParams.Wrapf("deal_open %d must be at least %d and below deal_close %d", p.DealOpen, minDealOpen, p.DealClose)
	case p.DealClose > p.EpochLength-p.SprintSpan-p.Tail:
		return ErrInvalidParams.Wrapf("deal_close %d is after the tail begins at %d", p.DealClose, p.EpochLength-p.SprintSpan-p.Tail)
	case p.ComputeSpan == 0 || p.ChallengeSpan == 0:
		return ErrInvalidParams.Wrap("compute_span and challenge_span must be positive")
	case p.ComputeSpan > p.SprintSpan || p.ChallengeSpan > p.SprintSpan || p.ComputeSpan+p.ChallengeSpan+sprintSlack > p.SprintSpan:
		return ErrInvalidParams.Wrapf("sprint_span %d must be at least compute_span %d + challenge_span %d + %d",
			p.SprintSpan, p.ComputeSpan, p.ChallengeSpan, sprintSlack)
	case p.TargetBlockMs == 0 || p.TargetBlockMs > maxTargetBlockMs:
		return ErrInvalidParams.Wrapf("target_block_ms %d must be positive and at most %d", p.TargetBlockMs, maxTargetBlockMs)
	case p.MinGasPrice.IsNil() || !p.MinGasPrice.IsPositive() || p.MinGasPrice.GT(math.LegacyNewDec(maxMinGasPrice)):
		return ErrInvalidParams.Wrapf("min_gas_price %s must be positive and at most %d", p.MinGasPrice, maxMinGasPrice)
	}
	if err := sdk.ValidateDenom(p.FeeDenom); err != nil {
		return ErrInvalidParams.Wrapf("fee_denom: %s", err)
	}
	return nil
}
