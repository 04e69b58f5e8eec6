package simulation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// Outcome is a kind of action and what became of it: "ok", or codespace and code.
type Outcome struct{ Kind, Result string }

// Tally counts outcomes.
type Tally map[Outcome]int

// ours are the codespaces of our modules.
var ours = []string{
	epochtypes.ModuleName, hosttypes.ModuleName, sprinttypes.ModuleName, inferencetypes.ModuleName,
	validationtypes.ModuleName, rewardtypes.ModuleName,
}

// check counts an outcome and holds it against what was to be expected. Only the first block of an epoch may refuse with one of our own
// errors what looked right before: parameters, members and models are new in it.
func (t Tally) check(tb testing.TB, now moment, a action, result *abci.ExecTxResult) {
	tb.Helper()
	name := "ok"
	if result.Code != 0 {
		name = fmt.Sprintf("%s/%d", result.Codespace, result.Code)
	}
	t[Outcome{a.kind, name}]++
	registered := slices.Contains(ours, result.Codespace)
	switch {
	case !a.wrong && result.Code == 0:
	case a.wrong && a.sdk:
		require.NotZero(tb, result.Code, "block %d: %s succeeded", now.height, a.kind)
	case a.wrong:
		require.NotZero(tb, result.Code, "block %d: %s succeeded", now.height, a.kind)
		require.True(tb, registered, "block %d: %s failed with %s: %s", now.height, a.kind, name, result.Log)
	default:
		require.True(tb, now.boundary && registered, "block %d of epoch %d: %s failed with %s: %s", now.height, now.epoch, a.kind, name, result.Log)
	}
}

// Succeeded is how often actions of a kind succeeded.
func (t Tally) Succeeded(kind string) int { return t[Outcome{kind, "ok"}] }

// String lists all counts, a line each.
func (t Tally) String() string {
	lines := make([]string, 0, len(t))
	for outcome, count := range t {
		lines = append(lines, fmt.Sprintf("%6d  %-32s %s", count, outcome.Kind, outcome.Result))
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[8:], b[8:]) })
	return strings.Join(lines, "\n")
}
