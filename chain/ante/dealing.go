package ante

import (
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// DealingKeeper counts attempts to deal.
type DealingKeeper interface {
	CountAttempt(ctx sdk.Context, n uint64, host sdk.AccAddress) error
}

// countDealings counts each dealing as an attempt of its Host (protocol §4). It comes last: by now the signer may act for the Host, and
// the signature is its own. What is written here stays when the message fails, which is the point: a dealing is the most expensive
// message to refuse.
type countDealings struct{ dealings DealingKeeper }

func (d countDealings) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	for _, msg := range tx.GetMsgs() {
		dealing, ok := msg.(*sprinttypes.MsgDeal)
		if !ok {
			continue
		}
		host, err := hosttypes.ParseAddress("host", dealing.Host)
		if err != nil {
			return ctx, err
		}
		// The handler charges for all of it.
		if err := d.dealings.CountAttempt(ctx.WithGasMeter(storetypes.NewInfiniteGasMeter()), dealing.Epoch, host); err != nil {
			return ctx, err
		}
	}
	return next(ctx, tx, simulate)
}
