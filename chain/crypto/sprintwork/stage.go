package sprintwork

import (
	"encoding/binary"
	"fmt"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// NoLayer is the layer of the stages before the first layer and after the last.
const NoLayer = -1

// Stage is one tensor of a forward pass, by its name in sprint-work §6: r and x as int16 little-endian, all else one byte per element.
type Stage struct {
	Layer  int // from 0 on, or NoLayer
	Tensor string
	Bytes  []byte
}

// Trace is Digest; observe is shown every stage on the way.
func (v *Verifier) Trace(host []byte, nonce uint64, observe func(Stage)) [xof.Size]byte {
	v.observe = observe
	defer func() { v.observe = nil }()
	return v.Digest(host, nonce)
}

// show costs a comparison unless somebody observes.
func show[T int8 | uint8 | int16](v *Verifier, layer int, tensor string, value []T) {
	if v.observe == nil {
		return
	}
	content, err := binary.Append(nil, binary.LittleEndian, value)
	if err != nil {
		panic(fmt.Errorf("sprintwork: a stage of no fixed size: %w", err)) // integers all
	}
	v.observe(Stage{layer, tensor, content})
}
