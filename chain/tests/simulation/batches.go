package simulation

import (
	"slices"

	"github.com/stretchr/testify/require"

	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
)

// commitBatch commits a batch of a model that the Host serves and whose turn it is.
func (s *Simulation) commitBatch(now moment, h *host) (action, bool) {
	params, err := s.App.Inference.ParamsOf(now.ctx, now.epoch)
	require.NoError(s.t, err)
	model, ok := s.openModel(now, h)
	if !ok {
		return action{}, false
	}
	signer, ordered := s.signer(h)
	count := 1 + s.r.Uint32N(min(40, params.MaxBatchCount))
	if s.r.IntN(20) == 0 {
		count = params.MaxBatchCount
	}
	return action{kind: "CommitBatch", signer: signer, ordered: ordered, msgs: msgs(&inferencetypes.MsgCommitBatch{
		Signer: signer.Address.String(), Host: h.Name(), Epoch: now.recordEpoch(), Kind: inferencetypes.BATCH_KIND_ARTIFACT, Model: model.Id,
		Count: count, Root: s.bytes(inferencetypes.RootSize), TotalTokens: s.r.Uint64N(1 << 40),
		TotalFee: s.r.Uint64N(min(uint64(count)*model.MaxFee, 10_000) + 1),
	})}, true
}

// openModel returns a model of which the Host may commit a batch in the next block.
func (s *Simulation) openModel(now moment, h *host) (inferencetypes.Model, bool) {
	member, ok, err := s.App.Host.Member(now.ctx, now.epoch, h.Operator.Address)
	require.NoError(s.t, err)
	last, err := s.App.Inference.LastModel(now.ctx, now.epoch)
	require.NoError(s.t, err)
	models := slices.Clone(member.Models)
	s.r.Shuffle(len(models), func(i, j int) { models[i], models[j] = models[j], models[i] })
	for _, id := range models {
		model, found, err := s.App.Inference.ModelByID(now.ctx, id)
		require.NoError(s.t, err)
		if !ok || !found || !model.Listed || model.Number > last {
			continue
		}
		var slot inferencetypes.QueryNextSlotResponse
		_, code := s.Query("/pacer.inference.v1.Query/NextSlot",
			&inferencetypes.QueryNextSlotRequest{Host: h.Name(), Kind: inferencetypes.BATCH_KIND_ARTIFACT, Model: id}, &slot)
		require.Zero(s.t, code)
		if slot.Height == now.height {
			require.Equal(s.t, now.recordEpoch(), slot.Epoch)
			return model, true
		}
	}
	return inferencetypes.Model{}, false
}
