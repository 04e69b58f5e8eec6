package ante

import (
	"time"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

const (
	// challengeBlocks is how many blocks of the target length a challenge has left to its deadline when a mempool takes it: two of them take
	// all that may be pending. Otherwise the deadline would pass first, and it would have held a place at no price.
	challengeBlocks = 4
	// challengeGasMargin is what the ante chain may use more of in the block than now, because a balance or an allowance has more digits.
	challengeGasMargin = 10_000
)

// ChallengeKeeper knows which challenges can be carried out.
type ChallengeKeeper interface {
	CheckChallenge(ctx sdk.Context, msg *sprinttypes.MsgChallengeWork, height int64) (sprinttypes.ChallengeTerms, error)
}

// checkChallenges refuses a challenge that can't be carried out, and in the mempool one too many (sprint-work §5). A block takes two of
// them, and what doesn't go into a block keeps its place at the head of the mempool, out of which CometBFT hands over only as many as the
// gas of a block has room for: a few hundred would let nothing else through. So no mempool holds more than a few, each has a bond behind it,
// and those that are overtaken, as after a verdict, leave it with the next block. It comes last: by now the signature is the challenger's.
type checkChallenges struct {
	challenges ChallengeKeeper
	epoch      EpochKeeper
	pending    pendingChallenges
}

func (c checkChallenges) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	for _, msg := range tx.GetMsgs() {
		challenge, ok := msg.(*sprinttypes.MsgChallengeWork)
		if !ok {
			continue
		}
		// Simulations run on the mempool's state as well, and are none of it.
		pending := ctx.IsCheckTx() && !simulate
		height, margin := ctx.BlockHeight(), uint64(0)
		if pending {
			height, margin = height+1, challengeGasMargin
		}
		// The handler charges for all of it.
		free := ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
		terms, err := c.challenges.CheckChallenge(free, challenge, height)
		if err != nil {
			return ctx, err
		}
		if !simulate {
			terms.Gas += margin
			if err := terms.CheckGas(ctx.GasMeter().Limit(), ctx.GasMeter().GasRemaining()); err != nil {
				return ctx, err
			}
		}
		if err := c.checkDeadline(free, tx, pending && !ctx.IsReCheckTx()); err != nil {
			return ctx, err
		}
		if pending {
			if err := c.pending.add(free, terms); err != nil {
				return ctx, err
			}
		}
	}
	return next(ctx, tx, simulate)
}

// checkDeadline makes sure that nothing which comes before a challenge in its block, and no delay of a block, makes it fail there: a
// sequence that another transaction has taken, or a deadline that is too near when it enters the mempool.
func (c checkChallenges) checkDeadline(ctx sdk.Context, tx sdk.Tx, entering bool) error {
	unordered, ok := tx.(sdk.TxWithUnordered)
	if !ok || !unordered.GetUnordered() {
		return sprinttypes.ErrInvalidDeadline.Wrap("it is an ordered transaction")
	}
	if !entering {
		return nil
	}
	params, err := c.epoch.Params(ctx)
	if err != nil {
		return err
	}
	least := challengeBlocks * time.Duration(params.TargetBlockMs) * time.Millisecond
	if left := unordered.GetTimeoutTimeStamp().Sub(ctx.BlockTime()); left < least {
		return sprinttypes.ErrInvalidDeadline.Wrapf("it is %s ahead, at least %s are needed", left, least)
	}
	return nil
}
