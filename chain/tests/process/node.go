// Package process runs the real program: a validator of its own as a process on loopback, and the commands that its operator types.
package process

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// ChainID is that of the test's network.
const ChainID = "pacer-process-1"

// patience is how long anything may take on a machine that is busy.
const patience = 3 * time.Minute

// Build compiles pacerd into a folder and returns the path of the program.
func Build(folder string) (string, error) {
	path := filepath.Join(folder, "pacerd")
	cmd := exec.Command("go", "build", "-o", path, "github.com/pacer-network/pacer/chain/cmd/pacerd")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return path, nil
}

// Node is a validator's home and, while it runs, its process.
type Node struct {
	t       testing.TB
	program string
	Home    string
	rpc     string
	running *exec.Cmd
	ended   chan error
	log     *os.File
}

// NewNode makes a home with ports of its own and blocks of a fifth of a second.
func NewNode(t testing.TB, program string) *Node {
	t.Helper()
	n := &Node{t: t, program: program, Home: t.TempDir()}
	n.Pacerd("init", "node", "--chain-id", ChainID)
	ports := FreePorts(t, 2)
	n.rpc = fmt.Sprintf("tcp://127.0.0.1:%d", ports[0])
	n.configure("config.toml", map[string]string{
		`timeout_commit = "5s"`:           `timeout_commit = "200ms"`,
		`laddr = "tcp://127.0.0.1:26657"`: fmt.Sprintf("laddr = %q", n.rpc),
		`laddr = "tcp://0.0.0.0:26656"`:   fmt.Sprintf("laddr = \"tcp://127.0.0.1:%d\"", ports[1]),
		`pprof_laddr = "localhost:6060"`:  `pprof_laddr = ""`,
		`addr_book_strict = true`:         `addr_book_strict = false`,
	})
	t.Cleanup(func() {
		if n.running != nil {
			n.Kill()
		}
		if t.Failed() && n.log != nil {
			text, _ := os.ReadFile(n.log.Name())
			lines := strings.Split(string(text), "\n")
			t.Logf("log of the node:\n%s", strings.Join(lines[max(0, len(lines)-30):], "\n"))
		}
	})
	return n
}

// configure replaces lines of a configuration file. Each has to be there.
func (n *Node) configure(file string, lines map[string]string) {
	n.t.Helper()
	path := filepath.Join(n.Home, "config", file)
	text, err := os.ReadFile(path)
	require.NoError(n.t, err)
	for from, to := range lines {
		require.Contains(n.t, string(text), from, file)
		text = bytes.ReplaceAll(text, []byte(from), []byte(to))
	}
	require.NoError(n.t, os.WriteFile(path, text, 0o600))
}

// Try runs a command and returns what it printed.
func (n *Node) Try(args ...string) (stdout, stderr string, err error) {
	cmd := exec.Command(n.program, append(args, "--home", n.Home)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// Pacerd runs a command that has to succeed.
func (n *Node) Pacerd(args ...string) string {
	n.t.Helper()
	stdout, stderr, err := n.Try(args...)
	require.NoError(n.t, err, "pacerd %s: %s", strings.Join(args, " "), stderr)
	return stdout
}

// Query runs a query and decodes its answer.
func (n *Node) Query(answer any, args ...string) {
	n.t.Helper()
	text := n.Pacerd(append(append([]string{"query"}, args...), "--node", n.rpc, "--output", "json")...)
	require.NoError(n.t, json.Unmarshal([]byte(text), answer), text)
}

// Start starts the process.
func (n *Node) Start() {
	n.t.Helper()
	require.Nil(n.t, n.running)
	var err error
	n.log, err = os.OpenFile(filepath.Join(n.Home, "node.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(n.t, err)
	n.running = exec.Command(n.program, "start", "--home", n.Home, "--grpc.enable=false", "--api.enable=false", "--log_no_color")
	n.running.Stdout, n.running.Stderr = n.log, n.log
	require.NoError(n.t, n.running.Start())
	n.ended = make(chan error, 1)
	go func(cmd *exec.Cmd, ended chan<- error) { ended <- cmd.Wait() }(n.running, n.ended)
}

// Stop ends the process as an operator does and demands that it ends without an error.
func (n *Node) Stop() {
	n.t.Helper()
	require.NoError(n.t, n.end(syscall.SIGTERM))
}

// Kill ends the process as a power cut does.
func (n *Node) Kill() {
	n.t.Helper()
	require.Error(n.t, n.end(syscall.SIGKILL))
}

func (n *Node) end(signal syscall.Signal) error {
	n.t.Helper()
	require.NotNil(n.t, n.running)
	require.NoError(n.t, n.running.Process.Signal(signal))
	defer func() {
		n.running = nil
		n.log.Close()
	}()
	select {
	case err := <-n.ended:
		return err
	case <-time.After(patience):
		_ = n.running.Process.Kill()
		return fmt.Errorf("the node did not end within %s of %s", patience, signal)
	}
}

// Height is that of the last block, or 0 while the node doesn't answer.
func (n *Node) Height() int64 {
	client := http.Client{Timeout: time.Second}
	response, err := client.Get("http" + strings.TrimPrefix(n.rpc, "tcp") + "/status")
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	var status struct {
		Result struct {
			Sync struct {
				Height string `json:"latest_block_height"`
			} `json:"sync_info"`
		}
	}
	if json.NewDecoder(response.Body).Decode(&status) != nil {
		return 0
	}
	height, err := strconv.ParseInt(status.Result.Sync.Height, 10, 64)
	if err != nil {
		return 0
	}
	return height
}

// WaitFor waits until a block is committed.
func (n *Node) WaitFor(height int64) {
	n.t.Helper()
	for deadline := time.Now().Add(patience); n.Height() < height; time.Sleep(100 * time.Millisecond) {
		select {
		case err := <-n.ended:
			n.ended <- err
			require.FailNow(n.t, "the node ended", "%v", err)
		default:
		}
		require.True(n.t, time.Now().Before(deadline), "height %d, waiting for %d", n.Height(), height)
	}
}
