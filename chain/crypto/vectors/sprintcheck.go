package main

import (
	"fmt"
	"math"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
)

type checkCase struct {
	Name      string   `json:"name"`
	Chain     string   `json:"chain"`
	Epoch     u64      `json:"epoch"`
	BlockHash hexBytes `json:"block_hash"`
	Host      hexBytes `json:"host"`
	Count     uint32   `json:"count"`
	Samples   uint32   `json:"samples"`
	Seed      hexBytes `json:"seed"`
	Indices   u32s     `json:"indices"`
}

func sprintCheckFormula() formula {
	return spec[checkCase, struct{}]{
		file: "sprint-check.json",
		comment: "seed = H(\"pacer/sprint-check/v1\", chain, epoch, block_hash, host), block_hash of the first block after the compute window;" +
			" indices = Floyd's min(samples, count) of count on a fresh stream of the seed, sorted: places in the Host's list of nonces, sprint-work §5",
		outputs: []string{"seed", "indices"},
		cases: func() ([]checkCase, error) {
			base := checkCase{Chain: chainID, Epoch: 7, BlockHash: sample("sprint check", 32), Host: address("sprint check"), Count: 50, Samples: 2}
			var cases []checkCase
			add := func(name string, edit func(*checkCase)) {
				c := base
				edit(&c)
				c.Name = name
				cases = append(cases, c)
			}
			for _, count := range []uint32{0, 1, 2, 3, 50, 4096} {
				add(fmt.Sprintf("2 of %d", count), func(c *checkCase) { c.Count = count })
			}
			add("none of 50", func(c *checkCase) { c.Samples = 0 })
			add("5 of 50", func(c *checkCase) { c.Samples = 5 })
			add("5 of 4", func(c *checkCase) { c.Count, c.Samples = 4, 5 })
			add("epoch 0", func(c *checkCase) { c.Epoch = 0 })
			add("largest epoch", func(c *checkCase) { c.Epoch = math.MaxUint64 })
			add("another chain", func(c *checkCase) { c.Chain = otherChain })
			add("another block", func(c *checkCase) { c.BlockHash = sample("another block", 32) })
			add("another host", func(c *checkCase) { c.Host = address("another host") })
			return cases, nil
		},
		solve: func(c checkCase) (checkCase, error) {
			hash, err := c.BlockHash.hash()
			if err != nil {
				return c, err
			}
			seed := sprintwork.CheckSeed(c.Chain, uint64(c.Epoch), hash, c.Host)
			c.Seed, c.Indices = seed[:], sprintwork.Drawn(seed, c.Count, c.Samples)
			return c, nil
		},
	}.formula()
}
