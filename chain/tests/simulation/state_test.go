package simulation_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// modulesState is everything in an app state but the clock, which goes on with every block.
func modulesState(t *testing.T, appState []byte) string {
	t.Helper()
	var state map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(appState, &state))
	delete(state, "epoch")
	text, err := json.Marshal(state)
	require.NoError(t, err)
	return string(text)
}
