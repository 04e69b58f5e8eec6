package simulation

import (
	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// missing returns a Host's duties of an epoch without a result.
func (s *Simulation) missing(now moment, h *host, epoch uint64) []validationtypes.Duty {
	duties, _, err := s.App.Validation.MissingDuties(now.ctx, epoch, h.Operator.Address, s.secret(h, epoch))
	require.NoError(s.t, err)
	return duties
}

// submitResults discharges some of the Host's duties, of this epoch or the one before, and now and then says too much.
func (s *Simulation) submitResults(now moment, h *host) (action, bool) {
	epoch := now.epoch
	if epoch > 0 && s.r.IntN(2) == 0 {
		epoch--
	}
	if h.lazy && epoch%2 == 0 {
		return action{}, false
	}
	duties := s.missing(now, h, epoch)
	if len(duties) == 0 {
		return action{}, false
	}
	params, err := s.App.Validation.ParamsOf(now.ctx, epoch)
	require.NoError(s.t, err)
	duties = duties[:min(len(duties), 1+s.r.IntN(200), int(params.MaxResults)-3)]
	want := make([]validationtypes.Outcome, len(duties))
	results := make([]validationtypes.Result, len(duties))
	for i, d := range duties {
		results[i] = validationtypes.Result{Batch: d.Batch, Index: d.Index, Verdict: validationtypes.VERDICT_MATCH}
		if s.r.IntN(20) == 0 {
			results[i].Verdict = validationtypes.VERDICT_MISMATCH
		}
		want[i] = validationtypes.OUTCOME_RECORDED
	}
	if s.r.IntN(3) == 0 {
		// None of these sinks the others.
		results = append(results, results[0], validationtypes.Result{Batch: 1 << 40, Verdict: validationtypes.VERDICT_MATCH},
			validationtypes.Result{Batch: duties[0].Batch, Index: duties[0].Index, Verdict: 9})
		want = append(want, validationtypes.OUTCOME_REPEATED, validationtypes.OUTCOME_NO_SUCH_BATCH, validationtypes.OUTCOME_INVALID_VERDICT)
	}
	signer, ordered := s.signer(h)
	return action{
		kind: "SubmitResults", signer: signer, ordered: ordered,
		msgs: msgs(&validationtypes.MsgSubmitResults{Signer: signer.Address.String(), Host: h.Name(), Epoch: epoch, Results: results}),
		done: func(result *abci.ExecTxResult) {
			response := network.Response[validationtypes.MsgSubmitResultsResponse](s.Network, result)
			require.Equal(s.t, want, response.Outcomes)
		},
	}, true
}
