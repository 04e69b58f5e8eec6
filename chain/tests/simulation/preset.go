package simulation

import (
	"cosmossdk.io/math"

	"github.com/pacer-network/pacer/chain/genesis"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
)

// Lengths of the simulation's epochs: the shortest that protocol §2 allows but for two blocks in which an epoch may breathe.
const (
	epochLength   = 24
	sprintSpan    = 7
	tail          = 5
	dealOpen      = 10
	dealClose     = 12
	computeSpan   = 2
	challengeSpan = 2
	slots         = 13
)

// ShortEpochs is the local preset with epochs of 24 blocks and with a second model, so that not everybody serves everything. Rewards are
// held for an epoch.
func ShortEpochs() genesis.Preset {
	p := genesis.Local()
	p.Epoch.EpochLength, p.Epoch.SprintSpan, p.Epoch.Tail = epochLength, sprintSpan, tail
	p.Epoch.DealOpen, p.Epoch.DealClose = dealOpen, dealClose
	p.Epoch.ComputeSpan, p.Epoch.ChallengeSpan = computeSpan, challengeSpan
	// Few slots, in unequal parts: a round of dealings takes milliseconds, and no two Hosts have the same to open.
	p.Host.Slots = slots
	p.Inference.BatchInterval = 3
	p.Models = append(p.Models, inferencetypes.Model{
		Id: "pacer/ref-2", Number: 2, Tokenizer: "bytes", Sampler: "pacer/sample/v1",
		MaxFee: 500, TokenPrice: 1, TokenPpm: 0, Threshold: 1, Listed: true,
	})
	p.Reward.HoldEpochs = 1
	p.Reward.ClaimRebate = 1_500
	p.Reward.Emission = math.NewInt(1_000_000_007)
	return p
}
