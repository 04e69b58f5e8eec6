package keeper_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

func few() network.Config {
	preset := genesis.Local()
	preset.Host.Slots = 40 // two chunks of sums
	return network.Config{Preset: &preset}
}

// An export taken between two dealings, and one between two openings, goes on to the very beacon that the network itself makes.
func TestExportInTheMiddleOfARoundGoesOnToTheSameBeacon(t *testing.T) {
	c := scenario.Start(t, few())
	c.Deal(c.Hosts[:2]...)
	dealing := c.Import(few())
	require.Equal(t, uint32(2), dealing.Round().Dealers)
	c.Deal(c.Hosts[2:]...)
	c.Open(c.Hosts[:2]...)
	opening := c.Import(few())
	require.Equal(t, uint32(2), opening.Round().Openers)
	c.Open(c.Hosts[2])
	dealing.Deal(c.Hosts[2:]...)
	dealing.Open(c.Hosts[1:]...)
	opening.Open(c.Hosts[3])
	require.Equal(t, c.Beacon(1), dealing.Beacon(1))
	require.Equal(t, c.Beacon(1), opening.Beacon(1))
}

// Step 5's check can only fail where somebody edited the state. Then nothing is made up: an alarm each block, a stretched epoch, no panic.
func TestBeaconThatDoesNotFitItsCommitmentStopsNoBlock(t *testing.T) {
	c := scenario.Start(t, few())
	c.Deal(c.Hosts[:3]...)
	// The commitment of another set of dealers: a point like any other.
	before := c.Round().AZero
	c.Deal(c.Hosts[3])
	lenient := few()
	lenient.Lenient = true
	broken := c.ImportEdited(lenient, func(state map[string]string) {
		var g types.GenesisState
		require.NoError(t, c.App.Codec.UnmarshalJSON(json.RawMessage(state["sprint"]), &g))
		g.Rounds[0].AZero = before
		state["sprint"] = string(c.App.Codec.MustMarshalJSON(&g))
	})
	broken.Open(c.Hosts...)
	broken.To(broken.Height + 5)
	require.Zero(t, broken.Round().BeaconHeight)
	alarms, err := broken.App.Epoch.Alarms(broken.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(6), alarms)
	_, schedule := broken.Epoch()
	require.Zero(t, schedule.BeaconHeight)
}

func TestGenesisStatesThatContradictThemselvesAreRefused(t *testing.T) {
	c := scenario.Start(t, few())
	c.Deal(c.Hosts...)
	c.Open(c.Hosts...)
	valid := c.Sprint()
	require.NoError(t, valid.Validate())
	for name, change := range map[string]func(*types.GenesisState){
		"parameters out of range":    func(g *types.GenesisState) { g.Params.MaxAttempts = 0 },
		"an epoch's out of range":    func(g *types.GenesisState) { g.EpochParams[0].Params.MaxAttempts = 0 },
		"parameters twice":           func(g *types.GenesisState) { g.EpochParams = append(g.EpochParams, g.EpochParams[0]) },
		"no round":                   func(g *types.GenesisState) { g.Rounds = nil },
		"round twice":                func(g *types.GenesisState) { g.Rounds = append(g.Rounds, g.Rounds[0]) },
		"short hash":                 func(g *types.GenesisState) { g.Rounds[0].TableHash = []byte{1} },
		"another threshold":          func(g *types.GenesisState) { g.Rounds[0].Threshold = 20 },
		"too many slots":             func(g *types.GenesisState) { g.Rounds[0].Slots = 1_025 },
		"closed with too few":        func(g *types.GenesisState) { g.Rounds[0].DealtSlots = 20 },
		"beacon without a secret":    func(g *types.GenesisState) { g.Rounds[0].Secret = nil },
		"beacon with too few open":   func(g *types.GenesisState) { g.Rounds[0].OpenSlots = 20 },
		"contribution missing":       func(g *types.GenesisState) { g.Contributions = g.Contributions[1:] },
		"contribution twice":         func(g *types.GenesisState) { g.Contributions[1] = g.Contributions[0] },
		"contribution of nobody":     func(g *types.GenesisState) { g.Contributions[0].Host = "nobody" },
		"contribution without slots": func(g *types.GenesisState) { g.Contributions[0].Slots = 0 },
		"more dealers than dealings": func(g *types.GenesisState) { g.Contributions[0].DealtHeight = 0 },
		"more openers than openings": func(g *types.GenesisState) { g.Contributions[0].OpenedHeight = 0 },
		"chunk twice":                func(g *types.GenesisState) { g.Sums[1] = g.Sums[0] },
		"chunk outside of the table": func(g *types.GenesisState) { g.Sums[1].Index = 2 },
		"chunk of no round":          func(g *types.GenesisState) { g.Sums[0].Epoch = 9 },
		"short chunk":                func(g *types.GenesisState) { g.Sums[0].Raw = g.Sums[0].Raw[1:] },
		"shares twice":               func(g *types.GenesisState) { g.Shares[1] = g.Shares[0] },
		"short shares":               func(g *types.GenesisState) { g.Shares[0].Raw = g.Shares[0].Raw[1:] },
		"shares of no opener":        func(g *types.GenesisState) { g.Shares[0].Epoch = 9 },
		"participation twice":        func(g *types.GenesisState) { g.Participations = append(g.Participations, types.Participation{}) },
	} {
		t.Run(name, func(t *testing.T) {
			g := c.Sprint()
			change(&g)
			require.Error(t, g.Validate())
		})
	}
}

// Points are looked at when a state is imported, and trusted from then on.
func TestImportRefusesPointsThatAreNone(t *testing.T) {
	c := scenario.Start(t, few())
	c.Deal(c.Hosts...)
	c.Open(c.Hosts[0])
	for name, change := range map[string]func(*types.GenesisState){
		"commitment to the secret": func(g *types.GenesisState) { g.Rounds[0].AZero[95] ^= 1 },
		"sum of commitments":       func(g *types.GenesisState) { g.Sums[0].Raw[95] ^= 1 },
		"sum of shares":            func(g *types.GenesisState) { g.Sums[1].Raw[96+191] ^= 1 },
		"open share":               func(g *types.GenesisState) { g.Shares[0].Raw[191] ^= 1 },
	} {
		t.Run(name, func(t *testing.T) {
			g := c.Sprint()
			change(&g)
			ctx, _ := c.Context().CacheContext()
			require.ErrorIs(t, c.App.Sprint.InitGenesis(ctx, g), types.ErrInvalidGenesis)
		})
	}
}
