// Package fee carries what a transaction paid from the ante chain to the modules, so that a successful claim can give it back to
// whoever paid it (protocol §8).
package fee

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
)

type key struct{}

// Paid is the fee of the transaction that is being carried out.
type Paid struct {
	// By is the account that the fee was taken from: the fee granter if there is one, else the fee payer.
	By sdk.AccAddress
	// left is what has not been given back yet. A transaction's messages share it through the pointer; when the transaction fails, the
	// pointer is dropped together with what the messages wrote.
	left sdk.Coins
}

// With returns a context that knows what the transaction paid.
func With(ctx sdk.Context, by sdk.AccAddress, amount sdk.Coins) sdk.Context {
	return ctx.WithValue(key{}, &Paid{By: by, left: amount})
}

// From returns what the transaction paid; ok is false outside of a transaction.
func From(ctx sdk.Context) (paid *Paid, ok bool) {
	paid, ok = ctx.Value(key{}).(*Paid)
	return paid, ok
}

// Left returns how much of the fee has not been given back.
func (p *Paid) Left(denom string) sdk.Coin {
	return sdk.NewCoin(denom, p.left.AmountOf(denom))
}

// Take notes that a part of the fee is given back. It fails, and changes nothing, if that much is not left.
func (p *Paid) Take(coin sdk.Coin) error {
	left, negative := p.left.SafeSub(coin)
	if negative {
		return ErrTooMuch.Wrapf("%s of %s", coin, p.left)
	}
	p.left = left
	return nil
}
