package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// maxAddressBytes is the longest bech32 string there is. What is longer is not repeated in the error, which every node stores.
const maxAddressBytes = 90

// ParseAddress decodes an address of 20 bytes in its one spelling: bech32 allows capitals, too, but state, events and agents compare
// strings. It fails with ErrInvalidAddress; what names the field.
func ParseAddress(what, address string) (sdk.AccAddress, error) {
	if len(address) > maxAddressBytes {
		return nil, ErrInvalidAddress.Wrapf("%s is a string of %d bytes", what, len(address))
	}
	raw, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return nil, ErrInvalidAddress.Wrapf("%s %q: %s", what, address, err)
	}
	if len(raw) != AddressSize {
		return nil, ErrInvalidAddress.Wrapf("%s %q has %d bytes, want %d", what, address, len(raw), AddressSize)
	}
	if canonical := raw.String(); canonical != address {
		return nil, ErrInvalidAddress.Wrapf("%s %q is written %s", what, address, canonical)
	}
	return raw, nil
}
