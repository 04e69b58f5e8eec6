package fee_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/fee"
)

func TestFeeIsGivenBackOnlyOnce(t *testing.T) {
	payer := sdk.AccAddress("payer_______________")
	ctx := fee.With(sdk.Context{}.WithContext(context.Background()), payer, sdk.NewCoins(sdk.NewInt64Coin("upacer", 10)))

	first, ok := fee.From(ctx)
	require.True(t, ok)
	require.Equal(t, payer, first.By)
	require.NoError(t, first.Take(sdk.NewInt64Coin("upacer", 7)))

	// A second message of the same transaction sees what the first left.
	second, ok := fee.From(ctx)
	require.True(t, ok)
	require.Equal(t, sdk.NewInt64Coin("upacer", 3), second.Left("upacer"))
	require.ErrorIs(t, second.Take(sdk.NewInt64Coin("upacer", 4)), fee.ErrTooMuch)
	require.ErrorIs(t, second.Take(sdk.NewInt64Coin("other", 1)), fee.ErrTooMuch)
	require.Equal(t, sdk.NewInt64Coin("upacer", 3), second.Left("upacer"))
}

func TestOutsideOfATransactionNothingIsPaid(t *testing.T) {
	_, ok := fee.From(sdk.Context{}.WithContext(context.Background()))
	require.False(t, ok)
}
