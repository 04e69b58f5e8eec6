// Package cmd is the command line of pacerd.
package cmd

import (
	"os"
	"path/filepath"

	cmtcmd "github.com/cometbft/cometbft/cmd/cometbft/commands"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cobra"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	clientconfig "github.com/cosmos/cosmos-sdk/client/config"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/keys"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	"github.com/cosmos/cosmos-sdk/version"
	"github.com/cosmos/cosmos-sdk/x/auth/types"
	genutilcli "github.com/cosmos/cosmos-sdk/x/genutil/client/cli"

	"github.com/pacer-network/pacer/chain"
)

// EnvPrefix begins the names of environment variables that override settings.
const EnvPrefix = "PACERD"

// DefaultHome is where a node keeps its files unless --home says otherwise.
func DefaultHome() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ".pacer"
	}
	return filepath.Join(home, ".pacer")
}

// NewRoot returns the command with everything below it.
func NewRoot() (*cobra.Command, error) {
	version.Name, version.AppName = chain.Name, "pacerd"
	if version.Version == "" {
		// Releases set it when they are linked.
		version.Version = "0.0.0-dev"
	}
	// An application without a database describes the modules; no command reads its state.
	app := chain.New(log.NewNopLogger(), dbm.NewMemDB(), noSettings{}, chain.Options{})
	clientCtx := client.Context{}.
		WithCodec(app.Codec).
		WithInterfaceRegistry(app.InterfaceRegistry).
		WithTxConfig(app.TxConfig).
		WithLegacyAmino(app.Amino).
		WithInput(os.Stdin).
		WithAccountRetriever(types.AccountRetriever{}).
		WithHomeDir(DefaultHome()).
		WithViper(EnvPrefix)
	root := &cobra.Command{
		Use:   "pacerd",
		Short: "A node of the Pacer network",
		// main prints the error, once.
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			// From here on an error is not about how the command was written.
			cmd.SilenceUsage = true
			// Commands of the SDK print to the command's own stream; without this it would be the standard error.
			cmd.SetOut(cmd.OutOrStdout())
			cmd.SetErr(cmd.ErrOrStderr())
			ctx, err := client.ReadPersistentCommandFlags(clientCtx.WithCmdContext(cmd.Context()), cmd.Flags())
			if err != nil {
				return err
			}
			if ctx, err = clientconfig.ReadFromClientConfig(ctx); err != nil {
				return err
			}
			if err := client.SetCmdClientContextHandler(ctx, cmd); err != nil {
				return err
			}
			template, settings := appSettings()
			if err := server.InterceptConfigsPreRunHandler(cmd, template, settings, cometSettings()); err != nil {
				return err
			}
			return checkAppSettings(server.GetServerContextFromCmd(cmd).Viper)
		},
	}
	root.AddCommand(
		genutilcli.InitCmd(app.Basics(), DefaultHome()),
		server.StartCmd(newNode, DefaultHome()),
		cometCommand(),
		debugCommand(),
		exportCommand(),
		genesisCommand(app),
		hostCommand(),
		keys.Commands(),
		queryCommand(),
		txCommand(),
		server.NewRollbackCmd(newNode, DefaultHome()),
		version.NewVersionCommand(),
	)
	options := app.AutoCLI()
	options.ClientCtx = clientCtx
	return root, options.EnhanceRootCommand(root)
}

// newNode builds the application of a node.
func newNode(logger log.Logger, db dbm.DB, settings servertypes.AppOptions) servertypes.Application {
	return chain.New(logger, db, settings, chain.Options{}, server.DefaultBaseappOptions(settings)...)
}

func cometCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "comet", Aliases: []string{"cometbft"}, Short: "About the consensus engine of this node"}
	cmd.AddCommand(
		server.ShowNodeIDCmd(),
		server.ShowValidatorCmd(),
		server.ShowAddressCmd(),
		server.VersionCmd(),
		server.BootstrapStateCmd(newNode),
		cmtcmd.ResetAllCmd,
		cmtcmd.ResetStateCmd,
	)
	return cmd
}

// noSettings is the configuration of an application that never runs.
type noSettings struct{}

func (noSettings) Get(key string) any {
	if key == flags.FlagHome {
		return os.TempDir()
	}
	return nil
}
