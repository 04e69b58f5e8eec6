package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// ParseAddress decodes an address of 20 bytes. It fails with ErrInvalidAddress; what names the field.
func ParseAddress(what, address string) (sdk.AccAddress, error) {
	raw, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return nil, ErrInvalidAddress.Wrapf("%s %q: %s", what, address, err)
	}
	if len(raw) != AddressSize {
		return nil, ErrInvalidAddress.Wrapf("%s %q has %d bytes, want %d", what, address, len(raw), AddressSize)
	}
	return raw, nil
}
