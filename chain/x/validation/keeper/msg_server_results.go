package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// SubmitResults records verdicts. Each has an outcome of its own; the message fails only for what is wrong with all of it.
func (s msgServer) SubmitResults(goCtx context.Context, msg *types.MsgSubmitResults) (*types.MsgSubmitResultsResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	submission, err := s.admit(ctx, msg)
	if err != nil {
		return nil, err
	}
	answer := &types.MsgSubmitResultsResponse{Outcomes: make([]types.Outcome, len(msg.Results))}
	event := types.EventResultsSubmitted{Epoch: msg.Epoch, Host: msg.Host}
	for i, r := range msg.Results {
		outcome, err := submission.submit(r)
		if err != nil {
			return nil, err
		}
		answer.Outcomes[i] = outcome
		switch {
		case outcome != types.OUTCOME_RECORDED:
			event.Refused++
		case r.Verdict == types.VERDICT_MISMATCH:
			event.Mismatches++
			fallthrough
		default:
			event.Recorded++
		}
	}
	if err := submission.close(ctx); err != nil {
		return nil, err
	}
	return answer, ctx.EventManager().EmitTypedEvent(&event)
}

// admit checks the message as a whole, cheap checks first.
func (s msgServer) admit(ctx sdk.Context, msg *types.MsgSubmitResults) (*submission, error) {
	host, err := hosttypes.ParseAddress("host", msg.Host)
	if err != nil {
		return nil, err
	}
	signer, err := hosttypes.ParseAddress("signer", msg.Signer)
	if err != nil {
		return nil, err
	}
	switch {
	case len(msg.Results) == 0:
		return nil, types.ErrEmpty
	case len(msg.Results) > types.MaxResults:
		return nil, types.ErrTooMany.Wrapf("%d results, at most %d", len(msg.Results), types.MaxResults)
	}
	if err := s.host.Authorize(ctx, host, signer, hosttypes.ACTION_KIND_RESULTS); err != nil {
		return nil, err
	}
	current, err := s.epoch.CurrentEpoch(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case msg.Epoch > current:
		return nil, types.ErrEpochNotBegun.Wrapf("epoch %d, it is %d", msg.Epoch, current)
	case current-msg.Epoch >= types.Window:
		return nil, types.ErrWindowClosed.Wrapf("results of epoch %d were accepted until epoch %d began", msg.Epoch, msg.Epoch+types.Window)
	}
	params, err := s.ParamsOf(ctx, msg.Epoch)
	if err != nil {
		return nil, err
	}
	if len(msg.Results) > int(params.MaxResults) {
		return nil, types.ErrTooMany.Wrapf("%d results, at most %d", len(msg.Results), params.MaxResults)
	}
	member, err := s.member(ctx, msg.Epoch, host)
	if err != nil {
		return nil, err
	}
	quota, err := s.openQuota(ctx, msg.Epoch, host, member, len(msg.Results))
	if err != nil {
		return nil, err
	}
	ctx.GasMeter().ConsumeGas(types.ResultGas*uint64(len(msg.Results)), "results")
	return &submission{k: s.Keeper, ctx: free(ctx), n: msg.Epoch, host: host, member: member, quota: quota, serves: map[uint32]bool{}}, nil
}
