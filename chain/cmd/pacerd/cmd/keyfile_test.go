package cmd

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A file is replaced by another one under its name, never written over: who holds the old one open, or stops halfway, has a whole one.
func TestAFileIsReplacedAsAWhole(t *testing.T) {
	folder := t.TempDir()
	path, old := filepath.Join(folder, "key.json"), filepath.Join(folder, "old")
	require.NoError(t, writeDurably(path, []byte("old"), 0o600))
	require.NoError(t, os.Link(path, old))
	require.NoError(t, writeDurably(path, []byte("new"), 0o600))
	for name, want := range map[string]string{path: "new", old: "old"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, want, string(text))
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 2)
	require.Error(t, writeDurably(filepath.Join(folder, "nowhere", "key.json"), nil, 0o600))
}
