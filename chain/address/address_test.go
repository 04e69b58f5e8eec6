package address_test

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	_ "github.com/pacer-network/pacer/chain/address"
)

// The SDK keeps the text of an address under a key that is the caller's memory. Bytes that are used again afterwards then made the text
// of one address that of another, in this process alone: two validators that had answered a query fell out of consensus.
func TestTextDoesNotDependOnWhatWasPrintedBefore(t *testing.T) {
	require.False(t, sdk.IsAddrCacheEnabled())

	buffer := make([]byte, 20)
	texts := make(map[string]byte)
	for i := range byte(200) {
		buffer[19] = i
		texts[sdk.AccAddress(buffer).String()] = i
	}
	require.Len(t, texts, 200)
	for text, i := range texts {
		raw, err := sdk.AccAddressFromBech32(text)
		require.NoError(t, err)
		require.Equal(t, i, raw[19])
		require.Equal(t, text, raw.String())
	}
}
