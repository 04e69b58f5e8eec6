package sprintwork

import (
	"errors"
	"testing"
)

func TestShiftsOfTheSpecification(t *testing.T) {
	for _, c := range []struct {
		dim      uint32
		kd, gate uint
	}{{64, 9, 5}, {128, 10, 4}, {256, 10, 5}, {512, 11, 4}, {768, 11, 5}, {1024, 11, 5}, {2048, 12, 4}, {4096, 12, 5}} {
		k := Shape{c.dim, 1, c.dim / 64, c.dim, 4}.shifts()
		if k.dim != c.kd || k.ff != c.kd || k.gate != c.gate || k.scores != 8 {
			t.Errorf("dim %d: %+v, want kd %d and kg %d, ks 8", c.dim, k, c.kd, c.gate)
		}
	}
	for width, ks := range map[uint32]uint{16: 7, 32: 8, 64: 8, 80: 9, 256: 9} {
		if got := (Shape{Dim: width, Heads: 1, FF: 64}).shifts().scores; got != ks {
			t.Errorf("heads %d wide: ks %d, want %d", width, got, ks)
		}
	}
}

func TestWorkOfTheSpecification(t *testing.T) {
	for _, c := range []struct {
		shape         Shape
		work, weights uint64
	}{
		{Shape{1024, 3, 16, 1024, 16}, 353_894_400, 22_020_096},
		{Shape{512, 4, 8, 1024, 16}, 168_820_736, 10_485_760},
		{Shape{64, 2, 2, 128, 16}, 1_376_256, 81_920},
	} {
		if err := c.shape.Validate(); err != nil || c.shape.MultiplyAdds() != c.work || c.shape.WeightBytes() != c.weights {
			t.Errorf("%+v: %v, %d multiply–adds, %d bytes", c.shape, err, c.shape.MultiplyAdds(), c.shape.WeightBytes())
		}
	}
}

func TestSizesOutsideTheTableAreRefused(t *testing.T) {
	good := Shape{128, 2, 2, 128, 16}
	for _, c := range []struct {
		size string
		edit func(*Shape)
	}{
		{"dim", func(s *Shape) { s.Dim = 0 }},
		{"dim", func(s *Shape) { s.Dim = 96 }},
		{"dim", func(s *Shape) { s.Dim, s.Heads = 4160, 65 }},
		{"layers", func(s *Shape) { s.Layers = 0 }},
		{"layers", func(s *Shape) { s.Layers = 33 }},
		{"layers", func(s *Shape) { *s = Shape{4096, 32, 16, 4096, 16} }},
		{"layers", func(s *Shape) { *s = Shape{4096, 10, 16, 4096, 16} }},
		{"heads", func(s *Shape) { s.Heads = 0 }},
		{"heads", func(s *Shape) { s.Heads = 3 }},
		{"heads", func(s *Shape) { s.Heads = 16 }},
		{"heads", func(s *Shape) { s.Heads = 256 }},
		{"heads", func(s *Shape) { s.Dim, s.Heads = 1024, 2 }},
		{"ff", func(s *Shape) { s.FF = 32 }},
		{"ff", func(s *Shape) { s.FF = 100 }},
		{"ff", func(s *Shape) { s.FF = 4160 }},
		{"seq", func(s *Shape) { s.Seq = 0 }},
		{"seq", func(s *Shape) { s.Seq = 6 }},
		{"seq", func(s *Shape) { s.Seq = 260 }},
	} {
		s := good
		c.edit(&s)
		var wrong *ShapeError
		if err := s.Validate(); !errors.As(err, &wrong) || !errors.Is(err, ErrShape) || wrong.Size != c.size {
			t.Errorf("%+v: %v, want a refusal of %s", s, err, c.size)
		}
	}
	for _, s := range []Shape{good, {64, 1, 4, 64, 4}, {4096, 9, 16, 4096, 256}, {4096, 1, 256, 64, 4}, {256, 32, 1, 4096, 256}} {
		if err := s.Validate(); err != nil {
			t.Errorf("%+v: %v", s, err)
		}
	}
}
