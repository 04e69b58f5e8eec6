package duty_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/duty"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// reference is the draw of protocol §7 word for word, in big integers. ok is false
// where the parameters are to be refused.
func reference(x [32]byte, p duty.Params) (indices []uint32, quota *big.Int, ok bool) {
	u := func(v uint64) *big.Int { return new(big.Int).SetUint64(v) }
	den := new(big.Int).Sub(u(p.ModelWeight), u(p.OwnerWeight))
	den.Mul(den, u(1_000_000))
	if den.Sign() < 0 || den.BitLen() > 64 {
		return nil, nil, false
	}
	if den.Sign() == 0 {
		return nil, u(0), true
	}
	n := u(uint64(p.Count))
	num := new(big.Int).Mul(n, u(uint64(p.RatePPM)))
	num.Mul(num, u(p.Weight))
	if num.Cmp(new(big.Int).Mul(n, den)) > 0 {
		return nil, nil, false
	}
	m, remainder := new(big.Int).QuoRem(num, den, new(big.Int))
	quota = new(big.Int).Add(m, u(1))

	stream := xof.NewStream(x)
	first, _ := stream.Below(den.Uint64())
	if u(first).Cmp(remainder) < 0 {
		m.Add(m, u(1))
	}
	drawn := map[uint64]bool{}
	for j := uint64(p.Count) - m.Uint64(); j < uint64(p.Count); j++ {
		t, _ := stream.Below(j + 1)
		if drawn[t] {
			t = j
		}
		drawn[t] = true
	}
	for index := range drawn {
		indices = append(indices, uint32(index))
	}
	slices.Sort(indices)
	return indices, quota, true
}

func TestDrawEqualsTheReferenceInBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x [32]byte
		copy(x[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "x"))
		model := rapid.OneOf(
			rapid.Uint64Range(0, 5),
			rapid.Uint64Max(1_000_000_000),
			rapid.Uint64Max(math.MaxUint64/1_000_000+2),
			rapid.Uint64(),
		).Draw(t, "model weight")
		p := duty.Params{
			Count:       rapid.Uint32Max(300).Draw(t, "count"),
			RatePPM:     rapid.OneOf(rapid.Uint32Max(100_000), rapid.Uint32Max(1_000_000)).Draw(t, "rate"),
			ModelWeight: model,
			OwnerWeight: rapid.OneOf(rapid.Uint64Max(model), rapid.Uint64()).Draw(t, "owner weight"),
			Weight:      rapid.OneOf(rapid.Uint64Max(model), rapid.Uint64()).Draw(t, "weight"),
		}
		want, wantQuota, ok := reference(x, p)
		got, err := duty.Draw(x, p)
		quota, quotaErr := duty.Quota(p)
		if !ok {
			if err == nil || quotaErr == nil {
				t.Fatalf("%+v: Draw %v, Quota %v; both must be refused", p, err, quotaErr)
			}
			return
		}
		if err != nil || quotaErr != nil {
			t.Fatalf("%+v: Draw %v, Quota %v", p, err, quotaErr)
		}
		if !slices.Equal(got, want) || new(big.Int).SetUint64(quota).Cmp(wantQuota) != 0 {
			t.Fatalf("%+v: %v quota %d, want %v quota %v", p, got, quota, want, wantQuota)
		}
		if uint64(len(got)) > quota {
			t.Fatalf("%+v: %d duties exceed the quota %d", p, len(got), quota)
		}
	})
}

func TestParametersOutsideTheProtocolAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		params duty.Params
		want   error
	}{
		"owner heavier than the model": {duty.Params{Count: 1, RatePPM: 1, Weight: 1, ModelWeight: 1, OwnerWeight: 2}, duty.ErrWeights},
		"den = 2^64 and more":          {duty.Params{Count: 1, RatePPM: 1, Weight: 1, ModelWeight: math.MaxUint64/1_000_000 + 1}, duty.ErrDenominator},
		"num/den > n":                  {duty.Params{Count: 3, RatePPM: 1_000_000, Weight: 4, ModelWeight: 3}, duty.ErrTooMany},
		"num/den ≥ 2^64":               {duty.Params{Count: 3, RatePPM: 1_000_000, Weight: math.MaxUint64, ModelWeight: 1}, duty.ErrTooMany},
	} {
		if _, err := duty.Draw([32]byte{}, c.params); !errors.Is(err, c.want) {
			t.Errorf("%s: Draw: %v, want %v", name, err, c.want)
		}
		if _, err := duty.Quota(c.params); !errors.Is(err, c.want) {
			t.Errorf("%s: Quota: %v, want %v", name, err, c.want)
		}
	}
}

func TestNobodyElseServesTheModel(t *testing.T) {
	p := duty.Params{Count: 10, RatePPM: 100_000, Weight: 5, ModelWeight: 5, OwnerWeight: 5}
	indices, err := duty.Draw([32]byte{1}, p)
	if err != nil || indices != nil {
		t.Fatalf("Draw = %v, %v; want no duties", indices, err)
	}
	if quota, err := duty.Quota(p); quota != 0 || err != nil {
		t.Fatalf("Quota = %d, %v; want 0", quota, err)
	}
}

func TestEveryRecordIsADutyAtRateOneWithTheWholeWeight(t *testing.T) {
	p := duty.Params{Count: 6, RatePPM: 1_000_000, Weight: 5, ModelWeight: 9, OwnerWeight: 4}
	indices, err := duty.Draw([32]byte{1}, p)
	if err != nil || !slices.Equal(indices, []uint32{0, 1, 2, 3, 4, 5}) {
		t.Fatalf("Draw = %v, %v", indices, err)
	}
}

// Over many seeds the mean number of duties is num/den: 50·0.1·1/4 = 1.25 of each
// batch; 20,000 batches give 25,000 with a standard deviation of 61.
func TestTheMeanNumberOfDutiesIsTheExpectation(t *testing.T) {
	p := duty.Params{Count: 50, RatePPM: 100_000, Weight: 1, ModelWeight: 5, OwnerWeight: 1}
	total := 0
	for i := range 20_000 {
		indices, err := duty.Draw(xof.H("test", xof.U64(uint64(i))), p)
		if err != nil {
			t.Fatal(err)
		}
		total += len(indices)
	}
	if total < 24_650 || total > 25_350 {
		t.Fatalf("%d duties, want about 25,000", total)
	}
}
