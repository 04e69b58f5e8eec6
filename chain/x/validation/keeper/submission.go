package keeper

import (
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// submission carries out the results of one message. It keeps one batch open, so that results on the same batch that follow each other
// cost one read and one write.
type submission struct {
	k *Keeper
	// ctx charges no gas for the store: BatchGas and StoredGas pay for it.
	ctx    sdk.Context
	n      uint64
	host   sdk.AccAddress
	member hosttypes.Member
	quota  *quotaCursor
	// serves remembers by number whether the Host serves a model.
	serves map[uint32]bool

	opened  bool
	batch   uint64
	exists  bool
	header  inferencetypes.PackedHeader
	results types.PackedResults
	// stored tells that the store has results on the open batch; created counts the batches of which it had none.
	stored  bool
	dirty   bool
	created uint64
}

// submit carries out one result.
func (s *submission) submit(r types.Result) (types.Outcome, error) {
	if r.Verdict != types.VERDICT_MATCH && r.Verdict != types.VERDICT_MISMATCH {
		return types.OUTCOME_INVALID_VERDICT, nil
	}
	if err := s.open(r.Batch); err != nil {
		return 0, err
	}
	if refused, err := s.refuse(r); err != nil || refused != types.OUTCOME_UNSPECIFIED {
		return refused, err
	}
	with, added := s.results.Insert(r.Index, r.Verdict == types.VERDICT_MISMATCH)
	if !added {
		return types.OUTCOME_REPEATED, nil
	}
	allowed, err := s.quota.use(s.ctx)
	if err != nil {
		return 0, err
	}
	if !allowed {
		return types.OUTCOME_QUOTA_USED, nil
	}
	s.results, s.dirty = with, true
	return types.OUTCOME_RECORDED, nil
}

// refuse says why the open batch takes no result from this Host on this index, or OUTCOME_UNSPECIFIED.
func (s *submission) refuse(r types.Result) (types.Outcome, error) {
	switch {
	case !s.exists:
		return types.OUTCOME_NO_SUCH_BATCH, nil
	case s.header.Kind != inferencetypes.DutyKind:
		return types.OUTCOME_NOT_VALIDATED, nil
	case r.Index >= s.header.Count:
		return types.OUTCOME_NO_SUCH_INDEX, nil
	case string(s.header.Host[:]) == string(s.host):
		return types.OUTCOME_OWN_BATCH, nil
	}
	serves, known := s.serves[s.header.Model]
	if !known {
		model, found, err := s.k.inference.ModelByNumber(s.ctx, s.header.Model)
		if err != nil {
			return 0, err
		}
		serves = found && s.member.Serves(model.Id)
		s.serves[s.header.Model] = serves
	}
	if !serves {
		return types.OUTCOME_MODEL_NOT_SERVED, nil
	}
	return types.OUTCOME_UNSPECIFIED, nil
}

// open makes a batch the current one and stores the one before. The results are a copy: those that the store returned belong to it.
func (s *submission) open(batch uint64) error {
	if s.opened && s.batch == batch {
		return nil
	}
	if err := s.flush(); err != nil {
		return err
	}
	s.ctx.GasMeter().ConsumeGas(types.BatchGas, "batch of a result")
	var err error
	s.opened, s.batch, s.results, s.stored = true, batch, nil, false
	if s.header, s.exists, err = s.k.inference.PackedHeader(s.ctx, s.n, batch); err != nil || !s.exists {
		return err
	}
	results, err := s.k.resultsOn(s.ctx, s.n, s.host, batch)
	s.ctx.GasMeter().ConsumeGas(types.StoredGas*uint64(results.Len()), "results on the batch")
	s.results, s.stored = slices.Clone(results), len(results) > 0
	return err
}

// flush stores the results of the open batch if they changed.
func (s *submission) flush() error {
	if !s.dirty {
		return nil
	}
	s.dirty = false
	if !s.stored {
		s.stored = true
		s.created++
	}
	return s.k.results.Set(s.ctx, s.key(), s.results)
}

// close stores what is open, and what the message changed beside its batches at the store's own gas.
func (s *submission) close(ctx sdk.Context) error {
	if err := s.flush(); err != nil {
		return err
	}
	if err := s.k.addStored(ctx, s.n, s.created); err != nil {
		return err
	}
	return s.quota.save(ctx)
}

func (s *submission) key() collections.Triple[uint64, []byte, uint64] {
	return collections.Join3(s.n, []byte(s.host), s.batch)
}
