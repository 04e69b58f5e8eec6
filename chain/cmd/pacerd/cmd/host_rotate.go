package cmd

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cometbft/cometbft/privval"
	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/server"

	"github.com/pacer-network/pacer/chain/crypto/hostkeys"
	"github.com/pacer-network/pacer/chain/crypto/keystore"
	"github.com/pacer-network/pacer/chain/genesis"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// Files that `pacerd host rotate-keys` writes beside those in use.
const (
	nextKeyFile       = "host-key.next.json"
	nextConsensusFile = "priv_validator_key.next.json"
)

type hostRotate struct {
	passwordFile string
	scryptN      int
}

func hostRotateCommand() *cobra.Command {
	var o hostRotate
	cmd := &cobra.Command{
		Use:   "rotate-keys",
		Short: "Replace a Host's consensus, BLS and dealing keys",
		Long: `Replace a Host's consensus, BLS and dealing keys from the epoch after the next on; the hot key stays. Makes new ones, writes them into
config/host-key.next.json and config/priv_validator_key.next.json, and tells the chain. Run again before they are moved, it sends the same
keys again.

The chain goes by the old keys until the epoch that it answers with (from_epoch) begins. Once it has begun and the rewards of the epochs
before are claimed: stop the node and the agents, move each .next.json over the file that it replaces, and start them again. Keep
priv_validator_state.json. The old consensus key signs the first two blocks of that epoch and none after them.`,
		Example: "pacerd host rotate-keys --password-file password --from operator --keyring-backend test --chain-id CHAIN",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVar(&o.passwordFile, "password-file", "", "File with the password that seals the keys, those of now and the new ones")
	f.IntVar(&o.scryptN, "scrypt-n", keystore.DefaultN, "Cost of the seal, a power of two")
	addTxFlags(cmd)
	if err := cmd.MarkFlagRequired("password-file"); err != nil {
		panic(err)
	}
	return cmd
}

func (o hostRotate) run(cmd *cobra.Command) error {
	ctx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	password, err := readPassword(o.passwordFile)
	if err != nil {
		return err
	}
	folder := filepath.Join(server.GetServerContextFromCmd(cmd).Config.RootDir, "config")
	secrets, err := o.nextSecrets(folder, password)
	if err != nil {
		return err
	}
	seed, err := nextConsensusSeed(filepath.Join(folder, nextConsensusFile))
	if err != nil {
		return err
	}
	next, err := genesis.HostSpec{
		ChainID: ctx.ChainID, Operator: ctx.FromAddress, Stake: math.ZeroInt(), ConsensusSeed: seed, Secrets: secrets,
	}.Host()
	if err != nil {
		return err
	}
	cmd.PrintErrf("the new keys are in %s and %s\n", filepath.Join(folder, nextKeyFile), filepath.Join(folder, nextConsensusFile))
	return sendTx(cmd, ctx, &hosttypes.MsgRotateKeys{Host: next.Host.Address, Keys: next.Host.Keys[0], Proofs: next.Proofs})
}

// nextSecrets returns the secrets that follow those in use, with the same hot key: the ones that were made before, or new ones, which
// are on disk when it returns.
func (o hostRotate) nextSecrets(folder, password string) (hostkeys.Secrets, error) {
	now, err := openSecrets(filepath.Join(folder, keyFile), password)
	if err != nil {
		return hostkeys.Secrets{}, err
	}
	path := filepath.Join(folder, nextKeyFile)
	next, err := openSecrets(path, password)
	if !errors.Is(err, os.ErrNotExist) {
		return next, err
	}
	if next, err = newSecrets(); err != nil {
		return hostkeys.Secrets{}, err
	}
	next.HotKey = now.HotKey
	sealed, err := next.Seal(rand.Reader, password, o.scryptN)
	if err != nil {
		return hostkeys.Secrets{}, err
	}
	return next, os.WriteFile(path, sealed, 0o600)
}

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

// nextConsensusSeed returns the seed of the next ed25519 key that the node signs blocks with, which is made if there is none.
func nextConsensusSeed(path string) ([]byte, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		privval.GenFilePV(path, "").Key.Save()
	}
	return consensusSeed(path)
}
