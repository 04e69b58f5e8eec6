package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/pacer-network/pacer/chain/crypto/duty"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

type floydCase struct {
	Name    string   `json:"name"`
	Seed    hexBytes `json:"seed"`
	N       uint32   `json:"n"`
	M       uint32   `json:"m"`
	Indices u32s     `json:"indices"`
}

type floydRefused struct {
	Name string   `json:"name"`
	Seed hexBytes `json:"seed"`
	N    uint32   `json:"n"`
	M    uint32   `json:"m"`
	Why  string   `json:"why"`
}

func floyd(seed hexBytes, n, m uint32) (u32s, error) {
	x, err := seed.hash()
	if err != nil {
		return nil, err
	}
	stream := xof.NewStream(x)
	return stream.Floyd(n, m)
}

func floydFormula() formula {
	return spec[floydCase, floydRefused]{
		file:    "floyd.json",
		comment: "m distinct indices of [0, n): for j = n−m … n−1, t = below(j+1), add j if t is in the set already, else t; sorted; on a fresh stream of the seed, protocol §7",
		outputs: []string{"indices"},
		cases: func() ([]floydCase, error) {
			var cases []floydCase
			for _, p := range [][2]uint32{{0, 0}, {5, 0}, {1, 1}, {2, 1}, {10, 3}, {10, 9}, {10, 10}, {100, 50}, {8192, 20}, {math.MaxUint32, 4}} {
				name := fmt.Sprintf("%d of %d", p[1], p[0])
				cases = append(cases, floydCase{Name: name, Seed: sample("floyd "+name, 32), N: p[0], M: p[1]})
			}
			return cases, nil
		},
		solve: func(c floydCase) (floydCase, error) {
			var err error
			c.Indices, err = floyd(c.Seed, c.N, c.M)
			return c, err
		},
		refused: func() ([]floydRefused, error) {
			return []floydRefused{{"4 of 3", make([]byte, 32), 3, 4, "a sample without repetition is not larger than its range"}}, nil
		},
		refuse: func(r floydRefused) error {
			if len(r.Seed) != 32 {
				return nil
			}
			_, err := floyd(r.Seed, r.N, r.M)
			return err
		},
	}.formula()
}

type dutyInputs struct {
	Chain       string   `json:"chain"`
	Sigma       hexBytes `json:"sigma"`
	BatchID     u64      `json:"batch_id"`
	Root        hexBytes `json:"root"`
	NextHash    hexBytes `json:"next_hash"`
	Count       uint32   `json:"count"`
	RatePPM     uint32   `json:"rate_ppm"`
	Weight      u64      `json:"weight"`
	ModelWeight u64      `json:"model_weight"`
	OwnerWeight u64      `json:"owner_weight"`
}

type dutyCase struct {
	Name string `json:"name"`
	dutyInputs
	X       hexBytes `json:"x"`
	Indices u32s     `json:"indices"`
}

type dutyRefused struct {
	Name string `json:"name"`
	dutyInputs
	Why string `json:"why"`
}

func (d dutyInputs) params() duty.Params {
	return duty.Params{
		Count: d.Count, RatePPM: d.RatePPM,
		Weight: uint64(d.Weight), ModelWeight: uint64(d.ModelWeight), OwnerWeight: uint64(d.OwnerWeight),
	}
}

func (d dutyInputs) x() ([32]byte, error) {
	root, rootErr := d.Root.hash()
	next, nextErr := d.NextHash.hash()
	if err := errors.Join(rootErr, nextErr); err != nil {
		return [32]byte{}, err
	}
	return duty.X(d.Chain, d.Sigma, uint64(d.BatchID), root, next), nil
}

func dutiesFormula() formula {
	return spec[dutyCase, dutyRefused]{
		file: "duties.json",
		comment: "x = H(\"pacer/duty/v1\", chain, σ, batch id, root, next hash); num/den = count·rate·weight / (10^6·(model weight − owner weight));" +
			" m = ⌊num/den⌋, one more if the first draw below(den) < num mod den; then Floyd's m of count on the same stream, protocol §7",
		outputs: []string{"x", "indices"},
		cases:   dutyCases,
		solve: func(c dutyCase) (dutyCase, error) {
			x, err := c.x()
			if err != nil {
				return c, err
			}
			c.X = x[:]
			c.Indices, err = duty.Draw(x, c.params())
			return c, err
		},
		refused: func() ([]dutyRefused, error) {
			base, err := dutyBase("refused")
			if err != nil {
				return nil, err
			}
			overDen, overOwner, overRate := base, base, base
			overDen.ModelWeight, overDen.OwnerWeight = math.MaxUint64/1_000_000+1, 0
			overOwner.OwnerWeight = overOwner.ModelWeight + 1
			overRate.RatePPM, overRate.Weight = 1_000_000, overRate.ModelWeight-overRate.OwnerWeight+1
			return []dutyRefused{
				{"den = 2^64 and more", overDen, "10^6 · (model weight − owner weight) must stay below 2^64"},
				{"owner heavier than the model", overOwner, "the difference would be negative"},
				{"more duties than records", overRate, "num/den > count: the parameters contradict each other"},
			}, nil
		},
		refuse: func(r dutyRefused) error {
			x, err := r.x()
			if err != nil {
				return nil
			}
			_, err = duty.Draw(x, r.params())
			return err
		},
	}.formula()
}

// dutyBase expects 50·0.05·250/(1000−200) = 0.78125 duties.
func dutyBase(label string) (dutyInputs, error) {
	sigma, err := sigmaOf("sigma " + label)
	return dutyInputs{
		Chain: chainID, Sigma: sigma, BatchID: 1, Root: sample("root "+label, 32), NextHash: sample("next "+label, 32),
		Count: 50, RatePPM: 50_000, Weight: 250_000_000, ModelWeight: 1_000_000_000, OwnerWeight: 200_000_000,
	}, err
}

func dutyCases() ([]dutyCase, error) {
	base, err := dutyBase("duties")
	if err != nil {
		return nil, err
	}
	with := func(name string, change func(*dutyInputs)) dutyCase {
		d := base
		change(&d)
		return dutyCase{Name: name, dutyInputs: d}
	}
	hit, missed, err := extraDraws(base)
	if err != nil {
		return nil, err
	}
	return []dutyCase{
		hit,
		missed,
		with("m = 0 and a small remainder", func(d *dutyInputs) { d.Count, d.RatePPM, d.Weight = 1, 10_000, 1 }),
		with("m = n without a remainder", func(d *dutyInputs) { d.Count, d.RatePPM, d.Weight = 9, 1_000_000, 800_000_000 }),
		with("den = 0: nobody else serves the model", func(d *dutyInputs) { d.OwnerWeight = d.ModelWeight }),
		with("no records", func(d *dutyInputs) { d.Count = 0 }),
		with("no weight", func(d *dutyInputs) { d.Weight = 0 }),
		with("rate 0", func(d *dutyInputs) { d.RatePPM = 0 }),
		with("owner does not serve the model", func(d *dutyInputs) { d.OwnerWeight = 0 }),
		with("whole part without a remainder", func(d *dutyInputs) { d.Count, d.RatePPM, d.Weight = 80, 100_000, 400_000_000 }),
		with("half of a large batch", func(d *dutyInputs) { d.Count, d.RatePPM, d.Weight = 300, 500_000, 333_333_333 }),
		with("largest batch and batch id", func(d *dutyInputs) { d.Count, d.BatchID = 8192, math.MaxUint64 }),
		with("num above 2^64, den just below", func(d *dutyInputs) {
			d.Count, d.RatePPM, d.Weight, d.ModelWeight, d.OwnerWeight = 4096, 100_000, 184_467_440_737, 18_446_744_073_709, 0
		}),
		with("another chain", func(d *dutyInputs) { d.Chain = otherChain }),
	}, nil
}

// extraDraws are two batches of one Host with m = ⌊num/den⌋ = 0 and a remainder: in
// one the first draw adds a duty, in the other not.
func extraDraws(base dutyInputs) (hit, missed dutyCase, err error) {
	for id := u64(1); hit.Name == "" || missed.Name == ""; id++ {
		d := base
		d.BatchID = id
		x, err := d.x()
		if err != nil {
			return hit, missed, err
		}
		indices, err := duty.Draw(x, d.params())
		if err != nil {
			return hit, missed, err
		}
		if len(indices) == 1 && hit.Name == "" {
			hit = dutyCase{Name: "the extra draw hits", dutyInputs: d}
		}
		if len(indices) == 0 && missed.Name == "" {
			missed = dutyCase{Name: "the extra draw misses", dutyInputs: d}
		}
	}
	return hit, missed, nil
}
