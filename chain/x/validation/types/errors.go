package types

import "github.com/pacer-network/pacer/chain/x/errs"

var registered = errs.Register[Error](ModuleName, Error_name)

// What this module refuses; the texts of errors.proto say when.
var (
	ErrUnauthorized    = registered.Of(ERROR_UNAUTHORIZED)
	ErrEmpty           = registered.Of(ERROR_EMPTY)
	ErrTooMany         = registered.Of(ERROR_TOO_MANY)
	ErrEpochNotBegun   = registered.Of(ERROR_EPOCH_NOT_BEGUN)
	ErrWindowClosed    = registered.Of(ERROR_WINDOW_CLOSED)
	ErrInvalidParams   = registered.Of(ERROR_INVALID_PARAMS)
	ErrInvalidGenesis  = registered.Of(ERROR_INVALID_GENESIS)
	ErrWeightsTooLarge = registered.Of(ERROR_WEIGHTS_TOO_LARGE)
)
