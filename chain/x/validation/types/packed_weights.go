package types

import (
	"encoding/binary"
	"errors"
	"fmt"

	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
)

// packedWeightSize is the length of one entry: host 20 ‖ weight u64be.
const packedWeightSize = inferencetypes.AddressSize + 8

// ErrPackedWeights says that bytes are not what AppendWeight wrote in order of address.
var ErrPackedWeights = errors.New("validation: malformed packed weights")

// AppendWeight appends a member to the packed weights of a model. Members come in order of address.
func AppendWeight(dst []byte, host []byte, weight uint64) []byte {
	return binary.BigEndian.AppendUint64(append(dst, host...), weight)
}

// ModelWeights are the weights of the members of an epoch that serve a model.
type ModelWeights struct {
	// Total is their sum (W_model).
	Total uint64
	of    map[[inferencetypes.AddressSize]byte]uint64
}

// Of returns a member's weight, 0 if it does not serve the model.
func (w ModelWeights) Of(host [inferencetypes.AddressSize]byte) uint64 { return w.of[host] }

// WeightEntries returns how many members a packed value holds.
func WeightEntries(b []byte) uint64 { return uint64(len(b) / packedWeightSize) }

// DecodeWeights reads the packed weights of a model. It fails with ErrPackedWeights, or with ErrWeightsTooLarge if 10^6 times their sum
// does not fit 64 bits (protocol §7: den < 2^64).
func DecodeWeights(b []byte) (ModelWeights, error) {
	if len(b)%packedWeightSize != 0 {
		return ModelWeights{}, fmt.Errorf("%w: %d bytes", ErrPackedWeights, len(b))
	}
	w := ModelWeights{of: make(map[[inferencetypes.AddressSize]byte]uint64, WeightEntries(b))}
	var before [inferencetypes.AddressSize]byte
	for at := 0; at < len(b); at += packedWeightSize {
		host := [inferencetypes.AddressSize]byte(b[at:])
		if at > 0 && string(before[:]) >= string(host[:]) {
			return ModelWeights{}, fmt.Errorf("%w: not in order of address", ErrPackedWeights)
		}
		before = host
		weight := binary.BigEndian.Uint64(b[at+inferencetypes.AddressSize:])
		if weight > MaxModelWeight-w.Total {
			return ModelWeights{}, ErrWeightsTooLarge.Wrapf("the weights of a model exceed %d", uint64(MaxModelWeight))
		}
		w.Total += weight
		w.of[host] = weight
	}
	return w, nil
}
