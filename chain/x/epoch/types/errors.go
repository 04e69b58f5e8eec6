package types

import "github.com/pacer-network/pacer/chain/x/errs"

var registered = errs.Register[Error](ModuleName, Error_name)

// What this module refuses; the texts of errors.proto say when.
var (
	ErrUnauthorized   = registered.Of(ERROR_UNAUTHORIZED)
	ErrInvalidParams  = registered.Of(ERROR_INVALID_PARAMS)
	ErrUnknownEpoch   = registered.Of(ERROR_UNKNOWN_EPOCH)
	ErrFeeTooLow      = registered.Of(ERROR_FEE_TOO_LOW)
	ErrInvalidBeacon  = registered.Of(ERROR_INVALID_BEACON)
	ErrInvalidGenesis = registered.Of(ERROR_INVALID_GENESIS)
)
