package sprintwork

import (
	"errors"
	"fmt"
)

// ErrLength says that bytes given outright are too many or too few for the shape.
var ErrLength = errors.New("sprintwork: wrong number of bytes")

// layer is the weights of one layer.
type layer struct{ qkv, o, gu, d matrix }

// Weights are the transformer's weights in one epoch. They never change and may be used by several goroutines.
type Weights struct {
	epoch  Epoch
	shape  Shape
	layers []layer
}

// Expand computes the weights of an epoch, which take s.WeightBytes() bytes of memory. It fails with a *ShapeError.
func Expand(e Epoch, s Shape) (*Weights, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	w, err := FromStream(s, e.WeightStream(s.WeightBytes()))
	if err != nil {
		return nil, err
	}
	w.epoch = e
	return w, nil
}

// FromStream makes weights of the bytes of a weight stream, for vectors with extreme weights, and keeps them. It fails with a *ShapeError, or
// with ErrLength unless there are s.WeightBytes() of them. Such weights have no epoch.
func FromStream(s Shape, stream []byte) (*Weights, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if uint64(len(stream)) != s.WeightBytes() {
		return nil, fmt.Errorf("%w: %d bytes of weights, want %d", ErrLength, len(stream), s.WeightBytes())
	}
	next := func(out, in int) matrix {
		m := matrix{in, stream[:out*in]}
		stream = stream[out*in:]
		return m
	}
	d, f := int(s.Dim), int(s.FF)
	w := &Weights{shape: s, layers: make([]layer, s.Layers)}
	for i := range w.layers {
		w.layers[i] = layer{qkv: next(3*d, d), o: next(d, d), gu: next(2*f, d), d: next(d, f)}
	}
	return w, nil
}

// Shape is the sizes that the weights were expanded for.
func (w *Weights) Shape() Shape { return w.shape }

// Epoch is what the weights were expanded from.
func (w *Weights) Epoch() Epoch { return w.epoch }
