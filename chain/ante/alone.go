package ante

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// standAlone refuses a dealing or a challenge among other messages, so that those of a block can be counted by its transactions (protocol
// §4, sprint-work §5). Their handlers refuse what did not come through here: inside of another message, such as authz's MsgExec.
type standAlone struct{}

func (standAlone) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	msgs := tx.GetMsgs()
	for _, msg := range msgs {
		switch msg.(type) {
		case *sprinttypes.MsgDeal, *sprinttypes.MsgChallengeWork:
			if len(msgs) > 1 {
				return ctx, sprinttypes.ErrNotAlone.Wrapf("one of %d messages", len(msgs))
			}
			ctx = sprinttypes.WithAlone(ctx)
		}
	}
	return next(ctx, tx, simulate)
}
