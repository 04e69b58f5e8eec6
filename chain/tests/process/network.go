package process

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Operator is the name of the operator's key in the keyring.
const Operator = "operator"

// NewNetwork makes the home of a network of one Host, as the manual says.
func NewNetwork(t testing.TB, program string) *Node {
	t.Helper()
	n := NewNode(t, program)
	password := filepath.Join(n.Home, "password")
	require.NoError(t, os.WriteFile(password, []byte("correct horse\n"), 0o600))
	n.Pacerd("host", "init", "--chain-id", ChainID, "--name", Operator, "--url", "http://127.0.0.1:9000", "--models", "pacer/ref-1",
		"--stake", "1000000000", "--weight", "1000000000", "--password-file", password, "--scrypt-n", "1024")
	n.Pacerd("genesis", "preset", "local")
	n.Pacerd("genesis", "add-host", filepath.Join(n.Home, "config", "host.json"))
	n.Pacerd("genesis", "validate")
	return n
}

// Heir makes another home that is to go on with the chain of a stopped node: with the export as its genesis and the same consensus key,
// and nothing else.
func (n *Node) Heir() *Node {
	n.t.Helper()
	heir := NewNode(n.t, n.program)
	n.Pacerd("export", "--output-document", filepath.Join(heir.Home, "config", "genesis.json"))
	key := filepath.Join("config", "priv_validator_key.json")
	text, err := os.ReadFile(filepath.Join(n.Home, key))
	require.NoError(n.t, err)
	require.NoError(n.t, os.WriteFile(filepath.Join(heir.Home, key), text, 0o600))
	heir.Pacerd("genesis", "validate")
	return heir
}
