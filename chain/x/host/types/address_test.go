package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	_ "github.com/pacer-network/pacer/chain/address"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

func TestAddressHasOneSpelling(t *testing.T) {
	raw := sdk.AccAddress("a Host of 20 bytes..")
	parsed, err := types.ParseAddress("host", raw.String())
	require.NoError(t, err)
	require.Equal(t, raw, parsed)

	for name, address := range map[string]string{
		"nothing":             "",
		"in capitals":         strings.ToUpper(raw.String()),
		"with a space before": " " + raw.String(),
		"with a line after":   raw.String() + "\n",
		"one letter changed":  raw.String()[:len(raw.String())-1] + "b",
		"of another chain":    "cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a",
		"of 19 bytes":         raw[:19].String(),
		"of 32 bytes":         sdk.AccAddress(make([]byte, 32)).String(),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := types.ParseAddress("host", address)
			require.ErrorIs(t, err, types.ErrInvalidAddress)
			require.ErrorContains(t, err, "host")
		})
	}
}

// Every node stores the error of a failed message: it must not be as long as what a stranger wrote.
func TestErrorAboutALongAddressIsShort(t *testing.T) {
	_, err := types.ParseAddress("host", strings.Repeat("\x01", 200_000))
	require.ErrorIs(t, err, types.ErrInvalidAddress)
	require.Less(t, len(err.Error()), 100)
}
