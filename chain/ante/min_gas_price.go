package ante

import (
	"context"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
)

// EpochKeeper knows the price of gas.
type EpochKeeper interface {
	Params(ctx context.Context) (epochtypes.Params, error)
}

// minGasPrice enforces the least price of gas that is a parameter of the network (protocol §8), in CheckTx and in blocks: a proposer
// can't include for nothing what others had to pay for. A node may ask for more in its own CheckTx.
type minGasPrice struct{ epoch EpochKeeper }

// check returns the fee, which must be in the fee denomination alone and cover gas limit × price. It fails with the clock's
// ErrFeeTooLow. Reading the price costs no gas, so that a transaction's gas doesn't depend on parameters' encoding.
func (m minGasPrice) check(ctx sdk.Context, tx sdk.Tx) (sdk.Coins, int64, error) {
	feeTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return nil, 0, sdkerrors.ErrTxDecode.Wrap("a transaction must have a fee")
	}
	params, err := m.epoch.Params(ctx.WithGasMeter(storetypes.NewInfiniteGasMeter()))
	if err != nil {
		return nil, 0, err
	}
	fee := feeTx.GetFee()
	for _, coin := range fee {
		if coin.Denom != params.FeeDenom {
			return nil, 0, sdkerrors.ErrInvalidCoins.Wrapf("fees are paid in %s, not in %s", params.FeeDenom, coin.Denom)
		}
	}
	price := params.MinGasPrice
	if ctx.IsCheckTx() {
		price = math.LegacyMaxDec(price, ctx.MinGasPrices().AmountOf(params.FeeDenom))
	}
	required := price.MulInt(math.NewIntFromUint64(feeTx.GetGas())).Ceil().TruncateInt()
	if paid := fee.AmountOf(params.FeeDenom); paid.LT(required) {
		return nil, 0, epochtypes.ErrFeeTooLow.Wrapf("%s%s for %d gas, at least %s%s is needed",
			paid, params.FeeDenom, feeTx.GetGas(), required, params.FeeDenom)
	}
	return fee, 0, nil
}
