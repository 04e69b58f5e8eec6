package cmd

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/version"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/pacer-network/pacer/chain"
)

// exportCommand prints the committed state as a genesis file. The SDK's own command forgets consensus parameters, so this is another.
func exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Print the state of a stopped node as a genesis file",
		Long: `Print the state of a stopped node as the genesis file of a chain that goes on at the next height, with all consensus parameters.
Transactions that a stopped chain refused or never saw stay valid until their timeout: start the new chain at least ten minutes later.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := server.GetServerContextFromCmd(cmd)
			source, err := genutiltypes.AppGenesisFromFile(ctx.Config.GenesisFile())
			if err != nil {
				return fmt.Errorf("%w: run `pacerd init` first", err)
			}
			db, err := dbm.NewDB("application", server.GetAppDBBackend(ctx.Viper), filepath.Join(ctx.Config.RootDir, "data"))
			if err != nil {
				return fmt.Errorf("open the node's database (is the node stopped?): %w", err)
			}
			defer db.Close()
			app := chain.New(ctx.Logger, db, ctx.Viper, chain.Options{}, server.DefaultBaseappOptions(ctx.Viper)...)
			height, err := cmd.Flags().GetInt64(server.FlagHeight)
			if err != nil {
				return err
			}
			if height != -1 {
				if err := app.LoadVersion(height); err != nil {
					return err
				}
			}
			exported, err := app.Export()
			if err != nil {
				return err
			}
			exported.AppName, exported.AppVersion = version.AppName, version.Version
			exported.ChainID, exported.GenesisTime = source.ChainID, source.GenesisTime
			path, err := cmd.Flags().GetString(flags.FlagOutputDocument)
			if err != nil {
				return err
			}
			if path != "" {
				return exported.SaveAs(path)
			}
			text, err := json.MarshalIndent(exported, "", "  ")
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), string(text))
			return err
		},
	}
	cmd.Flags().String(flags.FlagHome, DefaultHome(), "The application home directory")
	cmd.Flags().Int64(server.FlagHeight, -1, "Height to export; -1 is the latest")
	cmd.Flags().String(flags.FlagOutputDocument, "", "File to write instead of standard output")
	return cmd
}
