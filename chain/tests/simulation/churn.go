package simulation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// What a churn begins with, and between which numbers of Hosts it keeps itself.
const (
	churnFirst  = 8
	churnLeast  = 7
	churnMost   = 11
	newcomers   = 160
	churnMissed = 3
)

// Churn is a network whose Hosts come and go: they register, bond, unbond, rotate keys, retire, work in Sprints or claim work that they
// didn't do, are absent and sign twice, all by chance. What CometBFT makes of it follows every block.
type Churn struct {
	*network.Network
	// Seen counts events by type, and what else has to happen now and then.
	Seen map[string]int
	// AppHashes are those of the blocks so far.
	AppHashes [][]byte

	t     testing.TB
	r     *rand.Rand
	hosts []*churner
	// next is the number of the next newcomer.
	next, rotations int
	// members are the weights of the epoch before and of the current one, by Host.
	before, members map[string]uint64
	epoch           uint64
	// storm and idle make an epoch one of downtime, or one of whose Sprint few have heard.
	storm, idle bool
	// sprint and verifier are those of the last Sprint that somebody worked in.
	sprint   sprinttypes.QueryTargetResponse
	verifier *sprintwork.Verifier
}

// churner is a Host that comes and goes.
type churner struct {
	network.Host
	// keys are the Host with each of the keys that it ever had, the latest last.
	keys    []network.Host
	retired bool
	// squats is set of a Host that takes a place and does nothing, until a newcomer that bonds more displaces it. joined is its first epoch.
	squats bool
	joined uint64
	// rotated is the epoch from which on it may rotate its keys again.
	rotated     uint64
	absentUntil int64
}

// churnPreset has the shortest epochs that protocol §2 allows, the smallest transformer, of which about every second nonce is a hit,
// and little time to miss blocks in.
func churnPreset() *genesis.Preset {
	p := ShortEpochs()
	p.Epoch.EpochLength, p.Epoch.SprintSpan, p.Epoch.Tail = 17, 5, 1
	p.Epoch.DealClose, p.Epoch.ComputeSpan, p.Epoch.ChallengeSpan = 11, 1, 1
	p.Host.Slots, p.Host.MaxIncreasePpm, p.Host.MaxHosts = 40, 200_000, churnMost
	p.Host.DowntimeWindow, p.Host.DowntimeMissed = 8, churnMissed
	p.Sprint.Dim, p.Sprint.Layers, p.Sprint.Heads, p.Sprint.Ff, p.Sprint.Seq = 64, 1, 1, 64, 4
	p.Sprint.FirstTarget, p.Sprint.Goal, p.Sprint.Samples, p.Sprint.SamplesPerBlock = 1<<63, 40, 2, 24
	return &p
}

// StartChurn makes a network of churnFirst Hosts and its first block.
func StartChurn(t testing.TB, seed uint64) *Churn {
	t.Helper()
	weights := make([]uint64, churnFirst)
	for i := range weights {
		weights[i] = 1_000_000_000 / churnFirst
	}
	chainID := fmt.Sprintf("pacer-churn-%d", seed)
	c := &Churn{t: t, r: rand.New(rand.NewPCG(seed, 0xc4a17)), Seen: map[string]int{}, next: churnFirst}
	c.Network = network.Start(t, network.Config{
		ChainID: chainID, Preset: churnPreset(), Weights: weights,
		// Those who come later have their coins from the beginning.
		Edit: func(d *genesis.Document) error {
			encoding := chain.NewEncoding()
			authtypes.RegisterInterfaces(encoding.InterfaceRegistry)
			for i := range newcomers {
				_, operator := network.NewSpec(chainID, churnFirst+i, 0, nil)
				if err := d.AddAccount(encoding.Codec, operator.Address, sdk.NewInt64Coin(network.Denom, network.NewcomerBalance)); err != nil {
					return err
				}
			}
			return nil
		},
	})
	for _, h := range c.Hosts {
		c.hosts = append(c.hosts, &churner{Host: h, keys: []network.Host{h}})
	}
	c.startEpoch(0, false)
	return c
}

// RunTo carries out blocks until an epoch has begun.
func (c *Churn) RunTo(epoch uint64) {
	c.t.Helper()
	for c.epoch < epoch {
		c.step()
	}
}

// step carries out a block and checks what became of it.
func (c *Churn) step() {
	c.t.Helper()
	current, schedule := c.Epoch()
	accused := c.accuse(current)
	c.chooseAbsent()
	var response *abci.ResponseFinalizeBlock
	if c.Height > schedule.Cutoff && schedule.BeaconHeight == 0 {
		response = c.openBeacon(current)
	} else {
		response = c.Next(c.transactions(current, schedule, accused)...)
	}
	for _, result := range response.TxResults {
		require.Zero(c.t, result.Code, "block %d: %s %d: %s", c.Height, result.Codespace, result.Code, result.Log)
		c.count(result.Events)
	}
	c.count(response.Events)
	c.AppHashes = append(c.AppHashes, response.AppHash)
	c.check(response)
	for _, result := range response.TxResults {
		c.displaced(result.Events)
	}
}

// openBeacon makes the next beacon known, as a round of dealings would.
func (c *Churn) openBeacon(current uint64) *abci.ResponseFinalizeBlock {
	beacon := network.BlockHash(c.Height)
	return c.Change(func(ctx sdk.Context) error { return c.App.Epoch.SetBeacon(ctx, current+1, c.Height+1, beacon) })
}

func (c *Churn) count(events []abci.Event) {
	for _, e := range events {
		c.Seen[e.Type]++
	}
}

// transactions are what the Hosts do in a block. Each has to succeed.
func (c *Churn) transactions(current uint64, schedule epochtypes.Schedule, accused *churner) (txs [][]byte) {
	c.t.Helper()
	height := c.Height + 1
	computing := schedule.BeaconHeight != 0 && height > schedule.BeaconHeight && height <= schedule.ComputeEnd
	if schedule.NextStart != 0 && height >= schedule.NextStart {
		current++
	}
	for _, h := range c.hosts {
		switch {
		case computing:
			if tx := c.work(current, h, accused); tx != nil {
				txs = append(txs, tx)
			}
		case h == accused || h.retired || h.squats:
		default:
			if msgs := c.manage(current, h); msgs != nil {
				txs = append(txs, c.Sign(h.Operator, network.Tx{}, msgs...))
			}
		}
	}
	if !computing && (c.active() < churnMost || c.displaceable(current, schedule)) && c.r.IntN(8) == 0 {
		txs = append(txs, c.join(current))
	}
	return txs
}

// displaceable reports whether a newcomer gets in although there is no room: no Sprint is on, and a squatter has been there for long enough.
// What it bonded is so little that a newcomer outbids it after some others in the same epoch, too.
func (c *Churn) displaceable(current uint64, schedule epochtypes.Schedule) bool {
	if schedule.Epoch == current && schedule.BeaconHeight != 0 {
		return false
	}
	return slices.ContainsFunc(c.hosts, func(h *churner) bool { return h.squats && !h.retired && h.joined+4 <= current })
}

// displaced notes who had to go.
func (c *Churn) displaced(events []abci.Event) {
	c.t.Helper()
	for _, e := range events {
		if e.Type != "pacer.host.v1.EventDisplaced" {
			continue
		}
		message, err := sdk.ParseTypedEvent(e)
		require.NoError(c.t, err)
		name := message.(*hosttypes.EventDisplaced).Host
		i := slices.IndexFunc(c.hosts, func(h *churner) bool { return h.Name() == name })
		require.GreaterOrEqual(c.t, i, 0)
		require.False(c.t, c.hosts[i].retired)
		require.NotContains(c.t, c.members, name, "who works is not displaced")
		c.hosts[i].retired = true
	}
}

func (c *Churn) active() (count int) {
	for _, h := range c.hosts {
		if !h.retired {
			count++
		}
	}
	return count
}
