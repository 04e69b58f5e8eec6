package sprintwork

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestSquareRootIsExact(t *testing.T) {
	check := func(v uint32) {
		if want := new(big.Int).Sqrt(new(big.Int).SetUint64(uint64(v))).Uint64(); uint64(squareRoot(v)) != want {
			t.Fatalf("root of %d is %d, want %d", v, squareRoot(v), want)
		}
	}
	for root := uint32(1); root < 1<<16; root++ {
		check(root * root)
		check(root*root - 1)
	}
	check(0)
	check(math.MaxUint32)
	rapid.Check(t, func(t *rapid.T) { check(rapid.Uint32().Draw(t, "v")) })
}

func TestRoundGoesToTheNearestAndHalvesUp(t *testing.T) {
	for _, c := range [][2]int32{{0, 0}, {3, 0}, {4, 1}, {11, 1}, {12, 2}, {-3, 0}, {-4, 0}, {-5, -1}, {-12, -1}, {-13, -2}} {
		if got := round(c[0], 3); got != c[1] {
			t.Errorf("%d / 8 rounds to %d, want %d", c[0], got, c[1])
		}
	}
}

func TestBounds(t *testing.T) {
	for _, c := range [][2]int32{{-129, -128}, {-128, -128}, {0, 0}, {127, 127}, {128, 127}, {math.MaxInt32, 127}, {math.MinInt32, -128}} {
		if got := saturate(c[0]); int32(got) != c[1] {
			t.Errorf("%d saturates to %d, want %d", c[0], got, c[1])
		}
	}
	for _, c := range [][2]int32{{-4096, -4095}, {-4095, -4095}, {4095, 4095}, {4096, 4095}, {1 << 20, 4095}} {
		if got := clamp(c[0]); int32(got) != c[1] {
			t.Errorf("%d is clamped to %d, want %d", c[0], got, c[1])
		}
	}
}

func TestPowersFallFrom127To1(t *testing.T) {
	if powers[0] != 127 || powers[16] != 64 || powers[127] != 1 {
		t.Fatalf("table %v", powers)
	}
	for i := 1; i < len(powers); i++ {
		if powers[i] > powers[i-1] || powers[i] == 0 || int64(powers[i]) != refTable(int64(i)) {
			t.Fatalf("entry %d is %d after %d", i, powers[i], powers[i-1])
		}
	}
}
