package ante

import (
	"context"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// HostKeeper knows who may act for a Host.
type HostKeeper interface {
	Authorize(ctx context.Context, host, signer sdk.AccAddress, kind hosttypes.ActionKind) error
}

// authorize asks before the fee is taken whether the signer may act for the Host that a protocol message names, so that a stranger's
// message costs a Host's allowance nothing and is refused with the message's own reason rather than with that of the fee. The messages'
// handlers ask again: they are what the protocol rests on.
type authorize struct{ hosts HostKeeper }

type hostMessage interface {
	GetSigner() string
	GetHost() string
}

// action is what one message is about.
type action struct {
	host, signer string
	kind         hosttypes.ActionKind
}

func (a authorize) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	// Nobody has paid yet, nor is a signature verified: of a thousand messages that say the same, one is looked up.
	asked := make(map[action]bool)
	for _, msg := range tx.GetMsgs() {
		kind := actionOf(msg)
		if kind == hosttypes.ACTION_KIND_UNSPECIFIED {
			continue
		}
		named, ok := msg.(hostMessage)
		if !ok {
			continue
		}
		act := action{host: named.GetHost(), signer: named.GetSigner(), kind: kind}
		if asked[act] {
			continue
		}
		asked[act] = true
		host, err := hosttypes.ParseAddress("host", act.host)
		if err != nil {
			return ctx, err
		}
		signer, err := hosttypes.ParseAddress("signer", act.signer)
		if err != nil {
			return ctx, err
		}
		// The handler's own check is what gas is charged for.
		if err := a.hosts.Authorize(ctx.WithGasMeter(storetypes.NewInfiniteGasMeter()), host, signer, kind); err != nil {
			return ctx, err
		}
	}
	return next(ctx, tx, simulate)
}

// actionOf tells what a message does in a Host's name; unspecified for all others.
func actionOf(msg sdk.Msg) hosttypes.ActionKind {
	switch msg.(type) {
	case *sprinttypes.MsgDeal:
		return hosttypes.ACTION_KIND_DEAL
	case *sprinttypes.MsgOpen:
		return hosttypes.ACTION_KIND_OPEN
	case *sprinttypes.MsgCommitWork:
		return hosttypes.ACTION_KIND_WORK
	case *sprinttypes.MsgChallengeWork:
		return hosttypes.ACTION_KIND_CHALLENGE
	case *inferencetypes.MsgCommitBatch:
		return hosttypes.ACTION_KIND_BATCH
	case *validationtypes.MsgSubmitResults:
		return hosttypes.ACTION_KIND_RESULTS
	case *rewardtypes.MsgClaimReward:
		return hosttypes.ACTION_KIND_CLAIM
	default:
		return hosttypes.ACTION_KIND_UNSPECIFIED
	}
}
