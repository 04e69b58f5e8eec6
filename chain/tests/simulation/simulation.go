// Package simulation drives the whole application by chance: a seeded schedule of real, signed transactions in real blocks, over many
// short epochs. Each block is checked: every coin accounted for (protocol §8), CometBFT's validator set following, every step strict;
// and so is each transaction: one that has to succeed does, one that is wrong on purpose fails with an error of our own.
//
// Why this driver and not the SDK's simsx: simsx delivers its transactions between FinalizeBlock and Commit, after EndBlock. A block's
// fees would then be in the fee collector when the block is committed, and §8's invariant, which holds at the end of every block, could
// not be checked; nor is there a place for it between blocks. It gives blocks no hash, from which duties are drawn, signs with sequences
// only, where our agents send unordered transactions paid by an allowance, and replaces the consensus parameters, and so the authority.
package simulation

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
)

// Config is what a simulation is made from.
type Config struct {
	Seed uint64
	// Blocks to be carried out after the first.
	Blocks int
	// Preset defaults to ShortEpochs.
	Preset *genesis.Preset
	// Idle is the share of turns, in percent, in which a Host does nothing.
	Idle int
	// BeaconFirst has everybody deal and open as early as possible, so that no epoch stretches.
	BeaconFirst bool
	// FixedAccounts keeps the hot keys of genesis: the number of an account made later depends on the AppHash.
	FixedAccounts bool
	// Record keeps the transactions of each block.
	Record bool
}

// Simulation is a network with Hosts that act by chance.
type Simulation struct {
	*network.Network
	Tally Tally
	// AppHashes are those of the blocks so far.
	AppHashes [][]byte
	// Recorded are the blocks so far, if they are recorded.
	Recorded []Block

	t       testing.TB
	config  Config
	r       *rand.Rand
	hosts   []*host
	secrets map[secretKey][]byte
	last    []byte
	serial  int
}

// Block is what a block consisted of.
type Block struct {
	Txs [][]byte
}

// weights of the simulated Hosts: far from equal, with a remainder in every division.
var weights = []uint64{400_000_001, 299_999_999, 200_000_003, 99_999_997}

// Start makes the network of a simulation and its first block.
func Start(t testing.TB, config Config) *Simulation {
	t.Helper()
	if config.Preset == nil {
		preset := ShortEpochs()
		config.Preset = &preset
	}
	s := &Simulation{
		t: t, config: config,
		r:       rand.New(rand.NewPCG(config.Seed, 0x9ace7)),
		Tally:   Tally{},
		secrets: map[secretKey][]byte{},
	}
	s.Network = network.Start(t, s.NetworkConfig())
	for i, h := range s.Hosts {
		s.hosts = append(s.hosts, &host{Host: h, number: i, hot: h.Hot, lazy: i == len(s.Hosts)-1})
	}
	return s
}

// NetworkConfig is that of the simulated network.
func (s *Simulation) NetworkConfig() network.Config {
	return network.Config{
		Weights: weights,
		Preset:  s.config.Preset,
		// The seed is in the chain's id, and so in every signature and every duty.
		ChainID: fmt.Sprintf("pacer-simulation-%d", s.config.Seed),
		Models: func(host int) []string {
			if host == 1 {
				return []string{"pacer/ref-1"}
			}
			return []string{"pacer/ref-1", "pacer/ref-2"}
		},
	}
}

// Run carries out all blocks.
func (s *Simulation) Run() {
	s.t.Helper()
	for range s.config.Blocks {
		s.Step()
	}
}

// Step carries out one block.
func (s *Simulation) Step() {
	s.t.Helper()
	current, schedule := s.Epoch()
	now := moment{
		epoch: current, schedule: schedule, height: s.Height + 1, ctx: s.Context(),
		// What the first block of an epoch changes can't be told from the block before.
		boundary: schedule.NextStart != 0 && s.Height+1 >= schedule.NextStart,
	}
	var actions []action
	for _, h := range s.hosts {
		idle := s.r.IntN(100) < s.config.Idle
		if a, ok := s.makeBeacon(now, h, idle); ok {
			actions = append(actions, a)
		} else if idle {
			continue
		} else if a, ok := s.act(now, h); ok {
			actions = append(actions, a)
		}
	}
	// The authority comes last, so that what it changes at once doesn't disturb the others' predictions.
	if s.r.IntN(100) < 12 && s.config.Idle < 50 {
		actions = append(actions, s.govern(now))
	}
	if s.last != nil && s.r.IntN(100) < 5 {
		actions = append(actions, action{kind: "replay", wrong: true, sdk: true, raw: s.last})
	}
	s.carryOut(now, actions)
}

// carryOut makes a block of actions and checks what became of each.
func (s *Simulation) carryOut(now moment, actions []action) {
	s.t.Helper()
	txs := make([][]byte, len(actions))
	for i, a := range actions {
		txs[i] = a.raw
		if txs[i] == nil {
			txs[i] = s.Sign(a.signer, network.Tx{Ordered: a.ordered, Gas: a.gas}, a.msgs...)
		}
	}
	response := s.Next(txs...)
	s.note(Block{Txs: txs}, response.AppHash)
	require.Len(s.t, response.TxResults, len(actions))
	for i, result := range response.TxResults {
		s.Tally.check(s.t, now, actions[i], result)
		if result.Code == 0 {
			s.last = txs[i]
			if actions[i].done != nil {
				actions[i].done(result)
			}
		}
	}
}

func (s *Simulation) note(block Block, appHash []byte) {
	s.AppHashes = append(s.AppHashes, appHash)
	if s.config.Record {
		s.Recorded = append(s.Recorded, block)
	}
}

// Carry carries out a recorded block.
func (s *Simulation) Carry(block Block) {
	s.t.Helper()
	s.note(block, Replay(s.Network, block))
}

// Replay carries out a recorded block on a network and returns its AppHash.
func Replay(n *network.Network, block Block) []byte { return n.Next(block.Txs...).AppHash }
