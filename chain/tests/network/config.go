// Package network runs the whole application in the test's process: the same genesis code as `pacerd`, real FinalizeBlock and Commit,
// signed transactions, and CometBFT's own validator set following every update.
package network

import (
	"time"

	dbm "github.com/cosmos/cosmos-db"

	"github.com/pacer-network/pacer/chain/genesis"
)

// Config is what a test chooses; the zero value is four equal Hosts on the local preset.
type Config struct {
	// ChainID defaults to "pacer-test-1".
	ChainID string
	// Weights of the Hosts, summing to 10^9; defaults to four equal ones.
	Weights []uint64
	// Preset defaults to the local one.
	Preset *genesis.Preset
	// Models that each Host serves; defaults to all of the preset's.
	Models func(host int) []string
	// BlockTime is between two blocks; defaults to the preset's target.
	BlockTime time.Duration
	// Lenient lets a failing step of a block raise an alarm, as a node does, instead of failing the test.
	Lenient bool
	// DB is where the application keeps its state; defaults to memory.
	DB dbm.DB
	// Unchecked leaves out §8's invariant, which reads every account after each block: for benchmarks.
	Unchecked bool
	// Edit changes the genesis document before the chain starts.
	Edit func(*genesis.Document) error
}

// What every test network has in common.
const (
	defaultChainID = "pacer-test-1"
	// Stake and OperatorBalance are each Host's coins at genesis, in upacer, and FeeAllowance is what its hot key may spend of them.
	Stake           = 1_000_000_000
	OperatorBalance = 1_000_000_000
	FeeAllowance    = 100_000_000
	// Denom is the denomination of fees, stakes and rewards.
	Denom = "upacer"
)

// genesisTime is fixed, so that a test's blocks are the same bytes each time.
var genesisTime = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (c Config) filled() Config {
	if c.ChainID == "" {
		c.ChainID = defaultChainID
	}
	if c.DB == nil {
		c.DB = dbm.NewMemDB()
	}
	if c.Weights == nil {
		c.Weights = []uint64{250_000_000, 250_000_000, 250_000_000, 250_000_000}
	}
	if c.Preset == nil {
		local := genesis.Local()
		c.Preset = &local
	}
	if c.BlockTime == 0 {
		c.BlockTime = time.Duration(c.Preset.Epoch.TargetBlockMs) * time.Millisecond
	}
	if c.Models == nil {
		c.Models = func(int) []string {
			var ids []string
			for _, m := range c.Preset.Models {
				ids = append(ids, m.Id)
			}
			return ids
		}
	}
	return c
}
