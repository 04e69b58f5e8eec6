package settlement_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/settlement"
)

func TestEmissionDeclinesStepByStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		emission := rapid.Uint64().Draw(t, "emission 0")
		decay := rapid.Uint32Max(1_000_000).Draw(t, "decay")
		epochs := rapid.Uint64Max(50).Draw(t, "epochs")
		want := new(big.Int).SetUint64(emission)
		for range epochs {
			want.Mul(want, big.NewInt(int64(decay)))
			want.Quo(want, big.NewInt(1_000_000))
		}
		got, err := settlement.Emission(emission, decay, epochs)
		if err != nil || !want.IsUint64() || got != want.Uint64() {
			t.Fatalf("Emission = %d, %v; want %v", got, err, want)
		}
	})
}

func TestEmissionStopsWhereItNoLongerChanges(t *testing.T) {
	for decay, want := range map[uint32]uint64{1_000_000: 500, 0: 0, 1: 0} {
		got, err := settlement.Emission(500, decay, math.MaxUint64)
		if err != nil || got != want {
			t.Errorf("decay %d: %d, %v; want %d", decay, got, err, want)
		}
	}
}

func TestGrowthIsRefused(t *testing.T) {
	if _, err := settlement.NextEmission(1, 1_000_001); !errors.Is(err, settlement.ErrDecay) {
		t.Errorf("NextEmission: %v, want ErrDecay", err)
	}
	if _, err := settlement.Emission(1, 1_000_001, 1); !errors.Is(err, settlement.ErrDecay) {
		t.Errorf("Emission: %v, want ErrDecay", err)
	}
}

func TestSharesAndDustAreThePool(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := rapid.Uint64().Draw(t, "pool")
		weights := rapid.SliceOfN(rapid.Uint64Max(math.MaxUint64/20), 1, 20).Draw(t, "weights")
		total := new(big.Int)
		for _, weight := range weights {
			total.Add(total, new(big.Int).SetUint64(weight))
		}
		shares, dust, err := settlement.Shares(pool, weights)
		if total.Sign() == 0 {
			if !errors.Is(err, settlement.ErrTotalWeight) {
				t.Fatalf("no weight at all: %v, want ErrTotalWeight", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		sum := dust
		for i, share := range shares {
			want := new(big.Int).SetUint64(pool)
			want.Mul(want, new(big.Int).SetUint64(weights[i])).Quo(want, total)
			if want.Uint64() != share {
				t.Fatalf("share %d = %d, want %v", i, share, want)
			}
			sum += share
		}
		if sum != pool || dust >= uint64(len(weights)) {
			t.Fatalf("shares and dust %d sum to %d of %d", dust, sum, pool)
		}
	})
}

func TestWeightsWithoutAUsableTotalAreRefused(t *testing.T) {
	for name, weights := range map[string][]uint64{
		"none": nil, "all zero": {0, 0}, "over 64 bits": {math.MaxUint64, 1},
	} {
		if _, _, err := settlement.Shares(10, weights); !errors.Is(err, settlement.ErrTotalWeight) {
			t.Errorf("%s: %v, want ErrTotalWeight", name, err)
		}
	}
	if _, err := settlement.Share(10, 3, 2); !errors.Is(err, settlement.ErrTotalWeight) {
		t.Errorf("more than the total: %v, want ErrTotalWeight", err)
	}
}

func TestPenaltyTakesItsShareRoundedDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.Uint64().Draw(t, "share")
		penalty := rapid.Uint32Max(1_000_000).Draw(t, "penalty")
		taken := new(big.Int).Mul(new(big.Int).SetUint64(share), big.NewInt(int64(penalty)))
		taken.Quo(taken, big.NewInt(1_000_000))
		got, err := settlement.Without(share, penalty)
		if err != nil || got != share-taken.Uint64() {
			t.Fatalf("Without = %d, %v; want %d", got, err, share-taken.Uint64())
		}
	})
	if _, err := settlement.Without(1, 1_000_001); !errors.Is(err, settlement.ErrPenalty) {
		t.Errorf("more than all: %v", err)
	}
}
