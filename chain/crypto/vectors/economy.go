package main

import (
	"fmt"
	"math"

	"github.com/pacer-network/pacer/chain/crypto/deadline"
	"github.com/pacer-network/pacer/chain/crypto/settlement"
	"github.com/pacer-network/pacer/chain/crypto/slots"
)

type slotsWeight struct {
	Address hexBytes `json:"address"`
	Weight  u64      `json:"weight"`
}

type slotsCase struct {
	Name    string        `json:"name"`
	W       uint32        `json:"w"`
	Weights []slotsWeight `json:"weights"`
	Slots   u32s          `json:"slots"`
}

type slotsRefused struct {
	Name    string        `json:"name"`
	W       uint32        `json:"w"`
	Weights []slotsWeight `json:"weights"`
	Why     string        `json:"why"`
}

func apportion(w uint32, weights []slotsWeight) (u32s, error) {
	holders := make([]slots.Holder, len(weights))
	for i, h := range weights {
		holders[i] = slots.Holder{Address: h.Address, Weight: uint64(h.Weight)}
	}
	return slots.Apportion(w, holders)
}

// weighted gives the n-th weight an address that sorts before those of the rest.
func weighted(weights ...u64) []slotsWeight {
	out := make([]slotsWeight, len(weights))
	for i, w := range weights {
		a := address("slots")
		a[0] = byte(len(weights) - i)
		out[i] = slotsWeight{Address: a, Weight: w}
	}
	return out
}

func slotsFormula() formula {
	return spec[slotsCase, slotsRefused]{
		file:    "slots.json",
		comment: "⌊w·W/Σ⌋ slots each, the rest one by one to the largest remainders w·W mod Σ, ties by address bytes, lower first, protocol §3",
		outputs: []string{"slots"},
		cases: func() ([]slotsCase, error) {
			lastByte := weighted(1, 1, 1)
			for i := range lastByte {
				lastByte[i].Address = append(make(hexBytes, 19), []byte{9, 255, 10}[i])
			}
			return []slotsCase{
				{Name: "four equal hosts", W: 64, Weights: weighted(250_000_000, 250_000_000, 250_000_000, 250_000_000)},
				{Name: "one host", W: 1000, Weights: weighted(1)},
				{Name: "three equal: the tie goes to the lowest address", W: 64, Weights: weighted(5, 5, 5)},
				{Name: "addresses that differ in the last byte", W: 64, Weights: lastByte},
				{Name: "the largest remainder wins", W: 10, Weights: weighted(47, 16, 158, 12, 61, 6)},
				{Name: "no slot for the lightest", W: 10, Weights: weighted(1, 999)},
				{Name: "no weight, no slot", W: 7, Weights: weighted(0, 3, 4)},
				{Name: "no slots", W: 0, Weights: weighted(1, 2)},
				{Name: "more hosts than slots", W: 2, Weights: weighted(3, 3, 3, 3)},
				{Name: "weights up to 2^64", W: 1000, Weights: weighted(math.MaxUint64-2, 1, 1)},
			}, nil
		},
		solve: func(c slotsCase) (slotsCase, error) {
			var err error
			c.Slots, err = apportion(c.W, c.Weights)
			return c, err
		},
		refused: func() ([]slotsRefused, error) {
			twice := weighted(3, 4)
			twice[1].Address = twice[0].Address
			return []slotsRefused{
				{"no weight at all", 64, weighted(0, 0), "nothing to divide by"},
				{"sum of weights over 64 bits", 64, weighted(math.MaxUint64, 1), "the sum is 64 bits"},
				{"address twice", 64, twice, "ties would have no order"},
			}, nil
		},
		refuse: func(r slotsRefused) error {
			_, err := apportion(r.W, r.Weights)
			return err
		},
	}.formula()
}

type deadlineCase struct {
	Name          string `json:"name"`
	Chain         string `json:"chain"`
	OperationKey  string `json:"operation_key"`
	Attempt       u64    `json:"attempt"`
	BlockTimeNS   u64    `json:"block_time_ns"`
	TargetBlockMS uint32 `json:"target_block_ms"`
	EpochLength   uint32 `json:"epoch_length"`
	DeadlineNS    u64    `json:"deadline_ns"`
}

func deadlineFormula() formula {
	return spec[deadlineCase, none]{
		file: "deadline.json",
		comment: "s = clamp(⌊target_block_ms · epoch_length / 8000⌋, 5, 240) seconds; deadline = (⌊t/s⌋ + 2)·s seconds" +
			" + u64be(H(\"pacer/tx/v1\", chain, operation key, attempt)[0..8]) mod 10^9 ns, architecture",
		outputs: []string{"deadline_ns"},
		cases: func() ([]deadlineCase, error) {
			production := deadlineCase{
				Name: "production", Chain: chainID, OperationKey: "claim/7", Attempt: 1,
				BlockTimeNS: 1_795_435_200_123_456_789, TargetBlockMS: 5000, EpochLength: 17_280,
			}
			local, middle, second, edge, before, chain := production, production, production, production, production, production
			local.Name, local.TargetBlockMS, local.EpochLength = "local", 500, 90
			middle.Name, middle.TargetBlockMS, middle.EpochLength = "step between the bounds", 1000, 333
			second.Name, second.Attempt = "attempt 2: another nanosecond", 2
			edge.Name, edge.BlockTimeNS = "first nanosecond of a step", 1_795_435_200_000_000_000
			before.Name, before.BlockTimeNS = "last nanosecond of a step", 1_795_435_199_999_999_999
			chain.Name, chain.Chain = "another chain", otherChain
			return []deadlineCase{production, local, middle, second, edge, before, chain}, nil
		},
		solve: func(c deadlineCase) (deadlineCase, error) {
			step := deadline.Step(uint64(c.TargetBlockMS), uint64(c.EpochLength))
			at, err := deadline.At(c.Chain, c.OperationKey, uint64(c.Attempt), uint64(c.BlockTimeNS), step)
			c.DeadlineNS = u64(at)
			return c, err
		},
	}.formula()
}

type settlementCase struct {
	Name      string `json:"name"`
	Emission0 u64    `json:"emission_0"`
	DecayPPM  uint32 `json:"decay_ppm"`
	Epoch     u64    `json:"epoch"`
	Emission  u64    `json:"emission"`
	Weights   []u64  `json:"weights"`
	Shares    []u64  `json:"shares"`
	Dust      u64    `json:"dust"`
}

type settlementRefused struct {
	Name      string `json:"name"`
	Emission0 u64    `json:"emission_0"`
	DecayPPM  uint32 `json:"decay_ppm"`
	Epoch     u64    `json:"epoch"`
	Weights   []u64  `json:"weights"`
	Why       string `json:"why"`
}

func settle(emission0 u64, decayPPM uint32, epoch u64, weights []u64) (emission u64, shares []u64, dust u64, err error) {
	e, err := settlement.Emission(uint64(emission0), decayPPM, uint64(epoch))
	if err != nil {
		return 0, nil, 0, err
	}
	plain := make([]uint64, len(weights))
	for i, w := range weights {
		plain[i] = uint64(w)
	}
	s, d, err := settlement.Shares(e, plain)
	shares = make([]u64, len(s))
	for i, share := range s {
		shares[i] = u64(share)
	}
	return u64(e), shares, u64(d), err
}

func settlementFormula() formula {
	return spec[settlementCase, settlementRefused]{
		file:    "settlement.json",
		comment: "emission(0) = emission_0, emission(N+1) = ⌊emission(N) · decay_ppm / 10^6⌋; share = ⌊emission · weight / Σ weights⌋, dust = emission − Σ shares, protocol §8",
		outputs: []string{"emission", "shares", "dust"},
		cases: func() ([]settlementCase, error) {
			equal := []u64{250_000_000, 250_000_000, 250_000_000, 250_000_000}
			var cases []settlementCase
			for _, epoch := range []u64{0, 1, 2, 100, 3650} {
				cases = append(cases, settlementCase{
					Name: fmt.Sprintf("epoch %d", epoch), Emission0: 100_000_000_000_000, DecayPPM: 999_000, Epoch: epoch, Weights: equal,
				})
			}
			return append(cases,
				settlementCase{Name: "rounding down at each step", Emission0: 10, DecayPPM: 999_999, Epoch: 3, Weights: []u64{1, 1, 1}},
				settlementCase{Name: "no decline", Emission0: 1000, DecayPPM: 1_000_000, Epoch: 50, Weights: []u64{1, 2, 3, 0}},
				settlementCase{Name: "decay 0", Emission0: 1000, DecayPPM: 0, Epoch: 1, Weights: []u64{1}},
				settlementCase{Name: "dust", Emission0: 1000, DecayPPM: 1_000_000, Epoch: 0, Weights: []u64{1, 1, 1, 1, 1, 1, 1}},
				settlementCase{Name: "products beyond 64 bits", Emission0: math.MaxUint64, DecayPPM: 999_999, Epoch: 1, Weights: []u64{math.MaxUint64 / 2, math.MaxUint64 / 3}},
			), nil
		},
		solve: func(c settlementCase) (settlementCase, error) {
			var err error
			c.Emission, c.Shares, c.Dust, err = settle(c.Emission0, c.DecayPPM, c.Epoch, c.Weights)
			return c, err
		},
		refused: func() ([]settlementRefused, error) {
			return []settlementRefused{
				{"decay over 1,000,000 ppm", 1000, 1_000_001, 1, []u64{1}, "an emission never grows"},
				{"no weight at all", 1000, 1_000_000, 0, []u64{0, 0}, "nothing to divide by"},
			}, nil
		},
		refuse: func(r settlementRefused) error {
			_, _, _, err := settle(r.Emission0, r.DecayPPM, r.Epoch, r.Weights)
			return err
		},
	}.formula()
}
