package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

func fresh() types.GenesisState {
	return types.GenesisState{Params: local(), Beacons: []types.EpochBeacon{{Beacon: make([]byte, 32)}}}
}

func exported() types.GenesisState {
	g := fresh()
	g.Progress = &types.Progress{}
	g.Schedules = []types.Schedule{types.NewSchedule(0, 1, local())}
	g.EpochParams = []types.EpochParams{{Params: local()}}
	g.Blocks = []types.BlockMark{{Height: 1, Hash: make([]byte, 32)}}
	return g
}

func TestGenesisOfANewAndOfAnExportedNetworkAreValid(t *testing.T) {
	require.NoError(t, fresh().Validate())
	require.NoError(t, exported().Validate())
}

func TestDefaultGenesisAsksForABeacon(t *testing.T) {
	require.ErrorIs(t, types.DefaultGenesis().Validate(), types.ErrInvalidGenesis)
}

func TestInvalidGenesisIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		base   func() types.GenesisState
		change func(*types.GenesisState)
	}{
		"new without a beacon":         {fresh, func(g *types.GenesisState) { g.Beacons = nil }},
		"new with a beacon of epoch 1": {fresh, func(g *types.GenesisState) { g.Beacons[0].Epoch = 1 }},
		"new with a later beacon, too": {fresh, func(g *types.GenesisState) {
			g.Beacons = append(g.Beacons, types.EpochBeacon{Epoch: 1, Beacon: make([]byte, 32)})
		}},
		"short beacon":                    {fresh, func(g *types.GenesisState) { g.Beacons[0].Beacon = make([]byte, 31) }},
		"two beacons of one epoch":        {fresh, func(g *types.GenesisState) { g.Beacons = append(g.Beacons, g.Beacons[0]) }},
		"new with a schedule":             {fresh, func(g *types.GenesisState) { g.Schedules = exported().Schedules }},
		"new with a block":                {fresh, func(g *types.GenesisState) { g.Blocks = exported().Blocks }},
		"new with alarms":                 {fresh, func(g *types.GenesisState) { g.Alarms = 1 }},
		"exported without its schedule":   {exported, func(g *types.GenesisState) { g.Schedules = nil }},
		"exported without its parameters": {exported, func(g *types.GenesisState) { g.EpochParams = nil }},
		"exported without its beacon":     {exported, func(g *types.GenesisState) { g.Beacons = nil }},
		"schedule of the future":          {exported, func(g *types.GenesisState) { g.Schedules = append(g.Schedules, types.NewSchedule(1, 91, local())) }},
		"schedule without a start":        {exported, func(g *types.GenesisState) { g.Schedules[0].Start = 0 }},
		"schedule that stands twice":      {exported, func(g *types.GenesisState) { g.Schedules = append(g.Schedules, g.Schedules[0]) }},
		"parameters of the future": {exported, func(g *types.GenesisState) {
			g.EpochParams = append(g.EpochParams, types.EpochParams{Epoch: 1, Params: local()})
		}},
		"two blocks in one place": {exported, func(g *types.GenesisState) { g.Blocks = append(g.Blocks, types.BlockMark{Height: 65}) }},
		"block without a height":  {exported, func(g *types.GenesisState) { g.Blocks[0].Height = 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			g := c.base()
			c.change(&g)
			require.ErrorIs(t, g.Validate(), types.ErrInvalidGenesis)
		})
	}
}
