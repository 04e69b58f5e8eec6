package process

import (
	"encoding/json"
	"time"

	"github.com/stretchr/testify/require"
)

// CommitBatch commits a batch of seven records from the command line and waits until its header is complete: it is in a block, and the
// block after it exists.
func (n *Node) CommitBatch(host, root string) {
	n.t.Helper()
	text := n.Pacerd("tx", "inference", "commit-batch", host, "0", "artifact", "pacer/ref-1", "7", root,
		"--from", Operator, "--keyring-backend", "test", "--chain-id", ChainID, "--node", n.rpc,
		"--gas", "1000000", "--fees", "1000upacer", "--yes", "--output", "json")
	var sent struct {
		Code uint32
		Log  string `json:"raw_log"`
	}
	require.NoError(n.t, json.Unmarshal([]byte(text), &sent), text)
	require.Zero(n.t, sent.Code, sent.Log)
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		var headers struct {
			Headers []struct {
				NextHash []byte `json:"next_hash"`
			}
		}
		n.Query(&headers, "inference", "headers", "0")
		if len(headers.Headers) == 1 && len(headers.Headers[0].NextHash) == 32 {
			return
		}
		require.True(n.t, time.Now().Before(deadline), "the batch is in no block: %s", text)
	}
}
