package keeper_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// eventful is a network in which everything happened that the module keeps: a newcomer, a rotation, unbondings, a retirement, slashes,
// exclusions, a pool, missed blocks, a validator that is down, and weights for the next epoch.
func eventful(t *testing.T) *network.Network {
	t.Helper()
	n := easyWork(t, 100_000_000, 500_000_000, 100_000_000, 300_000_000)
	guilty, worker, leaver, sleeper := n.Hosts[0], n.Hosts[1], n.Hosts[2], n.Hosts[3]
	n.Join(5)
	n.NextEpoch()
	rotation, _ := n.Rotation(worker, 7)
	n.Must(worker.Operator, rotation)
	n.Must(guilty.Operator, &types.MsgUnbond{Host: guilty.Name(), Amount: math.NewInt(10)})
	n.Must(guilty.Operator, &types.MsgUnbond{Host: guilty.Name(), Amount: math.NewInt(20)})
	n.Must(leaver.Operator, &types.MsgRetire{Host: leaver.Name()})
	n.Evidence(guilty, n.Height)
	n.Absent(sleeper)
	n.To(n.Height + 15)
	n.Absent()
	n.OpenBeacon()
	for _, host := range []network.Host{worker, sleeper} {
		n.Must(host.Hot, n.CommitWork(host, 1, n.Hits(host, 1, 0, 4)...))
	}
	_, schedule := n.Epoch()
	n.To(schedule.NextStart - 5)
	n.Absent(leaver)
	n.To(schedule.NextStart - 1)
	return n
}

func genesisOf(t *testing.T, doc *genutiltypes.AppGenesis) types.GenesisState {
	t.Helper()
	var g types.GenesisState
	chain.NewEncoding().Codec.MustUnmarshalJSON([]byte(stateOf(t, doc)), &g)
	return g
}

func TestEverythingIsExportedAndImported(t *testing.T) {
	n := eventful(t)
	exported := n.Export()
	g := genesisOf(t, exported)
	for name, count := range map[string]int{
		"Hosts": len(g.Hosts) - 4, "unbondings": len(g.Unbondings) - 2, "exclusions": len(g.Exclusions), "slashes": len(g.Slashes),
		"pools": len(g.Pools), "uptimes": len(g.Uptimes), "downs": len(g.Downs), "proven": len(g.Proven),
		"consensus owners": len(g.ConsensusOwners) - 5, "used keys": len(g.UsedKeys) - 22,
	} {
		require.Positive(t, count, name)
	}
	require.Equal(t, uint64(3), g.NextUnbonding)
	again := network.Import(t, exported, network.Config{})
	require.Equal(t, stateOf(t, exported), exportedState(t, again))
	// Both go on to the same members.
	again.Hosts = n.Hosts
	n.Absent()
	n.Next()
	again.Next()
	require.Equal(t, membersOf(t, n, 2), membersOf(t, again, 2))
	require.Equal(t, stateOf(t, n.Export()), stateOf(t, again.Export()))
}

func TestExportEditedByHandIsRefused(t *testing.T) {
	exported := eventful(t).Export()
	stranger := network.NewAccount("stranger").Address.String()
	for name, change := range map[string]func(*types.GenesisState){
		"coins from nowhere":                 func(g *types.GenesisState) { g.Unbondings[0].Amount = g.Unbondings[0].Amount.AddRaw(1) },
		"coins lost":                         func(g *types.GenesisState) { g.Pools = nil },
		"unbonding below nothing":            func(g *types.GenesisState) { g.Unbondings[0].Amount = math.NewInt(-1) },
		"unbonding of nobody":                func(g *types.GenesisState) { g.Unbondings[0].Host = stranger },
		"unbonding twice":                    func(g *types.GenesisState) { g.Unbondings[1].Id = g.Unbondings[0].Id },
		"unbonding that will be given again": func(g *types.GenesisState) { g.NextUnbonding = 1 },
		"unbonding that matures before":      func(g *types.GenesisState) { g.Unbondings[0].MatureEpoch = g.Unbondings[0].Epoch },
		"retired with stake": func(g *types.GenesisState) {
			for i := range g.Hosts {
				if g.Hosts[i].Host.RetiredFrom != 0 {
					g.Hosts[i].Host.Stake = math.OneInt()
				}
			}
		},
		"exclusion of no address":       func(g *types.GenesisState) { g.Exclusions[0].Host = "pacer1x" },
		"exclusion for nothing":         func(g *types.GenesisState) { g.Exclusions[0].Offence = types.OFFENCE_UNSPECIFIED },
		"exclusion twice":               func(g *types.GenesisState) { g.Exclusions = append(g.Exclusions, g.Exclusions[0]) },
		"slash for what is no offence":  func(g *types.GenesisState) { g.Slashes[0].Offence = 99 },
		"slash below what was paid on":  func(g *types.GenesisState) { g.Slashes[0].Reported = g.Slashes[0].Amount.AddRaw(1) },
		"slash reported by no address":  func(g *types.GenesisState) { g.Slashes[0].Reporter = "x" },
		"pool twice":                    func(g *types.GenesisState) { g.Pools = append(g.Pools, g.Pools[0]) },
		"pool below nothing":            func(g *types.GenesisState) { g.Pools[0].Amount = math.NewInt(-1) },
		"more missed than bits":         func(g *types.GenesisState) { g.Uptimes[0].Count++ },
		"uptime without a window":       func(g *types.GenesisState) { g.Uptimes[0].Window = 0 },
		"uptime cut off":                func(g *types.GenesisState) { g.Uptimes[0].Missed = g.Uptimes[0].Missed[:1] },
		"down twice":                    func(g *types.GenesisState) { g.Downs = append(g.Downs, g.Downs[0]) },
		"weights above all":             func(g *types.GenesisState) { g.Proven[0].Weights[0].Weight = types.TotalWeight + 1 },
		"weights out of order":          func(g *types.GenesisState) { w := g.Proven[0].Weights; w[0], w[1] = w[1], w[0] },
		"no weights without a reason":   func(g *types.GenesisState) { g.Proven[0].Weights = nil },
		"weights and a reason for none": func(g *types.GenesisState) { g.Proven[0].Kept = types.KeptQuorum },
		"a reason that is none":         func(g *types.GenesisState) { g.Proven[0].Weights, g.Proven[0].Kept = nil, "luck" },
		"weights of one epoch twice":    func(g *types.GenesisState) { g.Proven = append(g.Proven, g.Proven[0]) },
		"no consensus owners":           func(g *types.GenesisState) { g.ConsensusOwners = nil },
		"consensus owners exchanged":    func(g *types.GenesisState) { o := g.ConsensusOwners; o[0].Host, o[1].Host = o[1].Host, o[0].Host },
		"consensus owners out of order": func(g *types.GenesisState) { o := g.ConsensusOwners; o[0], o[1] = o[1], o[0] },
		"short address of a validator":  func(g *types.GenesisState) { g.ConsensusOwners[0].Address = g.ConsensusOwners[0].Address[1:] },
		"validator that is no Host's":   func(g *types.GenesisState) { g.Validators[0].Consensus[31] ^= 1 },
		"validator without power":       func(g *types.GenesisState) { g.Validators[0].Power = 0 },
		"used key of an odd length":     func(g *types.GenesisState) { g.UsedKeys[0] = g.UsedKeys[0][1:] },
		"used keys out of order":        func(g *types.GenesisState) { g.UsedKeys[0], g.UsedKeys[1] = g.UsedKeys[1], g.UsedKeys[0] },
		"member twice":                  func(g *types.GenesisState) { g.Members = append(g.Members, g.Members[0]) },
		"member without an address":     func(g *types.GenesisState) { g.Members[0].Host = "" },
		"member without keys":           func(g *types.GenesisState) { g.Members[0].Keys = types.Keys{} },
		"parameters of an epoch twice":  func(g *types.GenesisState) { g.EpochParams = append(g.EpochParams, g.EpochParams[0]) },
		"parameters that are not sane":  func(g *types.GenesisState) { g.EpochParams[0].Params.DowntimeWindow = 0 },
		"key sets out of order": func(g *types.GenesisState) {
			k := rotated(g)
			k[0].FromEpoch, k[1].FromEpoch = k[1].FromEpoch, k[0].FromEpoch
		},
		"a last key set without proofs":  func(g *types.GenesisState) { k := rotated(g); k[1].Bls, k[0].Bls = k[0].Bls, k[1].Bls },
		"a short key that is in force":   func(g *types.GenesisState) { k := rotated(g); k[0].Dealing = k[0].Dealing[1:] },
		"proofs exchanged between Hosts": func(g *types.GenesisState) { h := g.Hosts; h[0].Proofs, h[1].Proofs = h[1].Proofs, h[0].Proofs },
	} {
		t.Run(name, func(t *testing.T) {
			g := genesisOf(t, exported)
			change(&g)
			// What the state itself shows needs no chain to be found.
			if err := g.Validate(); err != nil {
				require.ErrorContains(t, err, ": invalid ")
				return
			}
			var modules map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(exported.AppState, &modules))
			modules[types.ModuleName] = chain.NewEncoding().Codec.MustMarshalJSON(&g)
			state, err := json.Marshal(modules)
			require.NoError(t, err)
			edited := *exported
			edited.AppState = state
			_, err = chain.TryGenesis(&edited)
			require.Error(t, err)
			require.NotContains(t, err.Error(), "runtime error")
		})
	}
}

// rotated are the keys of a Host that has more than one set.
func rotated(g *types.GenesisState) []types.Keys {
	for _, h := range g.Hosts {
		if len(h.Host.Keys) > 1 {
			return h.Host.Keys
		}
	}
	panic("nobody rotated")
}

func TestNewNetworkHasNoPast(t *testing.T) {
	for name, change := range map[string]func(*types.GenesisState){
		"unbondings": func(g *types.GenesisState) {
			g.Unbondings = []types.Unbonding{{Host: g.Hosts[0].Host.Address, Amount: math.OneInt()}}
		},
		"an identifier": func(g *types.GenesisState) { g.NextUnbonding = 1 },
		"pools":         func(g *types.GenesisState) { g.Pools = []types.Pool{{Amount: math.OneInt()}} },
		"retirement":    func(g *types.GenesisState) { g.Hosts[0].Host.RetiredFrom = 1 },
		"little stake":  func(g *types.GenesisState) { g.Params.MinStake = network.Stake + 1 },
		"many Hosts":    func(g *types.GenesisState) { g.Params.MaxHosts = 3 },
	} {
		t.Run(name, func(t *testing.T) {
			require.Error(t, triedState(t, change))
		})
	}
	require.NoError(t, triedState(t, func(*types.GenesisState) {}))
}

func TestStandingTellsWhatAHostHasAgainstIt(t *testing.T) {
	n := eventful(t)
	standing := func(host sdk.AccAddress) (answer types.QueryStandingResponse) {
		_, code := n.Query("/pacer.host.v1.Query/Standing", &types.QueryStandingRequest{Host: host.String()}, &answer)
		require.Zero(t, code)
		return answer
	}
	guilty := standing(n.Hosts[0].Operator.Address)
	require.Len(t, guilty.Slashes, 1)
	require.Equal(t, types.OFFENCE_DOUBLE_SIGN, guilty.Slashes[0].Offence)
	require.Len(t, guilty.Exclusions, 1)
	require.Equal(t, uint64(2), guilty.Exclusions[0].Epoch)
	down := standing(n.Hosts[3].Operator.Address)
	require.True(t, down.Down)
	require.Positive(t, down.DownHeight)
	require.Equal(t, []uint32{10, 20}, []uint32{down.MissedLimit, down.Window})
	late := standing(n.Hosts[2].Operator.Address)
	require.False(t, late.Down)
	require.Positive(t, late.Missed)
	clean := standing(network.NewAccount("host 5 operator").Address)
	require.Equal(t, types.QueryStandingResponse{MissedLimit: 10, Window: 20}, clean)

	for _, path := range []string{"Standing", "Unbondings"} {
		request := &types.QueryStandingRequest{Host: n.Authority.Address.String()}
		codespace, code := n.Query("/pacer.host.v1.Query/"+path, request, &types.QueryStandingResponse{})
		require.NotZero(t, code, codespace)
	}
}

func TestValidatorsNameTheirHosts(t *testing.T) {
	n := network.Start(t, network.Config{})
	rotation, _ := n.Rotation(n.Hosts[0], 7)
	n.Must(n.Hosts[0].Operator, rotation)
	for range 3 {
		var answer types.QueryValidatorsResponse
		_, code := n.Query("/pacer.host.v1.Query/Validators", &types.QueryValidatorsRequest{}, &answer)
		require.Zero(t, code)
		owners := map[string]int64{}
		for _, v := range answer.Validators {
			owners[v.Host] = v.Power
		}
		want := map[string]int64{}
		for _, host := range n.Hosts {
			want[host.Name()] = 16
		}
		require.Equal(t, want, owners)
		n.NextEpoch()
	}
}
