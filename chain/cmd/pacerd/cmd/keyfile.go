package cmd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/libs/tempfile"
	"github.com/cometbft/cometbft/privval"

	"github.com/pacer-network/pacer/chain/crypto/hostkeys"
)

// writeDurably makes or replaces a file. Whatever stops the machine, the file is the one of before or the new one, and once this returns
// it is the new one: what the chain is told next is about keys that are not lost.
func writeDurably(path string, data []byte, mode os.FileMode) error {
	if err := tempfile.WriteFileAtomic(path, data, mode); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// openSecrets opens a key file.
func openSecrets(path, password string) (hostkeys.Secrets, error) {
	sealed, err := os.ReadFile(path)
	if err != nil {
		return hostkeys.Secrets{}, fmt.Errorf("%w: `pacerd host init` writes the key file; choose the Host's --home", err)
	}
	secrets, err := hostkeys.Open(sealed, password)
	if err != nil {
		return hostkeys.Secrets{}, fmt.Errorf("%s: %w", path, err)
	}
	return secrets, nil
}

// consensusSeed reads the seed of the ed25519 key that the node signs blocks with, 32 bytes.
func consensusSeed(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: run `pacerd init` first", err)
	}
	var file privval.FilePVKey
	if err := cmtjson.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", path, err)
	}
	key, ok := file.PrivKey.(ed25519.PrivKey)
	if !ok || len(key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("%s holds no ed25519 key", path)
	}
	return key[:ed25519.SeedSize], nil
}

// newConsensusKey writes a new key for the node to sign blocks with.
func newConsensusKey(path string) error {
	text, err := cmtjson.MarshalIndent(privval.GenFilePV(path, "").Key, "", "  ")
	if err != nil {
		return err
	}
	return writeDurably(path, text, 0o600)
}
