package types

import (
	"bytes"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// Pack returns the header as it is stored. It fails with ErrPackedHeader, or ErrInvalidAddress of the host module, if it could not have
// been committed.
func (h Header) Pack() (PackedHeader, error) {
	host, err := hosttypes.ParseAddress("host", h.Host)
	if err != nil {
		return PackedHeader{}, err
	}
	if len(h.Root) != RootSize || (len(h.NextHash) != 0 && len(h.NextHash) != len(PackedHeader{}.NextHash)) {
		return PackedHeader{}, fmt.Errorf("%w: root of %d bytes, next hash of %d", ErrPackedHeader, len(h.Root), len(h.NextHash))
	}
	packed := PackedHeader{
		Host:        [AddressSize]byte(host),
		Kind:        h.Kind,
		Model:       h.Model,
		Count:       h.Count,
		Height:      h.Height,
		TotalTokens: h.TotalTokens,
		TotalFee:    h.TotalFee,
		Root:        [RootSize]byte(h.Root),
		HasNext:     len(h.NextHash) > 0,
	}
	copy(packed.NextHash[:], h.NextHash)
	var again PackedHeader
	return packed, again.Decode(packed.Append(nil))
}

// Unpack returns the header that has an id, as queries and exports show it.
func (h *PackedHeader) Unpack(id uint64) Header {
	header := Header{
		Id:          id,
		Host:        sdk.AccAddress(bytes.Clone(h.Host[:])).String(), // h is used again for the next header
		Kind:        h.Kind,
		Model:       h.Model,
		Height:      h.Height,
		Count:       h.Count,
		Root:        append([]byte(nil), h.Root[:]...),
		TotalTokens: h.TotalTokens,
		TotalFee:    h.TotalFee,
	}
	if h.HasNext {
		header.NextHash = append([]byte(nil), h.NextHash[:]...)
	}
	return header
}
