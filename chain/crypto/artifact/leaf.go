// Package artifact encodes the value of an artifact leaf (protocol §1): the
// canonical protobuf of ArtifactLeaf, which Executors commit and validators open.
package artifact

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrEncoding says that bytes are not the canonical encoding of an ArtifactLeaf.
var ErrEncoding = errors.New("artifact leaf: not canonical")

// Leaf is ArtifactLeaf, its fields in the order of their numbers 1 … 5.
type Leaf struct {
	BodyHash     []byte // sha256_body, of the request's body
	ResponseHash []byte // sha256_response
	ArtifactHash []byte // artifact_hash
	Requester    []byte // requester, raw address
	Signature    []byte // signature, the requester's over request_id
}

const wireBytes = 2 // protobuf's wire type of a length-delimited field

func (l *Leaf) fields() [5]*[]byte {
	return [5]*[]byte{&l.BodyHash, &l.ResponseHash, &l.ArtifactHash, &l.Requester, &l.Signature}
}

// Encode is the canonical protobuf: fields in order, empty ones left out.
func Encode(l Leaf) []byte {
	var value []byte
	for i, field := range l.fields() {
		if len(*field) == 0 {
			continue
		}
		value = append(value, byte(i+1)<<3|wireBytes)
		value = binary.AppendUvarint(value, uint64(len(*field)))
		value = append(value, *field...)
	}
	return value
}

// Decode is the inverse of Encode. It refuses whatever Encode does not write:
// fields out of order, repeated, empty or unknown, lengths that are not minimal,
// bytes that are missing. It fails with ErrEncoding. The fields share value's
// memory.
func Decode(value []byte) (Leaf, error) {
	var l Leaf
	fields := l.fields()
	next := 0 // index of the lowest field that may follow
	for len(value) > 0 {
		number := int(value[0] >> 3)
		if value[0]&7 != wireBytes || number < next+1 || number > len(fields) {
			return Leaf{}, fmt.Errorf("%w: unexpected field key %#x", ErrEncoding, value[0])
		}
		length, size := binary.Uvarint(value[1:])
		if size <= 0 || size != uvarintSize(length) {
			return Leaf{}, fmt.Errorf("%w: length of field %d", ErrEncoding, number)
		}
		value = value[1+size:]
		if length == 0 || length > uint64(len(value)) {
			return Leaf{}, fmt.Errorf("%w: field %d has %d bytes of %d", ErrEncoding, number, len(value), length)
		}
		*fields[number-1] = value[:length:length]
		value = value[length:]
		next = number
	}
	return l, nil
}

func uvarintSize(n uint64) int {
	return len(binary.AppendUvarint(make([]byte, 0, binary.MaxVarintLen64), n))
}
