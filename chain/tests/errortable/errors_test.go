// Package errortable writes down every error that the application registers, of our modules and the SDK's, for programs that classify them.
// `go test ./tests/errortable -write-errors` writes proto/errors.json.
package errortable

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strconv"
	"testing"
	_ "unsafe" // for go:linkname

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/log/v2"

	dbm "github.com/cosmos/cosmos-db"

	"github.com/pacer-network/pacer/chain"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
)

const file = "../../../proto/errors.json"

var write = flag.Bool("write-errors", false, "write proto/errors.json")

// usedCodes is the registry of cosmossdk.io/errors. Its own functions look up one code, and guessing codespaces and numbers could miss some.
//
//go:linkname usedCodes cosmossdk.io/errors.usedCodes
var usedCodes map[string]*errorsmod.Error

// elsewhere are modules that the SDK links into every application, and that ours does not have; table_testdata is a test of the SDK.
var elsewhere = []string{"distribution", "gov", "staking", "table_testdata"}

// table is codespace → code → description; encoding/json sorts both, the codes as text.
type table map[string]map[string]string

func registered() table {
	all := table{}
	for _, err := range usedCodes {
		if slices.Contains(elsewhere, err.Codespace()) {
			continue
		}
		if all[err.Codespace()] == nil {
			all[err.Codespace()] = map[string]string{}
		}
		all[err.Codespace()][strconv.FormatUint(uint64(err.ABCICode()), 10)] = err.Error()
	}
	return all
}

func encoded(t *testing.T, all table) []byte {
	t.Helper()
	raw := new(bytes.Buffer)
	encoder := json.NewEncoder(raw)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(all))
	return raw.Bytes()
}

func TestErrorTableIsWhatIsRegistered(t *testing.T) {
	raw := encoded(t, registered())
	if *write {
		require.NoError(t, os.WriteFile(file, raw, 0o644))
	}
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(kept), string(raw),
		"proto/errors.json is not what the application registers: run (cd chain && go test ./tests/errortable -write-errors) and classify what is new in libs/client/src/errors")
}

func TestErrorTableHasModulesAndTheSDK(t *testing.T) {
	all := registered()
	for code, name := range rewardtypes.Error_name {
		if code >= 2 {
			require.Contains(t, all[rewardtypes.ModuleName], strconv.Itoa(int(code)), name)
		}
	}
	require.Equal(t, hosttypes.ErrUnauthorized.Error(), all[hosttypes.ModuleName]["2"])
	require.Equal(t, "insufficient funds", all["sdk"]["5"])
	require.Equal(t, "internal", all[errorsmod.UndefinedCodespace]["1"])
	require.NotEmpty(t, all["feegrant"])
}

type noSettings struct{}

func (noSettings) Get(string) any { return nil }

func TestErrorTableLeavesOutNoModuleOfTheApplication(t *testing.T) {
	modules := chain.New(log.NewNopLogger(), dbm.NewMemDB(), noSettings{}, chain.Options{}).Basics()
	require.Contains(t, modules, rewardtypes.ModuleName)
	for _, name := range elsewhere {
		require.NotContains(t, modules, name)
	}
}
