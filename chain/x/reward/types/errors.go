package types

import "github.com/pacer-network/pacer/chain/x/errs"

var registered = errs.Register[Error](ModuleName, Error_name)

// What this module refuses; the texts of errors.proto say when.
var (
	ErrUnauthorized   = registered.Of(ERROR_UNAUTHORIZED)
	ErrNotSettled     = registered.Of(ERROR_NOT_SETTLED)
	ErrAlreadyClaimed = registered.Of(ERROR_ALREADY_CLAIMED)
	ErrWindowClosed   = registered.Of(ERROR_WINDOW_CLOSED)
	ErrNotAMember     = registered.Of(ERROR_NOT_A_MEMBER)
	ErrInvalidSecret  = registered.Of(ERROR_INVALID_SECRET)
	ErrConvicted      = registered.Of(ERROR_CONVICTED)
	ErrDutiesMissing  = registered.Of(ERROR_DUTIES_MISSING)
	ErrInvalidParams  = registered.Of(ERROR_INVALID_PARAMS)
	ErrInvalidGenesis = registered.Of(ERROR_INVALID_GENESIS)
	ErrNotFound       = registered.Of(ERROR_NOT_FOUND)
)
