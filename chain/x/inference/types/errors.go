package types

import "github.com/pacer-network/pacer/chain/x/errs"

var registered = errs.Register[Error](ModuleName, Error_name)

// What this module refuses; the texts of errors.proto say when.
var (
	ErrUnauthorized   = registered.Of(ERROR_UNAUTHORIZED)
	ErrWrongEpoch     = registered.Of(ERROR_WRONG_EPOCH)
	ErrUnknownModel   = registered.Of(ERROR_UNKNOWN_MODEL)
	ErrModelNotServed = registered.Of(ERROR_MODEL_NOT_SERVED)
	ErrInvalidCount   = registered.Of(ERROR_INVALID_COUNT)
	ErrInvalidRoot    = registered.Of(ERROR_INVALID_ROOT)
	ErrInvalidKind    = registered.Of(ERROR_INVALID_KIND)
	ErrTooEarly       = registered.Of(ERROR_TOO_EARLY)
	ErrFeeTooHigh     = registered.Of(ERROR_FEE_TOO_HIGH)
	ErrStakeExceeded  = registered.Of(ERROR_STAKE_EXCEEDED)
	ErrLeafFeeUnpaid  = registered.Of(ERROR_LEAF_FEE_UNPAID)
	ErrInvalidModel   = registered.Of(ERROR_INVALID_MODEL)
	ErrInvalidParams  = registered.Of(ERROR_INVALID_PARAMS)
	ErrInvalidGenesis = registered.Of(ERROR_INVALID_GENESIS)
	ErrInvalidRange   = registered.Of(ERROR_INVALID_RANGE)
)
