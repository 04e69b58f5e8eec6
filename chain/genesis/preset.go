// Package genesis makes the first state of a network: a preset's parameters, Hosts with their keys and coins, and the file around it.
package genesis

import (
	"crypto/rand"
	"fmt"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// Limits of a block (protocol §8).
const (
	maxBlockBytes    = 2 << 20
	maxBlockGas      = 100_000_000
	evidenceMaxBytes = 1 << 16
	// evidenceEpochs is for how many epochs evidence is accepted (protocol §3), less some blocks: who retires in an epoch signs two blocks of
	// the next one, and CometBFT may still propose, a little later, what it had pending when it expired. The stake is paid after all of it.
	evidenceEpochs = 3
	evidenceMargin = 10
	// evidenceAge is nothing: evidence expires when it is older than both limits, and blocks alone shall decide. A limit in time would be
	// the longer one where blocks come faster than they should, and evidence would outlive the bond.
	evidenceAge = time.Second
)

// Preset is the parameters of a new network.
type Preset struct {
	Epoch      epochtypes.Params
	Host       hosttypes.Params
	Sprint     sprinttypes.Params
	Inference  inferencetypes.Params
	Models     []inferencetypes.Model
	Validation validationtypes.Params
	Reward     rewardtypes.Params
}

// Named returns the preset of a name: "local" or "production".
func Named(name string) (Preset, error) {
	switch name {
	case "local":
		return Local(), nil
	case "production":
		return Production(), nil
	default:
		return Preset{}, fmt.Errorf("there is no preset %q: choose local or production", name)
	}
}

// Local is the preset of a network on one machine: the same code with epochs of 90 blocks of half a second (protocol §2).
func Local() Preset {
	return Preset{
		Epoch: epochtypes.Params{
			EpochLength: 90, SprintSpan: 18, Tail: 16, DealOpen: 10, DealClose: 50, ComputeSpan: 8, ChallengeSpan: 6,
			TargetBlockMs: 500, MinGasPrice: math.LegacyNewDecWithPrec(1, 3), FeeDenom: "upacer",
		},
		Host:      localHost(),
		Sprint:    localSprint(),
		Inference: inferencetypes.Params{BatchInterval: 5, MaxBatchCount: 8_192, LeafFee: 1, ArtifactFeePpm: 200_000},
		Models:    []inferencetypes.Model{referenceModel()},
		Validation: validationtypes.Params{
			RateMinPpm: 500_000, RateMaxPpm: 500_000, TargetChecks: 1_000, MaxResults: 4_096,
		},
		Reward: rewardtypes.Params{
			Emission: math.NewInt(100_000_000_000), DecayPpm: 999_500, WorkPpm: 0, HoldEpochs: 0, ClaimRebate: 10_000,
		},
	}
}

// Production is the preset of a real network: epochs of about a day (protocol §2 to §8). Its authority and its models are left to who
// starts it.
func Production() Preset {
	p := Local()
	p.Epoch = epochtypes.DefaultParams()
	p.Host, p.Sprint = hosttypes.DefaultParams(), sprinttypes.DefaultParams()
	p.Inference.BatchInterval = 100
	p.Models = nil
	p.Validation = validationtypes.Params{RateMinPpm: 10_000, RateMaxPpm: 100_000, TargetChecks: 100_000, MaxResults: 4_096}
	p.Reward.HoldEpochs = 2
	return p
}

// localHost is for few validators that come and go within minutes.
func localHost() hosttypes.Params {
	p := hosttypes.DefaultParams()
	p.Slots, p.MaxIncreasePpm, p.DowntimeWindow, p.DowntimeMissed = 64, 1_000_000, 20, 10
	return p
}

// localSprint is for Hosts that share a machine: about 10,000 nonces a second and core (sprint-work §2 and §9).
func localSprint() sprinttypes.Params {
	p := sprinttypes.DefaultParams()
	p.Dim, p.Layers, p.Heads, p.Ff, p.Seq = 64, 2, 2, 128, 16
	p.FirstTarget, p.Goal, p.SamplesPerBlock = 1<<56, 2_000, 4
	return p
}

// referenceModel is the deterministic reference engine: its re-execution must agree in every choice.
func referenceModel() inferencetypes.Model {
	return inferencetypes.Model{
		Id: "pacer/ref-1", Number: 1, Tokenizer: "bytes", Sampler: "pacer/sample/v1",
		MaxFee: 1_000, TokenPrice: 1, TokenPpm: 0, Threshold: 1, Listed: true,
	}
}

// ConsensusParams are the limits of blocks and evidence that follow from a preset. Evidence is accepted for almost three epochs of
// blocks, so that it never outlives the bond, however fast they come. The authority may be empty: then nobody can change parameters.
func (p Preset) ConsensusParams(authority string) *cmttypes.ConsensusParams {
	params := cmttypes.DefaultConsensusParams()
	params.Block = cmttypes.BlockParams{MaxBytes: maxBlockBytes, MaxGas: maxBlockGas}
	params.Evidence = cmttypes.EvidenceParams{
		MaxAgeNumBlocks: evidenceEpochs*int64(p.Epoch.EpochLength) - evidenceMargin,
		MaxAgeDuration:  evidenceAge,
		MaxBytes:        evidenceMaxBytes,
	}
	params.Validator.PubKeyTypes = []string{cmttypes.ABCIPubKeyTypeEd25519}
	params.Authority.Authority = authority
	return params
}

// Apply writes the preset's parameters, its models and beacon_0 into a genesis document.
func (p Preset) Apply(cdc codec.JSONCodec, doc *Document, beacon []byte, authority string) error {
	doc.Consensus.Params = p.ConsensusParams(authority)
	return firstError(
		edit(cdc, doc.State, epochtypes.ModuleName, func(g *epochtypes.GenesisState) error {
			g.Params = p.Epoch
			g.Beacons = []epochtypes.EpochBeacon{{Epoch: 0, Beacon: beacon}}
			return nil
		}),
		edit(cdc, doc.State, hosttypes.ModuleName, func(g *hosttypes.GenesisState) error {
			g.Params = p.Host
			return nil
		}),
		edit(cdc, doc.State, sprinttypes.ModuleName, func(g *sprinttypes.GenesisState) error {
			g.Params = p.Sprint
			return nil
		}),
		edit(cdc, doc.State, inferencetypes.ModuleName, func(g *inferencetypes.GenesisState) error {
			g.Params, g.Models, g.Burned = p.Inference, p.Models, math.ZeroInt()
			return nil
		}),
		edit(cdc, doc.State, validationtypes.ModuleName, func(g *validationtypes.GenesisState) error {
			g.Params = p.Validation
			return nil
		}),
		edit(cdc, doc.State, rewardtypes.ModuleName, func(g *rewardtypes.GenesisState) error {
			g.Params = p.Reward
			return nil
		}),
	)
}

// RandomBeacon returns 32 random bytes for beacon_0.
func RandomBeacon() ([]byte, error) {
	beacon := make([]byte, epochtypes.BeaconSize)
	_, err := rand.Read(beacon)
	return beacon, err
}
