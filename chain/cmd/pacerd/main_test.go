package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// binary is pacerd, built once for all tests of this package.
var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "pacerd-test-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(folder, "pacerd")
	build := exec.Command("go", "build", "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		panic(fmt.Sprintf("%s: %s", err, out))
	}
	code := m.Run()
	if err := os.RemoveAll(folder); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// home is the folder of one node.
type home struct {
	t    *testing.T
	path string
}

// run carries out a command that must succeed and returns its standard output.
func (h home) run(args ...string) string {
	h.t.Helper()
	out, errors, err := h.try(args...)
	require.NoError(h.t, err, "pacerd %s: %s", strings.Join(args, " "), errors)
	return out
}

func (h home) try(args ...string) (out, errors string, err error) {
	cmd := exec.Command(binary, append(args, "--home", h.path)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	return stdout.String(), stderr.String(), err
}

// newHost makes a home with keys and host.json.
func newHost(t *testing.T, name string, weight int) home {
	t.Helper()
	h := home{t, filepath.Join(t.TempDir(), name)}
	h.run("init", name, "--chain-id", "pacer-cli-1")
	h.hostInit(weight)
	return h
}

func (h home) hostInit(weight int) string {
	h.t.Helper()
	password := filepath.Join(h.path, "password")
	require.NoError(h.t, os.WriteFile(password, []byte("secret\n"), 0o600))
	return h.run("host", "init", "--chain-id", "pacer-cli-1", "--name", "operator", "--url", "http://127.0.0.1:9000", "--models", "pacer/ref-1",
		"--stake", "1000000000", "--weight", strconv.Itoa(weight), "--scrypt-n", "1024", "--password-file", password)
}

func TestCommandsPrintToStandardOutput(t *testing.T) {
	h := newHost(t, "host1", 1_000_000_000)
	for _, args := range [][]string{{"comet", "show-node-id"}, {"version"}, {"keys", "list", "--keyring-backend", "test"}} {
		require.NotEmpty(t, strings.TrimSpace(h.run(args...)), args)
	}
	var key struct{ Key string }
	require.NoError(t, json.Unmarshal([]byte(h.run("comet", "show-validator")), &key))
	require.NotEmpty(t, key.Key)
}

func TestKeyFileIsForItsOwnerAlone(t *testing.T) {
	h := newHost(t, "host1", 1_000_000_000)
	info, err := os.Stat(filepath.Join(h.path, "config", "host-key.json"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestGenesisOfFourHosts(t *testing.T) {
	var files []string
	var hosts []home
	for i := range 4 {
		h := newHost(t, fmt.Sprintf("host%d", i+1), 250_000_000)
		hosts = append(hosts, h)
		files = append(files, filepath.Join(h.path, "config", "host.json"))
	}
	first := hosts[0]
	first.run("genesis", "preset", "local", "--beacon", strings.Repeat("07", 32))
	first.run(append([]string{"genesis", "add-host"}, files...)...)
	var answer struct{ Validators int }
	require.NoError(t, json.Unmarshal([]byte(first.run("genesis", "validate")), &answer))
	require.Equal(t, 4, answer.Validators)
}

func TestMistakesAreExplained(t *testing.T) {
	h := newHost(t, "host1", 999_999_999)
	host := filepath.Join(h.path, "config", "host.json")
	password := filepath.Join(h.path, "password")
	empty := home{t, filepath.Join(t.TempDir(), "empty")}
	init := []string{"host", "init", "--chain-id", "pacer-cli-1", "--name", "operator", "--url", "http://h", "--models", "m", "--stake", "1",
		"--weight", "1", "--password-file", password}
	for _, c := range []struct {
		name string
		home home
		args []string
		want string
	}{
		{"keys are made once", h, init, "are made once"},
		{"host init before init", empty, init, "pacerd init"},
		{"host init without a chain", h, []string{"host", "init"}, "chain-id"},
		{"no such preset", h, []string{"genesis", "preset", "cloud"}, "choose local or production"},
		{"beacon that is no hex", h, []string{"genesis", "preset", "local", "--beacon", "xyz"}, "--beacon"},
		{"short beacon", h, []string{"genesis", "preset", "local", "--beacon", "07"}, "want 32"},
		{"authority of another chain", h, []string{"genesis", "preset", "local", "--authority", "cosmos1x"}, "--authority"},
		{"no such host file", h, []string{"genesis", "add-host", host + "x"}, "pacerd host init"},
		{"balance without a denomination", h, []string{"genesis", "add-host", host, "--operator-balance", "5"}, "--operator-balance"},
		{"validate before a preset", h, []string{"genesis", "validate"}, "pacerd genesis preset"},
		{"export before the first block", h, []string{"export"}, "no block yet"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, errors, err := c.home.try(c.args...)
			require.Error(t, err)
			require.Contains(t, errors, c.want)
		})
	}
	h.run("genesis", "preset", "local")
	h.run("genesis", "add-host", host)
	_, errors, err := h.try("genesis", "add-host", host)
	require.Error(t, err)
	require.Contains(t, errors, "in this genesis already")
	_, errors, err = h.try("genesis", "validate")
	require.Error(t, err)
	require.Contains(t, errors, "weights of genesis sum to 999999999")
}

// A node with a mempool of the application's would propose what the others reject.
func TestNodeWithAMempoolOfTheApplicationIsRefused(t *testing.T) {
	h := newHost(t, "host1", 1_000_000_000)
	_, errors, err := h.try("start", "--mempool.max-txs", "5000")
	require.Error(t, err)
	require.Contains(t, errors, "set it to -1")
}
