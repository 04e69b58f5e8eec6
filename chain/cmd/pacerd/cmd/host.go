package cmd

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	"github.com/cosmos/cosmos-sdk/server"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/hostkeys"
	"github.com/pacer-network/pacer/chain/crypto/keystore"
	"github.com/pacer-network/pacer/chain/genesis"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// Files that `pacerd host init` writes into the home's config folder.
const (
	keyFile  = "host-key.json"
	hostFile = "host.json"
)

func hostCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "host", Short: "Make the keys of a Host, join a network with them, and replace them", RunE: client.ValidateCmd}
	cmd.AddCommand(hostInitCommand(), hostRegisterCommand(), hostRotateCommand(), hostHotKeyCommand())
	return cmd
}

type hostInit struct {
	name, url, payout, passwordFile string
	models                          []string
	stake, weight                   uint64
	capacity                        uint32
	scryptN                         int
}

func hostInitCommand() *cobra.Command {
	var o hostInit
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make a Host's keys and its host.json",
		Long: `Make a Host's keys and its host.json, for genesis or to join later. The home must have been made by "pacerd init": its
priv_validator_key.json is the consensus key. The operator's key is taken from the home's test keyring, or made there. Writes
config/host-key.json (the sealed seed of the BLS key and the dealing key, and the hot key; only the Host's agents need it) and
config/host.json (public; "pacerd genesis add-host" and "pacerd host register" read it).`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.String(flags.FlagChainID, "", "Chain that the proofs are made for")
	f.StringVar(&o.name, "name", "", "Name of the operator's key in the keyring")
	f.StringVar(&o.url, "url", "", "URL of the Host's API")
	f.StringSliceVar(&o.models, "models", nil, "Models that the Host's ML Node serves")
	f.Uint32Var(&o.capacity, "capacity", 1, "Requests that the ML Node runs at the same time")
	f.Uint64Var(&o.stake, "stake", 0, "Bonded stake in the fee denomination")
	f.Uint64Var(&o.weight, "weight", 0, "Share of 10^9 in genesis; a Host that joins later proves its weight")
	f.StringVar(&o.payout, "payout", "", "Address that rewards go to; the operator's if not given")
	f.StringVar(&o.passwordFile, "password-file", "", "File with the password that seals the keys")
	f.IntVar(&o.scryptN, "scrypt-n", keystore.DefaultN, "Cost of the seal, a power of two")
	for _, name := range []string{flags.FlagChainID, "name", "url", "models", "stake", "password-file"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
	return cmd
}

func (o hostInit) run(cmd *cobra.Command) error {
	chainID, err := cmd.Flags().GetString(flags.FlagChainID)
	if err != nil {
		return err
	}
	config := server.GetServerContextFromCmd(cmd).Config
	folder := filepath.Join(config.RootDir, "config")
	keyPath, hostPath := filepath.Join(folder, keyFile), filepath.Join(folder, hostFile)
	if _, err := os.Stat(keyPath); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s exists: a Host's keys are made once; choose another --home", keyPath)
	}
	password, err := readPassword(o.passwordFile)
	if err != nil {
		return err
	}
	seed, err := consensusSeed(config.PrivValidatorKeyFile())
	if err != nil {
		return err
	}
	operator, err := o.operator(cmd)
	if err != nil {
		return err
	}
	secrets, err := newSecrets()
	if err != nil {
		return err
	}
	spec := genesis.HostSpec{
		ChainID: chainID, Operator: operator, APIURL: o.url, Weight: o.weight, Stake: math.NewIntFromUint64(o.stake),
		MlNodes:       []hosttypes.MlNode{{Id: "ml-1", Models: hosttypes.SortedModels(o.models), Capacity: o.capacity}},
		ConsensusSeed: seed, Secrets: secrets,
	}
	if o.payout != "" {
		if spec.Payout, err = hosttypes.ParseAddress("--payout", o.payout); err != nil {
			return err
		}
	}
	host, err := spec.Host()
	if err != nil {
		return err
	}
	sealed, err := secrets.Seal(rand.Reader, password, o.scryptN)
	if err != nil {
		return err
	}
	if err := writeDurably(keyPath, sealed, 0o600); err != nil {
		return err
	}
	if err := writeHost(client.GetClientContextFromCmd(cmd).Codec, hostPath, host); err != nil {
		return err
	}
	return printJSON(cmd, map[string]string{
		"host": host.Host.Address, "hot_key": host.Host.HotKey, "payout": host.Host.Payout, "key_file": keyPath, "host_file": hostPath,
	})
}

// operator returns the address of the operator's key, which is made if the keyring has none of that name.
func (o hostInit) operator(cmd *cobra.Command) (sdk.AccAddress, error) {
	ctx := client.GetClientContextFromCmd(cmd)
	ring, err := keyring.New(sdk.KeyringServiceName(), keyring.BackendTest, ctx.HomeDir, bufio.NewReader(cmd.InOrStdin()), ctx.Codec)
	if err != nil {
		return nil, err
	}
	record, err := ring.Key(o.name)
	if err != nil {
		record, _, err = ring.NewMnemonic(o.name, keyring.English, sdk.GetConfig().GetFullBIP44Path(), keyring.DefaultBIP39Passphrase, hd.Secp256k1)
	}
	if err != nil {
		return nil, fmt.Errorf("key %q of the operator: %w", o.name, err)
	}
	return record.GetAddress()
}

// newSecrets draws a seed and a hot key.
func newSecrets() (hostkeys.Secrets, error) {
	secrets := hostkeys.Secrets{HotKey: [hostkeys.HotKeySize]byte(secp256k1.GenPrivKey().Key)}
	_, err := rand.Read(secrets.Seed[:])
	return secrets, err
}

// readPassword reads a password file; a newline at its end does not belong to the password.
func readPassword(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("--password-file: %w", err)
	}
	password := strings.TrimRight(string(text), "\r\n")
	if password == "" {
		return "", fmt.Errorf("--password-file %s is empty", path)
	}
	return password, nil
}
