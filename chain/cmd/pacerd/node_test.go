package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/process"
)

// node is a running pacerd.
type node struct {
	home
	cmd                  *exec.Cmd
	rpc, p2p, grpc, rest int
}

func (h home) start() *node {
	h.t.Helper()
	ports := process.FreePorts(h.t, 4)
	n := &node{home: h, rpc: ports[0], p2p: ports[1], grpc: ports[2], rest: ports[3]}
	log, err := os.Create(filepath.Join(h.path, "log"))
	require.NoError(h.t, err)
	n.cmd = exec.Command(binary, "start", "--home", h.path,
		"--rpc.laddr", fmt.Sprintf("tcp://127.0.0.1:%d", n.rpc), "--p2p.laddr", fmt.Sprintf("tcp://127.0.0.1:%d", n.p2p),
		"--rpc.pprof_laddr", "", "--grpc.address", fmt.Sprintf("127.0.0.1:%d", n.grpc),
		"--api.enable", "--api.address", fmt.Sprintf("tcp://127.0.0.1:%d", n.rest))
	n.cmd.Env = append(os.Environ(), "PACERD_CONSENSUS_TIMEOUT_COMMIT=100ms")
	n.cmd.Stdout, n.cmd.Stderr = log, log
	require.NoError(h.t, n.cmd.Start())
	h.t.Cleanup(func() { _ = n.cmd.Process.Kill() })
	return n
}

// stop ends the node as an operator does.
func (n *node) stop() {
	n.t.Helper()
	require.NoError(n.t, n.cmd.Process.Signal(syscall.SIGTERM))
	done := make(chan error, 1)
	go func() { done <- n.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(2 * time.Minute):
		n.t.Fatal("the node does not stop")
	}
}

// get asks the node's REST API.
func (n *node) get(path string, answer any) error {
	response, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d%s", n.rest, path))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, response.Status)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}

type status struct {
	Height, Epoch string
	Phase         string
	ChainID       string `json:"chain_id"`
	Schedule      struct{ Start string }
}

// reach waits until the node answers from a height or a later one.
func (n *node) reach(height int) status {
	n.t.Helper()
	var last status
	require.Eventually(n.t, func() bool {
		if n.get("/pacer/epoch/v1/status", &last) != nil {
			return false
		}
		at, err := strconv.Atoi(last.Height)
		return err == nil && at >= height
	}, 2*time.Minute, 100*time.Millisecond, "the node does not reach height %d", height)
	return last
}

func soleNetwork(t *testing.T) home {
	t.Helper()
	h := newHost(t, "host1", 1_000_000_000)
	h.run("genesis", "preset", "local")
	h.run("genesis", "add-host", filepath.Join(h.path, "config", "host.json"))
	h.run("genesis", "validate")
	return h
}

// A node starts, answers from its state by REST and by command, stops, starts again and goes on: with another database library than
// go.mod asks for, no query would find its version and no node would restart.
func TestNodeStartsAnswersStopsAndStartsAgain(t *testing.T) {
	h := soleNetwork(t)
	n := h.start()
	first := n.reach(3)
	require.Equal(t, "pacer-cli-1", first.ChainID)
	require.Equal(t, "PHASE_SERVING", first.Phase)
	var answer struct {
		Members []struct{ Slots string }
	}
	require.NoError(t, json.Unmarshal([]byte(n.run("query", "host", "members", "0", "-o", "json", "--node", fmt.Sprintf("tcp://127.0.0.1:%d", n.rpc))), &answer))
	require.Len(t, answer.Members, 1)
	require.Equal(t, "64", answer.Members[0].Slots)
	require.Error(t, n.get("/pacer/epoch/v1/schedule/7", &struct{}{}))

	// A transaction without a sequence, signed by the operator's key that `host init` made.
	n.run("tx", "host", "update", "http://127.0.0.1:9001", "--from", "operator", "--keyring-backend", "test", "--chain-id", "pacer-cli-1",
		"--unordered", "--timeout-duration", "1m", "--gas", "300000", "--fees", "300upacer", "-y", "-o", "json",
		"--node", fmt.Sprintf("tcp://127.0.0.1:%d", n.rpc))
	var hosts struct {
		Hosts []struct {
			URL string `json:"api_url"`
		}
	}
	require.Eventually(t, func() bool {
		return n.get("/pacer/host/v1/hosts", &hosts) == nil && hosts.Hosts[0].URL == "http://127.0.0.1:9001"
	}, time.Minute, 100*time.Millisecond)

	before := n.reach(1)
	n.stop()
	n = h.start()
	height, err := strconv.Atoi(before.Height)
	require.NoError(t, err)
	n.reach(height + 2)
	n.stop()
}

// The exported state starts as the genesis of another node, with the same validator, and goes on.
func TestNodeStartsFromAnExport(t *testing.T) {
	h := soleNetwork(t)
	n := h.start()
	n.reach(4)
	n.stop()
	exported := filepath.Join(t.TempDir(), "exported.json")
	h.run("export", "--output-document", exported)
	var doc struct {
		InitialHeight int `json:"initial_height"`
		Consensus     struct {
			Validators []struct{ Power string }
		}
	}
	text, err := os.ReadFile(exported)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &doc))
	require.Len(t, doc.Consensus.Validators, 1)
	require.Equal(t, "64", doc.Consensus.Validators[0].Power)
	h.run("genesis", "validate", exported)

	h.run("comet", "unsafe-reset-all")
	require.NoError(t, os.WriteFile(filepath.Join(h.path, "config", "genesis.json"), text, 0o644))
	n = h.start()
	got := n.reach(doc.InitialHeight + 2)
	require.Equal(t, "0", got.Epoch)
	require.Equal(t, "1", got.Schedule.Start)
	n.stop()
}
