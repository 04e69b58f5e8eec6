package types

import sdk "github.com/cosmos/cosmos-sdk/types"

type countedKey struct{}

// counted is the one dealing that a transaction was let through with.
type counted struct{ left int }

// WithCounted returns a context whose transaction may deal once: its attempt is counted, and it stands alone.
func WithCounted(ctx sdk.Context) sdk.Context {
	return ctx.WithValue(countedKey{}, &counted{left: 1})
}

// TakeCounted uses the permission up. It fails with ErrNotAlone for a dealing that did not pass the ante chain as one: inside of another
// message, it would neither be counted as an attempt nor against the dealings of a block.
func TakeCounted(ctx sdk.Context) error {
	c, ok := ctx.Value(countedKey{}).(*counted)
	if !ok || c.left == 0 {
		return ErrNotAlone
	}
	c.left--
	return nil
}
