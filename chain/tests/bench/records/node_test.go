package records

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/bench/cputime"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// node is a chain with its store on disk, of which blocks are measured.
type node struct {
	*scenario.Chain
	b         testing.TB
	directory string
	db        *dbm.GoLevelDB
	// emptyMs is the CPU of a block without transactions.
	emptyMs float64
}

// cost is what blocks cost.
type cost struct {
	blocks, txs          int
	gas                  int64
	cpuMs                float64
	txBytes, resultBytes int
	// loaded are the blocks with transactions, and each one after such a block, which completes its batches; busyMs is their CPU. loads says
	// that the last block was one with transactions.
	loaded int
	busyMs float64
	loads  bool
}

// start makes a network of equal Hosts and measures its empty blocks.
func start(b testing.TB, hosts int, preset genesis.Preset, edit func(*scenario.States)) *node {
	b.Helper()
	directory := b.TempDir()
	db, err := dbm.NewGoLevelDB("application", directory, nil)
	require.NoError(b, err)
	config := network.Config{Preset: &preset, DB: db, Unchecked: true, Weights: equal(hosts)}
	if edit != nil {
		config.Edit = scenario.Edit(edit)
	}
	n := &node{Chain: scenario.Start(b, config), b: b, directory: directory, db: db}
	b.Cleanup(func() { require.NoError(b, n.App.Close()) })
	n.measureEmpty()
	return n
}

// measureEmpty takes the median of some empty blocks.
func (n *node) measureEmpty() {
	n.b.Helper()
	const blocks = 11
	times := make([]float64, blocks)
	for i := range times {
		times[i] = n.carry(nil).cpuMs
	}
	n.emptyMs = cputime.Median(times)
}

// carry carries out one block whose transactions have to succeed. Their signing is not measured.
func (n *node) carry(txs [][]byte) cost {
	n.b.Helper()
	spent := cost{blocks: 1, txs: len(txs)}
	var err error
	spent.cpuMs, err = cputime.Of(func() error {
		for _, result := range n.Next(txs...).TxResults {
			if result.Code != 0 {
				return fmt.Errorf("%s %d: %s", result.Codespace, result.Code, result.Log)
			}
			spent.gas += result.GasUsed
			spent.resultBytes += result.Size()
		}
		return nil
	})
	require.NoError(n.b, err, "block %d", n.Height)
	for _, tx := range txs {
		spent.txBytes += len(tx)
	}
	if spent.loads = len(txs) > 0; spent.loads {
		spent.loaded, spent.busyMs = 1, spent.cpuMs
	}
	return spent
}

// add counts one more block.
func (c *cost) add(other cost) {
	if c.loads && !other.loads {
		other.loaded, other.busyMs = 1, other.cpuMs
	}
	c.loads, c.loaded, c.busyMs = other.loads, c.loaded+other.loaded, c.busyMs+other.busyMs
	c.blocks += other.blocks
	c.txs += other.txs
	c.gas += other.gas
	c.cpuMs += other.cpuMs
	c.txBytes += other.txBytes
	c.resultBytes += other.resultBytes
}

// idleMs is the mean CPU of the blocks that have nothing to do.
func (c *cost) idleMs() float64 { return (c.cpuMs - c.busyMs) / float64(max(c.blocks-c.loaded, 1)) }

// loadMs is the CPU of the loaded blocks beyond that of as many idle ones of the same run.
func (c *cost) loadMs() float64 { return c.busyMs - float64(c.loaded)*c.idleMs() }

// loadMs is the CPU beyond that of as many empty blocks.
func (n *node) loadMs(c cost) float64 { return c.cpuMs - float64(c.blocks)*n.emptyMs }

// stateBytes is the size of the keys and values that inference and validation have now.
func (n *node) stateBytes() int {
	n.b.Helper()
	size := 0
	for _, module := range []string{inferencetypes.ModuleName, validationtypes.ModuleName} {
		n.WalkState(module, func(key, value []byte) { size += len(key) + len(value) })
	}
	return size
}

// diskBytes is the size of the database with all versions of the state, compacted.
func (n *node) diskBytes() int64 {
	n.b.Helper()
	n.rest()
	return n.filesSize()
}

// rest compacts the database and waits until it has done so.
func (n *node) rest() {
	n.b.Helper()
	require.NoError(n.b, n.db.ForceCompact(nil, nil))
	// The database deletes the files that it has merged in the background.
	const pause, same = 50 * time.Millisecond, 5
	size := n.filesSize()
	for seen := 0; seen < same; {
		time.Sleep(pause)
		now := n.filesSize()
		if seen++; now != size {
			size, seen = now, 0
		}
	}
}

// filesSize sums up the files that are there.
func (n *node) filesSize() (size int64) {
	n.b.Helper()
	require.NoError(n.b, filepath.Walk(n.directory, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			size += info.Size()
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}))
	return size
}

// equal are weights of so many Hosts, alike but for the rest of the division.
func equal(hosts int) []uint64 {
	weights := make([]uint64, hosts)
	for i := range weights {
		weights[i] = hosttypes.TotalWeight / uint64(hosts)
	}
	weights[0] += hosttypes.TotalWeight % uint64(hosts)
	return weights
}
