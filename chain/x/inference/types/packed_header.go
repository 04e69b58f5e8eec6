package types

import (
	"encoding/binary"
	"errors"
	"fmt"
)

const (
	// HeadersPerValue is how many headers share a value of the store (protocol §6): a claim that walks an epoch reads a sixteenth of the
	// keys.
	HeadersPerValue = 16
	// PackedHeaderSize is the length of a packed header: host 20 ‖ kind 1 ‖ flag 1 ‖ model 4 ‖ count 4 ‖ height 8 ‖ tokens 8 ‖ fee 8 ‖ root 32
	// ‖ next hash 32, integers big-endian. The flag is 1 when the next hash is known.
	PackedHeaderSize = 118
	// AddressSize is the length of a raw address.
	AddressSize = 20
)

// ErrPackedHeader says that bytes are not what Append writes.
var ErrPackedHeader = errors.New("inference: malformed packed header")

// PackedHeader is a Header without strings and slices: what a walk over an epoch decodes into, again and again. Its id is its place.
type PackedHeader struct {
	Host        [AddressSize]byte
	Kind        BatchKind
	Model       uint32
	Count       uint32
	Height      int64
	TotalTokens uint64
	TotalFee    uint64
	Root        [RootSize]byte
	// NextHash is the hash of the block after Height once HasNext is set, else zero.
	NextHash [32]byte
	HasNext  bool
}

// Append appends the packed form.
func (h *PackedHeader) Append(dst []byte) []byte {
	dst = append(dst, h.Host[:]...)
	dst = append(dst, byte(h.Kind), 0)
	if h.HasNext {
		dst[len(dst)-1] = 1
	}
	dst = binary.BigEndian.AppendUint32(dst, h.Model)
	dst = binary.BigEndian.AppendUint32(dst, h.Count)
	dst = binary.BigEndian.AppendUint64(dst, uint64(h.Height))
	dst = binary.BigEndian.AppendUint64(dst, h.TotalTokens)
	dst = binary.BigEndian.AppendUint64(dst, h.TotalFee)
	dst = append(dst, h.Root[:]...)
	return append(dst, h.NextHash[:]...)
}

// Decode reads one packed header. It accepts exactly what Append writes of a header that could have been committed, and fails with
// ErrPackedHeader otherwise.
func (h *PackedHeader) Decode(b []byte) error {
	if len(b) != PackedHeaderSize {
		return fmt.Errorf("%w: %d bytes", ErrPackedHeader, len(b))
	}
	copy(h.Host[:], b)
	h.Kind = BatchKind(b[20])
	h.HasNext = b[21] == 1
	h.Model = binary.BigEndian.Uint32(b[22:])
	h.Count = binary.BigEndian.Uint32(b[26:])
	h.Height = int64(binary.BigEndian.Uint64(b[30:]))
	h.TotalTokens = binary.BigEndian.Uint64(b[38:])
	h.TotalFee = binary.BigEndian.Uint64(b[46:])
	copy(h.Root[:], b[54:])
	copy(h.NextHash[:], b[86:])
	switch {
	case b[20] != byte(BATCH_KIND_ARTIFACT):
		return fmt.Errorf("%w: kind %d", ErrPackedHeader, b[20])
	case b[21] > 1 || (!h.HasNext && h.NextHash != [32]byte{}):
		return fmt.Errorf("%w: flag %d", ErrPackedHeader, b[21])
	case h.Count == 0 || h.Count > MaxCount:
		return fmt.Errorf("%w: count %d", ErrPackedHeader, h.Count)
	case h.Height <= 0:
		return fmt.Errorf("%w: height %d", ErrPackedHeader, h.Height)
	}
	return nil
}

// CheckPacked checks the length of a value of the store: 1 to 16 headers. It returns how many there are.
func CheckPacked(value []byte) (int, error) {
	n := len(value) / PackedHeaderSize
	if n*PackedHeaderSize != len(value) || n == 0 || n > HeadersPerValue {
		return 0, fmt.Errorf("%w: value of %d bytes", ErrPackedHeader, len(value))
	}
	return n, nil
}
