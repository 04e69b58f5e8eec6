package cmd

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/server"

	"github.com/pacer-network/pacer/chain/crypto/keystore"
	"github.com/pacer-network/pacer/chain/genesis"
)

type hostHotKey struct {
	passwordFile string
	scryptN      int
}

func hostHotKeyCommand() *cobra.Command {
	var o hostHotKey
	cmd := &cobra.Command{
		Use:   "new-hot-key",
		Short: "Put another hot key into a Host's files",
		Long: `Put another hot key into config/host-key.json and, if they are there, config/host-key.next.json and config/host.json. All other keys stay. It
tells the chain nothing.

A Host that has yet to register does so afterwards, as before. A Host that runs stops its agents first; afterwards its operator tells the
chain ("pacerd tx host set-hot-key"), grants the new key an allowance for fees ("pacerd tx feegrant grant"), and starts the agents again.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVar(&o.passwordFile, "password-file", "", "File with the password that seals the keys")
	f.IntVar(&o.scryptN, "scrypt-n", keystore.DefaultN, "Cost of the seal, a power of two")
	if err := cmd.MarkFlagRequired("password-file"); err != nil {
		panic(err)
	}
	return cmd
}

func (o hostHotKey) run(cmd *cobra.Command) error {
	password, err := readPassword(o.passwordFile)
	if err != nil {
		return err
	}
	folder := filepath.Join(server.GetServerContextFromCmd(cmd).Config.RootDir, "config")
	fresh, err := newSecrets()
	if err != nil {
		return err
	}
	// All are opened before any is written.
	sealed := map[string][]byte{}
	for _, name := range []string{keyFile, nextKeyFile} {
		path := filepath.Join(folder, name)
		secrets, err := openSecrets(path, password)
		if name == nextKeyFile && errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		secrets.HotKey = fresh.HotKey
		if sealed[path], err = secrets.Seal(rand.Reader, password, o.scryptN); err != nil {
			return err
		}
	}
	cdc, hostPath := client.GetClientContextFromCmd(cmd).Codec, filepath.Join(folder, hostFile)
	host, err := readHost(cdc, hostPath)
	known := !errors.Is(err, os.ErrNotExist)
	if err != nil && known {
		return err
	}
	for path, text := range sealed {
		if err := writeDurably(path, text, 0o600); err != nil {
			return err
		}
	}
	host.Host.HotKey = genesis.HotAddress(fresh).String()
	if known {
		// A Host that has registered needs its host.json no more.
		if err := writeHost(cdc, hostPath, host); err != nil {
			return err
		}
	}
	return printJSON(cmd, map[string]string{"hot_key": host.Host.HotKey, "key_file": filepath.Join(folder, keyFile)})
}
