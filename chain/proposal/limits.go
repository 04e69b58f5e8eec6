// Package proposal limits what a block may hold beyond its bytes and gas: at most two dealings (protocol §4) and at most two challenges of
// work (sprint-work §5). Each takes longer than anything else, and a block full of them, right or wrong, would delay everybody. The
// application has no mempool of its own, and so no other place where a block's transactions are chosen.
package proposal

import (
	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// The most transactions of a kind in a block.
const (
	MaxDealings   = 2
	MaxChallenges = 2
)

// tally counts the transactions of each kind.
type tally struct{ dealings, challenges int }

// with is the tally with one more transaction of the kinds that count says, each 0 or 1.
func (t tally) with(count tally) tally {
	return tally{t.dealings + count.dealings, t.challenges + count.challenges}
}

// exceeds reports whether there is too much of a kind.
func (t tally) exceeds() bool { return t.dealings > MaxDealings || t.challenges > MaxChallenges }

// Prepare leaves what is above a limit, and transactions that don't decode, out of a proposal before it is made. They wait in the mempool
// for the next one. Challenges come first: what CheckTx made sure of, such as the bond, no other transaction of the block can undo. They are
// unordered, and alone in their transactions, so that none of them needs to come after another of its signer's.
func Prepare(decode sdk.TxDecoder, next sdk.PrepareProposalHandler) sdk.PrepareProposalHandler {
	return func(ctx sdk.Context, req *abci.RequestPrepareProposal) (*abci.ResponsePrepareProposal, error) {
		var taken tally
		var first, others [][]byte
		for _, raw := range req.Txs {
			kinds, err := kindsOf(decode, raw)
			if err != nil || taken.with(kinds).exceeds() {
				continue
			}
			taken = taken.with(kinds)
			if kinds.challenges > 0 {
				first = append(first, raw)
			} else {
				others = append(others, raw)
			}
		}
		limited := *req
		limited.Txs = append(first, others...)
		return next(ctx, &limited)
	}
}

// Process rejects a proposal with more of a kind than the limit.
func Process(decode sdk.TxDecoder, next sdk.ProcessProposalHandler) sdk.ProcessProposalHandler {
	return func(ctx sdk.Context, req *abci.RequestProcessProposal) (*abci.ResponseProcessProposal, error) {
		var taken tally
		for _, raw := range req.Txs {
			// What doesn't decode fails in the block, and costs nothing.
			if kinds, err := kindsOf(decode, raw); err == nil {
				taken = taken.with(kinds)
			}
		}
		if taken.exceeds() {
			return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_REJECT}, nil
		}
		return next(ctx, req)
	}
}

// kindsOf tells of which kinds a transaction is, by the messages that it holds.
func kindsOf(decode sdk.TxDecoder, raw []byte) (kinds tally, err error) {
	tx, err := decode(raw)
	if err != nil {
		return kinds, err
	}
	for _, msg := range tx.GetMsgs() {
		switch msg.(type) {
		case *sprinttypes.MsgDeal:
			kinds.dealings = 1
		case *sprinttypes.MsgChallengeWork:
			kinds.challenges = 1
		}
	}
	return kinds, nil
}
