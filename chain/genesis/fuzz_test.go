package genesis_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// strange are values that a careless editor, or a hostile one, puts into a genesis file.
var strange = []string{
	`null`, `""`, `"0"`, `"-1"`, `"18446744073709551616"`, `"9223372036854775807"`, `0`, `-1`, `1e30`, `0.5`, `true`, `{}`, `[]`, `[null]`, `[{}]`,
	`"pacer1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqvlq4ce"`, `"AA=="`, `"é"`, `{"a":{"a":[]}}`, `"1970-01-01T00:00:00Z"`,
}

// FuzzGenesis puts a strange value, or nothing, in the place of any value of a genesis file: of a new network or of an export.
// Validation says what is wrong or starts the network; it never panics, and what it starts has validators.
func FuzzGenesis(f *testing.F) {
	config := network.Config{Weights: []uint64{1_000_000_000}}
	doc, _, err := network.NewGenesis(config)
	require.NoError(f, err)
	fresh, err := json.Marshal(doc.AppGenesis)
	require.NoError(f, err)
	exported, err := json.Marshal(network.Start(f, config).Export())
	require.NoError(f, err)
	for _, base := range [][]byte{fresh, exported} {
		_, err := try(base)
		require.NoError(f, err, "a genesis that nobody changed")
	}
	for i := range uint64(24) {
		f.Add(i, i%2 == 0, "")
	}
	f.Add(uint64(1), true, `{"app_state":`)
	f.Fuzz(func(t *testing.T, seed uint64, export bool, text string) {
		base := fresh
		if export {
			base = exported
		}
		r := rand.New(rand.NewPCG(seed, 1))
		var tree any
		require.NoError(t, json.Unmarshal(base, &tree))
		value := strange[r.IntN(len(strange))]
		if json.Valid([]byte(text)) {
			value = text
		}
		tree = replace(r, tree, json.RawMessage(value), len(base))
		changed, err := json.Marshal(tree)
		require.NoError(t, err)
		validators, err := try(changed)
		if err == nil {
			require.Positive(t, validators)
		} else {
			require.NotContains(t, err.Error(), "runtime error")
		}
	})
}

// try does what `pacerd genesis validate` does.
func try(text []byte) (int, error) {
	var doc genutiltypes.AppGenesis
	if err := json.Unmarshal(text, &doc); err != nil {
		return 0, err
	}
	validators, err := chain.TryGenesis(&doc)
	return len(validators), err
}

// replace puts a value in the place of one of a tree's values, on a way down by chance.
func replace(r *rand.Rand, tree any, value json.RawMessage, depth int) any {
	stop := depth == 0 || r.IntN(8) == 0
	switch node := tree.(type) {
	case map[string]any:
		if stop || len(node) == 0 {
			return value
		}
		keys := make([]string, 0, len(node))
		for key := range node {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		key := keys[r.IntN(len(keys))]
		// What the protocol's own modules read is worth more tries than the rest of the file.
		if _, ok := node[types.ModuleName]; ok {
			key = []string{"epoch", "host", "sprint", "inference", "validation", "reward", "bank", "auth", "feegrant"}[r.IntN(9)]
		} else if _, ok := node["app_state"]; ok && r.IntN(8) > 0 {
			key = "app_state"
		}
		node[key] = replace(r, node[key], value, depth-1)
	case []any:
		if stop || len(node) == 0 {
			return value
		}
		at := r.IntN(len(node))
		node[at] = replace(r, node[at], value, depth-1)
	default:
		return value
	}
	return tree
}
