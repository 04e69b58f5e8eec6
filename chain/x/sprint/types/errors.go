package types

import "github.com/pacer-network/pacer/chain/x/errs"

var registered = errs.Register[Error](ModuleName, Error_name)

// What this module refuses; the texts of errors.proto say when.
var (
	ErrUnauthorized      = registered.Of(ERROR_UNAUTHORIZED)
	ErrInvalidParams     = registered.Of(ERROR_INVALID_PARAMS)
	ErrInvalidGenesis    = registered.Of(ERROR_INVALID_GENESIS)
	ErrEpochNotBegun     = registered.Of(ERROR_EPOCH_NOT_BEGUN)
	ErrEpochOver         = registered.Of(ERROR_EPOCH_OVER)
	ErrNoSlots           = registered.Of(ERROR_NO_SLOTS)
	ErrTooEarly          = registered.Of(ERROR_TOO_EARLY)
	ErrClosed            = registered.Of(ERROR_CLOSED)
	ErrAlreadyDealt      = registered.Of(ERROR_ALREADY_DEALT)
	ErrAlreadyOpened     = registered.Of(ERROR_ALREADY_OPENED)
	ErrTooManyAttempts   = registered.Of(ERROR_TOO_MANY_ATTEMPTS)
	ErrNotAlone          = registered.Of(ERROR_NOT_ALONE)
	ErrInvalidLength     = registered.Of(ERROR_INVALID_LENGTH)
	ErrInvalidProof      = registered.Of(ERROR_INVALID_PROOF)
	ErrInvalidPoint      = registered.Of(ERROR_INVALID_POINT)
	ErrNotLowDegree      = registered.Of(ERROR_NOT_LOW_DEGREE)
	ErrInvalidEncryption = registered.Of(ERROR_INVALID_ENCRYPTION)
	ErrInvalidOpening    = registered.Of(ERROR_INVALID_OPENING)
	ErrNotFound          = registered.Of(ERROR_NOT_FOUND)
	ErrBeaconMismatch    = registered.Of(ERROR_BEACON_MISMATCH)
)
