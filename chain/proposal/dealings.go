// Package proposal limits what a block may hold beyond its bytes and gas: at most two dealings (protocol §4). A dealing takes longer to
// verify than anything else, and a block full of them, right or wrong, would delay everybody. The application has no mempool of its own,
// and so no other place where a block's transactions are chosen.
package proposal

import (
	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// MaxDealings is the most transactions with a dealing in a block.
const MaxDealings = 2

// Prepare leaves dealings above the limit, and transactions that don't decode, out of a proposal before it is made. They wait in the
// mempool for the next one.
func Prepare(decode sdk.TxDecoder, next sdk.PrepareProposalHandler) sdk.PrepareProposalHandler {
	return func(ctx sdk.Context, req *abci.RequestPrepareProposal) (*abci.ResponsePrepareProposal, error) {
		dealings := 0
		chosen := make([][]byte, 0, len(req.Txs))
		for _, raw := range req.Txs {
			deals, err := isDealing(decode, raw)
			if err != nil {
				continue
			}
			if deals {
				if dealings == MaxDealings {
					continue
				}
				dealings++
			}
			chosen = append(chosen, raw)
		}
		limited := *req
		limited.Txs = chosen
		return next(ctx, &limited)
	}
}

// Process rejects a proposal with more dealings than the limit.
func Process(decode sdk.TxDecoder, next sdk.ProcessProposalHandler) sdk.ProcessProposalHandler {
	return func(ctx sdk.Context, req *abci.RequestProcessProposal) (*abci.ResponseProcessProposal, error) {
		dealings := 0
		for _, raw := range req.Txs {
			// What doesn't decode fails in the block, and deals nothing.
			if deals, err := isDealing(decode, raw); err == nil && deals {
				dealings++
			}
		}
		if dealings > MaxDealings {
			return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_REJECT}, nil
		}
		return next(ctx, req)
	}
}

// isDealing reports whether a transaction holds a dealing.
func isDealing(decode sdk.TxDecoder, raw []byte) (bool, error) {
	tx, err := decode(raw)
	if err != nil {
		return false, err
	}
	for _, msg := range tx.GetMsgs() {
		if _, ok := msg.(*sprinttypes.MsgDeal); ok {
			return true, nil
		}
	}
	return false, nil
}
