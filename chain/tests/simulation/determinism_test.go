package simulation_test

import (
	"encoding/hex"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/utils/cpu"
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/simulation"
)

// appHashes is a file of AppHashes: written by the first run, compared with by the next ones. It is how two builds are compared, such as
// that with the build tag purego, in which no assembly computes a field element or a hash.
var appHashes = flag.String("app-hashes", "", "file of AppHashes to write or, if it exists, to compare with")

// The same seed makes the same blocks and the same state, whatever the number of processors; another seed makes others.
func TestSimulationIsDeterministic(t *testing.T) {
	const blocks = 90
	run := func(seed uint64, processors int) []string {
		t.Helper()
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		s := simulation.Start(t, simulation.Config{Seed: seed, Blocks: blocks, Idle: 20})
		s.Run()
		hashes := make([]string, len(s.AppHashes))
		for i, hash := range s.AppHashes {
			hashes[i] = hex.EncodeToString(hash)
		}
		require.Len(t, hashes, blocks)
		return hashes
	}
	alone := run(11, 1)
	require.Equal(t, alone, run(11, 2))
	require.NotEqual(t, alone[blocks-1], run(12, 2)[blocks-1])
	if *appHashes == "" {
		requireSameOnAnOlderProcessor(t, alone)
		return
	}
	compare(t, alone)
}

// requireSameOnAnOlderProcessor runs the test once more in a process for which the processor's extensions are switched off, so that field
// elements and hashes are computed by other code.
func requireSameOnAnOlderProcessor(t *testing.T, hashes []string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app-hashes")
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(hashes, "\n")), 0o644))
	older := exec.Command(os.Args[0], "-test.run=^TestSimulationIsDeterministic$", "-test.count=1", "-app-hashes", path)
	older.Env = append(os.Environ(), "GODEBUG="+olderProcessor)
	output, err := older.CombinedOutput()
	require.NoError(t, err, string(output))
}

// olderProcessor switches off all of the processor's extensions.
const olderProcessor = "cpu.all=off"

// compare writes or reads the file of AppHashes.
func compare(t *testing.T, hashes []string) {
	t.Helper()
	if os.Getenv("GODEBUG") == olderProcessor {
		require.False(t, cpu.SupportADX, "the processor's extensions are on")
	}
	text, err := os.ReadFile(*appHashes)
	if errors.Is(err, fs.ErrNotExist) {
		require.NoError(t, os.WriteFile(*appHashes, []byte(strings.Join(hashes, "\n")), 0o644))
		t.Logf("wrote %d AppHashes, the last is %s", len(hashes), hashes[len(hashes)-1])
		return
	}
	require.NoError(t, err)
	require.Equal(t, strings.Split(string(text), "\n"), hashes, "this build computes another state")
	t.Logf("%d AppHashes are equal, the last is %s", len(hashes), hashes[len(hashes)-1])
}
