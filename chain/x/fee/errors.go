package fee

import errorsmod "cosmossdk.io/errors"

// ErrTooMuch says that more of a fee should be given back than was paid. No message can cause it; it guards the arithmetic.
var ErrTooMuch = errorsmod.Register("fee", 2, "more than the transaction paid")
