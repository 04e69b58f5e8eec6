package cmd

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

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
	consensusFile     = "priv_validator_key.json"
)

// spoiled is what to do about a file of next keys that is of no use.
const spoiled = "take it from a backup, or delete both .next.json files and run this again: it makes new keys, for the epoch after the next"

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
keys again, or says from which epoch on the chain uses them.

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
	now, err := openSecrets(filepath.Join(folder, keyFile), password)
	if err != nil {
		return err
	}
	host, err := onChain(cmd, ctx)
	if err != nil {
		return err
	}
	next, err := o.next(ctx, folder, password, now)
	if err != nil {
		return err
	}
	if err := checkUnregistered(folder, host, next.Host.Keys[0]); err != nil {
		return err
	}
	cmd.PrintErrf("the new keys are in %s and %s\n", filepath.Join(folder, nextKeyFile), filepath.Join(folder, nextConsensusFile))
	return sendTx(cmd, ctx, &hosttypes.MsgRotateKeys{Host: next.Host.Address, Keys: next.Host.Keys[0], Proofs: next.Proofs})
}

// onChain returns the Host as the chain knows it; without any keys if no node is to be asked.
func onChain(cmd *cobra.Command, ctx client.Context) (hosttypes.Host, error) {
	if ctx.GenerateOnly || ctx.Offline {
		return hosttypes.Host{}, nil
	}
	answer, err := hosttypes.NewQueryClient(ctx).Host(cmd.Context(), &hosttypes.QueryHostRequest{Address: ctx.FromAddress.String()})
	if err != nil {
		return hosttypes.Host{}, fmt.Errorf("asking the node for the Host of %s: %w", ctx.FromAddress, err)
	}
	return answer.Host, nil
}

// next returns the Host with the keys that follow those in use and the same hot key: the ones that were made before, or new ones, which
// are on disk when it returns.
func (o hostRotate) next(ctx client.Context, folder, password string, now hostkeys.Secrets) (hosttypes.GenesisHost, error) {
	secrets, err := o.nextSecrets(filepath.Join(folder, nextKeyFile), password, now)
	if err != nil {
		return hosttypes.GenesisHost{}, err
	}
	seed, err := nextConsensusSeed(filepath.Join(folder, nextConsensusFile))
	if err != nil {
		return hosttypes.GenesisHost{}, err
	}
	return genesis.HostSpec{
		ChainID: ctx.ChainID, Operator: ctx.FromAddress, Stake: math.ZeroInt(), ConsensusSeed: seed, Secrets: secrets,
	}.Host()
}

func (o hostRotate) nextSecrets(path, password string, now hostkeys.Secrets) (hostkeys.Secrets, error) {
	next, err := openSecrets(path, password)
	if err == nil {
		return next, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return hostkeys.Secrets{}, fmt.Errorf("%w: %s", err, spoiled)
	}
	if next, err = newSecrets(); err != nil {
		return hostkeys.Secrets{}, err
	}
	next.HotKey = now.HotKey
	sealed, err := next.Seal(rand.Reader, password, o.scryptN)
	if err != nil {
		return hostkeys.Secrets{}, err
	}
	return next, writeDurably(path, sealed, 0o600)
}

// nextConsensusSeed returns the seed of the next ed25519 key that the node signs blocks with, which is made if there is none.
func nextConsensusSeed(path string) ([]byte, error) {
	seed, err := consensusSeed(path)
	if err == nil {
		return seed, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", err, spoiled)
	}
	if err := newConsensusKey(path); err != nil {
		return nil, err
	}
	return consensusSeed(path)
}

// checkUnregistered fails if the chain knows the next keys already, or some of them: it would refuse them as used.
func checkUnregistered(folder string, host hosttypes.Host, next hosttypes.Keys) error {
	for _, known := range host.Keys {
		same := 0
		for i, key := range known.List() {
			if bytes.Equal(key, next.List()[i]) {
				same++
			}
		}
		if same == len(next.List()) {
			return fmt.Errorf(
				"the chain has these keys and uses them from epoch %d on, so nothing was sent. Once that epoch has begun and the epochs before are claimed, "+
					"stop the node and the agents, move %s over %s and %s over %s, and start them again. Only then can keys be replaced once more",
				known.FromEpoch, filepath.Join(folder, nextConsensusFile), consensusFile, filepath.Join(folder, nextKeyFile), keyFile)
		}
		if same > 0 {
			return fmt.Errorf("the chain has some of these keys, from epoch %d on, and not the others, so nothing was sent: one of %s and %s "+
				"is not the file that was registered: %s", known.FromEpoch, filepath.Join(folder, nextConsensusFile), nextKeyFile, spoiled)
		}
	}
	return nil
}
