package process_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/process"
)

// program is the path of pacerd.
var program string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "pacerd")
	if err != nil {
		panic(err)
	}
	if program, err = process.Build(folder); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(folder); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// root is that of the batch that the tests commit.
var root = strings.Repeat("a7", 32)

// state is what the tests ask a node for.
type state struct {
	Headers struct {
		Headers []struct {
			Root     []byte `json:"root"`
			NextHash []byte `json:"next_hash"`
			Count    int    `json:"count"`
		}
	}
	Host struct {
		Host struct {
			Address string
			Stake   string
		}
	}
	Members struct {
		Members []struct {
			Host  string
			Slots string
		}
	}
	Schedule struct {
		Schedule struct{ Start, Cutoff string }
	}
}

func ask(n *process.Node, host string, at ...string) state {
	var s state
	n.Query(&s.Headers, append([]string{"inference", "headers", "0"}, at...)...)
	n.Query(&s.Host, append([]string{"host", "host", host}, at...)...)
	n.Query(&s.Members, append([]string{"host", "members", "0"}, at...)...)
	n.Query(&s.Schedule, append([]string{"epoch", "schedule", "0"}, at...)...)
	return s
}

// A node that was stopped answers what it answered before, about old heights too, and its chain goes on; and so does one that starts from
// the export of another.
func TestStopStartAndStartFromExport(t *testing.T) {
	n := process.NewNetwork(t, program)
	n.Start()
	n.WaitFor(3)
	host := strings.TrimSpace(n.Pacerd("keys", "show", process.Operator, "--address", "--keyring-backend", "test"))
	n.CommitBatch(host, root)
	before := ask(n, host)
	require.Len(t, before.Headers.Headers, 1)
	require.Len(t, before.Headers.Headers[0].NextHash, 32)
	require.Equal(t, 7, before.Headers.Headers[0].Count)
	require.Equal(t, host, before.Host.Host.Address)
	require.Equal(t, "64", before.Members.Members[0].Slots)
	height := n.Height()

	n.Stop()
	n.Start()
	n.WaitFor(height + 3)
	require.Equal(t, before, ask(n, host))
	require.Equal(t, before, ask(n, host, "--height", strconv.FormatInt(height, 10)))

	n.Stop()
	heir := n.Heir()
	first := initialHeight(t, heir)
	require.Greater(t, first, height)
	heir.Start()
	heir.WaitFor(first + 3)
	require.Equal(t, before, ask(heir, host))
	// The consensus key signs for the same power, and the chain counts on.
	heir.Stop()
	heir.Start()
	heir.WaitFor(first + 6)
	heir.Stop()
}

func initialHeight(t *testing.T, n *process.Node) int64 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(n.Home, "config", "genesis.json"))
	require.NoError(t, err)
	var genesis struct {
		InitialHeight int64 `json:"initial_height"`
		Consensus     struct {
			Params struct {
				Evidence struct {
					MaxAgeNumBlocks string `json:"max_age_num_blocks"`
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &genesis))
	// The preset's consensus parameters are in the export: almost three epochs of evidence (protocol §3).
	require.Equal(t, "260", genesis.Consensus.Params.Evidence.MaxAgeNumBlocks)
	return genesis.InitialHeight
}

// A node that is killed while it makes blocks starts again, has lost no committed block, and goes on.
func TestNodeSurvivesSIGKILL(t *testing.T) {
	n := process.NewNetwork(t, program)
	n.Start()
	for i := range int64(4) {
		n.WaitFor(n.Height() + 2)
		// Another point of the block's making each time.
		time.Sleep(time.Duration(i) * 53 * time.Millisecond)
		height := n.Height()
		n.Kill()
		n.Start()
		n.WaitFor(height + 2)
	}
	var status struct{ Alarms string }
	n.Query(&status, "epoch", "status")
	require.Contains(t, []string{"", "0"}, status.Alarms)
	n.Stop()
}
