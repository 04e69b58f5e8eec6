package types

import "github.com/pacer-network/pacer/chain/x/errs"

var registered = errs.Register[Error](ModuleName, Error_name)

// What this module refuses; the texts of errors.proto say when.
var (
	ErrUnauthorized   = registered.Of(ERROR_UNAUTHORIZED)
	ErrUnknownHost    = registered.Of(ERROR_UNKNOWN_HOST)
	ErrNotAMember     = registered.Of(ERROR_NOT_A_MEMBER)
	ErrInvalidKey     = registered.Of(ERROR_INVALID_KEY)
	ErrInvalidProof   = registered.Of(ERROR_INVALID_PROOF)
	ErrDuplicateKey   = registered.Of(ERROR_DUPLICATE_KEY)
	ErrInvalidAddress = registered.Of(ERROR_INVALID_ADDRESS)
	ErrInvalidURL     = registered.Of(ERROR_INVALID_URL)
	ErrInvalidMlNodes = registered.Of(ERROR_INVALID_ML_NODES)
	ErrInvalidParams  = registered.Of(ERROR_INVALID_PARAMS)
	ErrInvalidGenesis = registered.Of(ERROR_INVALID_GENESIS)
	ErrInvalidHotKey  = registered.Of(ERROR_INVALID_HOT_KEY)

	ErrAlreadyRegistered = registered.Of(ERROR_ALREADY_REGISTERED)
	ErrTooManyHosts      = registered.Of(ERROR_TOO_MANY_HOSTS)
	ErrStakeTooSmall     = registered.Of(ERROR_STAKE_TOO_SMALL)
	ErrRetired           = registered.Of(ERROR_RETIRED)
	ErrInvalidAmount     = registered.Of(ERROR_INVALID_AMOUNT)
	ErrInsufficientFunds = registered.Of(ERROR_INSUFFICIENT_FUNDS)
	ErrTooManyUnbondings = registered.Of(ERROR_TOO_MANY_UNBONDINGS)
	ErrRotationPending   = registered.Of(ERROR_ROTATION_PENDING)
	ErrAlreadySlashed    = registered.Of(ERROR_ALREADY_SLASHED)
)
