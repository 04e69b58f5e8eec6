package types

import sdk "github.com/cosmos/cosmos-sdk/types"

type aloneKey struct{}

// alone is the one expensive message that a transaction was let through with.
type alone struct{ left int }

// WithAlone returns a context whose transaction may deal or challenge once: that message stands alone in it.
func WithAlone(ctx sdk.Context) sdk.Context {
	return ctx.WithValue(aloneKey{}, &alone{left: 1})
}

// TakeAlone uses the permission up. It fails with ErrNotAlone for a message that did not pass the ante chain alone: inside of another
// message, it would not count against those of its kind in a block, nor a dealing as an attempt.
func TakeAlone(ctx sdk.Context) error {
	c, ok := ctx.Value(aloneKey{}).(*alone)
	if !ok || c.left == 0 {
		return ErrNotAlone
	}
	c.left--
	return nil
}
