package simulation

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// maxModels is how many models a simulation ends up with.
const maxModels = 6

// govern lets the authority change parameters of the epochs to come, or a model.
func (s *Simulation) govern(now moment) action {
	a, authority := action{signer: s.Authority, ordered: s.r.IntN(2) == 0}, s.Authority.Address.String()
	switch p := s.config.Preset; s.r.IntN(7) {
	case 0:
		params := p.Epoch
		params.EpochLength += s.r.Uint64N(3)
		params.MinGasPrice = math.LegacyNewDecWithPrec(1+s.r.Int64N(3), 3)
		a.kind, a.msgs = "epoch.UpdateParams", msgs(&epochtypes.MsgUpdateParams{Authority: authority, Params: params})
	case 1:
		params := p.Host
		params.Slots, params.StakePerWeight = 3+s.r.Uint64N(2*slots), s.r.Uint64N(9)
		a.kind, a.msgs = "host.UpdateParams", msgs(&hosttypes.MsgUpdateParams{Authority: authority, Params: params})
	case 2:
		params := p.Inference
		params.BatchInterval, params.LeafFee, params.MaxBatchCount = 2+s.r.Uint64N(3), s.r.Uint64N(4), 64+s.r.Uint32N(128)
		a.kind, a.msgs = "inference.UpdateParams", msgs(&inferencetypes.MsgUpdateParams{Authority: authority, Params: params})
	case 3:
		params := p.Validation
		params.RateMinPpm = 100_000 + s.r.Uint32N(200_000)
		params.RateMaxPpm = params.RateMinPpm + s.r.Uint32N(400_000)
		params.MaxResults = 200 + s.r.Uint32N(800)
		a.kind, a.msgs = "validation.UpdateParams", msgs(&validationtypes.MsgUpdateParams{Authority: authority, Params: params})
	case 4:
		params := p.Reward
		params.HoldEpochs, params.DecayPpm, params.ClaimRebate = s.r.Uint32N(4), 990_000+s.r.Uint32N(10_001), s.r.Uint64N(5_000)
		a.kind, a.msgs = "reward.UpdateParams", msgs(&rewardtypes.MsgUpdateParams{Authority: authority, Params: params})
	case 5:
		params := p.Sprint
		params.AbsencePpm, params.MaxAttempts = s.r.Uint32N(500_001), 1+s.r.Uint32N(4)
		a.kind, a.msgs = "sprint.UpdateParams", msgs(&sprinttypes.MsgUpdateParams{Authority: authority, Params: params})
	default:
		a.kind, a.msgs = "SetModel", msgs(&inferencetypes.MsgSetModel{Authority: authority, Model: s.model(now)})
	}
	return a
}

// model returns a new model, or one that is there with another price, listed or not; the first stays listed, so that somebody earns.
func (s *Simulation) model(now moment) inferencetypes.Model {
	models, err := s.App.Inference.Models(now.ctx)
	require.NoError(s.t, err)
	model := models[s.r.IntN(len(models))]
	if len(models) < maxModels && s.r.IntN(2) == 0 {
		model.Id = fmt.Sprintf("pacer/simulated-%d", len(models)+1)
	}
	model.Listed = model.Id == models[0].Id || s.r.IntN(4) > 0
	model.Number, model.MaxFee = 0, 100+s.r.Uint64N(1_000)
	return model
}
