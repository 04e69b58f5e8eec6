package simulation_test

import (
	"encoding/json"
	"fmt"
	"testing"

	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/simulation"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
)

// instants are the heights of an epoch, relative to its boundaries, whose state is exported: each phase, and both sides of each boundary.
var instants = []struct {
	name string
	at   func(height int64, s epochtypes.Schedule) bool
}{
	{"first block of the epoch", func(h int64, s epochtypes.Schedule) bool { return h == s.Start }},
	{"serving", func(h int64, s epochtypes.Schedule) bool { return h == s.Start+6 }},
	{"dealing", func(h int64, s epochtypes.Schedule) bool { return h == s.DealOpen }},
	{"tail", func(h int64, s epochtypes.Schedule) bool { return h == s.Tail+1 }},
	{"last block before the cutoff", func(h int64, s epochtypes.Schedule) bool { return h == s.Cutoff-1 }},
	{"cutoff", func(h int64, s epochtypes.Schedule) bool { return h == s.Cutoff }},
	{"opening", func(h int64, s epochtypes.Schedule) bool { return h > s.Cutoff && s.BeaconHeight == 0 }},
	{"beacon known", func(h int64, s epochtypes.Schedule) bool { return h == s.BeaconHeight }},
	{"compute", func(h int64, s epochtypes.Schedule) bool { return s.BeaconHeight != 0 && h == s.ComputeEnd }},
	{"challenge", func(h int64, s epochtypes.Schedule) bool { return s.BeaconHeight != 0 && h == s.ChallengeEnd }},
	{"last block of the epoch", func(h int64, s epochtypes.Schedule) bool { return s.NextStart != 0 && h == s.NextStart-1 }},
}

// The export of any phase starts a chain that behaves like the one it was taken from: with the same blocks it exports the same bytes,
// right after the import and twenty blocks of real transactions later.
func TestExportImportExportInEveryPhase(t *testing.T) {
	s := simulation.Start(t, simulation.Config{Seed: 5, Idle: 10, Record: true, FixedAccounts: true})
	// By then rewards are held, paid and burned, and records of the first epochs are pruned.
	for current := uint64(0); current < 5; current, _ = s.Epoch() {
		s.Step()
	}
	type copied struct {
		name string
		from int
		doc  *genutiltypes.AppGenesis
		*network.Network
	}
	seen, content, running := map[string]bool{}, collected{}, []copied(nil)
	for blocks := 0; len(seen) < len(instants); blocks++ {
		require.Less(t, blocks, 400, "not every phase came: %v", seen)
		_, schedule := s.Epoch()
		for _, instant := range instants {
			if !seen[instant.name] && instant.at(s.Height, schedule) {
				seen[instant.name] = true
				doc := s.Export()
				content.add(t, doc)
				name := fmt.Sprintf("%s (height %d)", instant.name, s.Height)
				running = append(running, copied{name, len(s.Recorded) + 1, doc, imported(t, s, doc)})
			}
		}
		s.Step()
	}
	for range 20 {
		s.Step()
	}
	content.require(t)
	for _, c := range running {
		t.Run(c.name, func(t *testing.T) {
			for _, block := range s.Recorded[c.from:] {
				simulation.Replay(c.Network, block)
			}
			requireSameExport(t, c.doc, s.Network, c.Network)
		})
	}
}

// imported starts a chain from an export, compares its validators and its consensus parameters with the source's, and lets both carry out
// one empty block, after which they have to export the same bytes.
func imported(t *testing.T, s *simulation.Simulation, doc *genutiltypes.AppGenesis) *network.Network {
	t.Helper()
	text, err := json.Marshal(doc)
	require.NoError(t, err)
	var read genutiltypes.AppGenesis
	require.NoError(t, json.Unmarshal(text, &read))
	n := network.Import(t, &read, s.NetworkConfig())
	require.Equal(t, s.Height, n.Height)
	require.Equal(t, powers(s.NextValidators()), powers(n.Validators))
	s.Carry(simulation.Block{})
	n.Next()
	requireSameExport(t, doc, s.Network, n)
	return n
}

func powers(set *cmttypes.ValidatorSet) map[string]int64 {
	all := make(map[string]int64, set.Size())
	for _, v := range set.Validators {
		all[v.Address.String()] = v.VotingPower
	}
	return all
}

// requireSameExport compares two exports byte for byte: app state, consensus parameters and validators.
func requireSameExport(t *testing.T, origin *genutiltypes.AppGenesis, a, b *network.Network) {
	t.Helper()
	require.Equal(t, a.Height, b.Height)
	one, two := a.Export(), b.Export()
	known := numbered(t, origin, nil)
	for _, doc := range []*genutiltypes.AppGenesis{one, two} {
		numbered(t, doc, known)
	}
	if string(one.AppState) != string(two.AppState) {
		require.JSONEq(t, string(one.AppState), string(two.AppState))
	}
	require.Equal(t, one.Consensus, two.Consensus)
	require.NotEmpty(t, one.Consensus.Params.Authority.Authority)
	require.Positive(t, one.Consensus.Params.Evidence.MaxAgeDuration)
	first, err := json.Marshal(one)
	require.NoError(t, err)
	second, err := json.Marshal(two)
	require.NoError(t, err)
	require.Equal(t, string(first), string(second))
}

// numbered returns the addresses in a document and their account numbers. If some are known already, it sets the number of all others to
// 0: the SDK draws a new account's number from the AppHash, and a chain that starts from an export has another one.
func numbered(t *testing.T, doc *genutiltypes.AppGenesis, known map[string]string) map[string]string {
	t.Helper()
	var state map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(doc.AppState, &state))
	var auth map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(state["auth"], &auth))
	var accounts []map[string]any
	require.NoError(t, json.Unmarshal(auth["accounts"], &accounts))
	all := map[string]string{}
	for _, account := range accounts {
		base := account
		if nested, ok := account["base_account"].(map[string]any); ok {
			base = nested
		}
		address, number := base["address"].(string), base["account_number"].(string)
		all[address] = number
		if known == nil {
			continue
		}
		if old, ok := known[address]; ok {
			require.Equal(t, old, number, "account number of %s", address)
		} else {
			base["account_number"] = "0"
		}
	}
	if known != nil {
		var err error
		auth["accounts"], err = json.Marshal(accounts)
		require.NoError(t, err)
		state["auth"], err = json.Marshal(auth)
		require.NoError(t, err)
		doc.AppState, err = json.Marshal(state)
		require.NoError(t, err)
	}
	return all
}

// collected notes which collections were not empty in some export, so that an export that forgets one can't pass.
type collected map[string]bool

func (c collected) add(t *testing.T, doc *genutiltypes.AppGenesis) {
	t.Helper()
	var state map[string]map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(doc.AppState, &state))
	for _, module := range []string{"epoch", "host", "sprint", "inference", "validation", "reward"} {
		for field, value := range state[module] {
			if text := string(value); text != "[]" && text != "null" && text != `"0"` && text != "{}" {
				c[module+"."+field] = true
			}
		}
	}
	var reward struct {
		Rewards []struct{ State string }
	}
	raw, err := json.Marshal(state["reward"])
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &reward))
	for _, r := range reward.Rewards {
		c[r.State] = true
	}
	var inference struct {
		Headers []struct {
			Headers []struct {
				Next []byte `json:"next_hash"`
			}
		}
	}
	raw, err = json.Marshal(state["inference"])
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &inference))
	for _, e := range inference.Headers {
		for _, h := range e.Headers {
			if len(h.Next) == 0 {
				c["a header without the next hash"] = true
			}
		}
	}
}

func (c collected) require(t *testing.T) {
	t.Helper()
	for _, what := range []string{
		"epoch.beacons", "epoch.progress", "epoch.schedules", "epoch.epoch_params", "epoch.blocks",
		"host.hosts", "host.members", "host.epoch_params", "host.validators", "host.used_keys",
		"sprint.epoch_params", "sprint.rounds", "sprint.contributions", "sprint.sums", "sprint.shares", "sprint.participations",
		"inference.models", "inference.epoch_params", "inference.headers", "inference.last_batches", "inference.artifact_fees", "inference.burned",
		"validation.epoch_params", "validation.rates", "validation.results", "validation.quotas",
		"reward.epoch_params", "reward.next_emission", "reward.settlements", "reward.rewards", "reward.totals",
		"a header without the next hash",
		rewardtypes.REWARD_STATE_CLAIMABLE.String(), rewardtypes.REWARD_STATE_HELD.String(),
		rewardtypes.REWARD_STATE_PAID.String(), rewardtypes.REWARD_STATE_BURNED.String(),
	} {
		require.True(t, c[what], "no export had any %s", what)
	}
}
