package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/crypto/hostkeys"
	"github.com/pacer-network/pacer/chain/genesis"
)

// A newcomer whose hot key somebody else has named makes another; no other key changes, neither now nor after a rotation that is under way.
func TestAnotherHotKey(t *testing.T) {
	h := newHost(t, "host2", 0)
	password, config := filepath.Join(h.path, "password"), filepath.Join(h.path, "config")
	signed := []string{"--from", "operator", "--keyring-backend", "test", "--chain-id", "pacer-cli-1", "--generate-only"}
	h.run(append([]string{"host", "rotate-keys", "--password-file", password, "--scrypt-n", "1024"}, signed...)...)
	open := func(name string) hostkeys.Secrets {
		file, err := os.ReadFile(filepath.Join(config, name))
		require.NoError(t, err)
		secrets, err := hostkeys.Open(file, "secret")
		require.NoError(t, err)
		return secrets
	}
	before, beforeNext := open("host-key.json"), open("host-key.next.json")
	var made struct {
		HotKey string `json:"hot_key"`
	}
	out := h.run("host", "new-hot-key", "--password-file", password, "--scrypt-n", "1024")
	require.NoError(t, json.Unmarshal([]byte(out), &made))
	after, afterNext := open("host-key.json"), open("host-key.next.json")
	require.Equal(t, before.Seed, after.Seed)
	require.Equal(t, beforeNext.Seed, afterNext.Seed)
	require.NotEqual(t, before.HotKey, after.HotKey)
	require.Equal(t, after.HotKey, afterNext.HotKey)
	require.Equal(t, genesis.HotAddress(after).String(), made.HotKey)
	require.Contains(t, h.run(append([]string{"host", "register", filepath.Join(config, "host.json")}, signed...)...),
		fmt.Sprintf(`"hot_key":%q`, made.HotKey))
	info, err := os.Stat(filepath.Join(config, "host-key.json"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	require.NoError(t, os.Remove(filepath.Join(config, "host.json")))
	h.run("host", "new-hot-key", "--password-file", password, "--scrypt-n", "1024")
	require.NoFileExists(t, filepath.Join(config, "host.json"))
	require.NotEqual(t, after.HotKey, open("host-key.json").HotKey)
}
