package errs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	errorsmod "cosmossdk.io/errors"

	"github.com/pacer-network/pacer/chain/x/errs"
)

type Error int32

var names = map[int32]string{0: "ERROR_UNSPECIFIED", 1: "ERROR_UNUSED", 2: "ERROR_UNAUTHORIZED", 5: "ERROR_FEE_TOO_LOW", 6: "ERROR_UNKNOWN_EPOCH"}

func TestErrorsCarryTheEnumsNumbers(t *testing.T) {
	set := errs.Register[Error]("errs-test", names)
	require.Len(t, set, 3)
	codespace, code, text := errorsmod.ABCIInfo(set.Of(5).Wrap("0 upacer"), false)
	require.Equal(t, "errs-test", codespace)
	require.Equal(t, uint32(5), code)
	require.Equal(t, "0 upacer: fee too low", text)
}

func TestQueriesTellWhatDoesNotExist(t *testing.T) {
	set := errs.Register[Error]("errs-status", names)
	require.Equal(t, codes.NotFound, status.Code(set.Of(6).Wrap("epoch 9")))
	require.Equal(t, codes.Unknown, status.Code(set.Of(5)))
}

func TestReservedValuesAreNoErrors(t *testing.T) {
	set := errs.Register[Error]("errs-reserved", names)
	require.Panics(t, func() { set.Of(0) })
	require.Panics(t, func() { set.Of(1) })
}
