package ante

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/pacer-network/pacer/chain/x/fee"
)

// noteFee leaves in the context what was paid and by whom, right after it was deducted, so that a successful claim can give it back.
type noteFee struct{}

func (noteFee) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	feeTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return ctx, sdkerrors.ErrTxDecode.Wrap("a transaction must have a fee")
	}
	by := sdk.AccAddress(feeTx.FeePayer())
	if granter := feeTx.FeeGranter(); len(granter) > 0 {
		by = granter
	}
	return next(fee.With(ctx, by, feeTx.GetFee()), tx, simulate)
}
