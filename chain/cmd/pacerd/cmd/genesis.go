package cmd

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/server"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/genesis"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
)

// genesisCommand makes the genesis file of a new network.
func genesisCommand(app *chain.App) *cobra.Command {
	cmd := &cobra.Command{Use: "genesis", Short: "Make the genesis file of a new network", RunE: client.ValidateCmd}
	cmd.AddCommand(presetCommand(app), addHostCommand(app), validateCommand())
	return cmd
}

func presetCommand(app *chain.App) *cobra.Command {
	var beacon, authority string
	cmd := &cobra.Command{
		Use:   "preset local|production",
		Short: "Write a preset's parameters, its models and beacon_0 into genesis.json",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			preset, err := genesis.Named(args[0])
			if err != nil {
				return err
			}
			value, err := parseBeacon(beacon)
			if err != nil {
				return err
			}
			if authority != "" {
				if _, err := sdk.AccAddressFromBech32(authority); err != nil {
					return fmt.Errorf("--authority %s: %w", authority, err)
				}
			}
			return editGenesis(cmd, func(doc *genesis.Document) error {
				return preset.Apply(app.Codec, doc, value, authority)
			})
		},
	}
	cmd.Flags().StringVar(&beacon, "beacon", "", "beacon_0, 32 bytes in hex; random if not given")
	cmd.Flags().StringVar(&authority, "authority", "", "Address that may change parameters; nobody if not given")
	return cmd
}

func parseBeacon(text string) ([]byte, error) {
	if text == "" {
		return genesis.RandomBeacon()
	}
	value, err := hex.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("--beacon %q: %w", text, err)
	}
	if len(value) != epochtypes.BeaconSize {
		return nil, fmt.Errorf("--beacon has %d bytes, want %d", len(value), epochtypes.BeaconSize)
	}
	return value, nil
}

func addHostCommand(app *chain.App) *cobra.Command {
	var operator, allowance string
	cmd := &cobra.Command{
		Use:   "add-host HOST.JSON...",
		Short: "Add Hosts, their coins and their hot keys' fee allowances to genesis.json",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			coins := genesis.Coins{}
			var err error
			if coins.Operator, err = sdk.ParseCoinNormalized(operator); err != nil {
				return fmt.Errorf("--operator-balance %q: %w", operator, err)
			}
			if coins.FeeAllowance, err = sdk.ParseCoinNormalized(allowance); err != nil {
				return fmt.Errorf("--fee-allowance %q: %w", allowance, err)
			}
			return editGenesis(cmd, func(doc *genesis.Document) error {
				for _, path := range args {
					host, err := readHost(app.Codec, path)
					if err != nil {
						return err
					}
					if err := doc.AddHost(app.Codec, host, coins); err != nil {
						return fmt.Errorf("%s: %w", path, err)
					}
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&operator, "operator-balance", "1000000000upacer", "Coins of each operator")
	cmd.Flags().StringVar(&allowance, "fee-allowance", defaultFeeAllowance, "How much of them each hot key may spend on fees")
	return cmd
}

func validateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "validate [GENESIS.JSON]",
		Short: "Start the genesis file in memory: keys, proofs, weights, balances and parameters",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := server.GetServerContextFromCmd(cmd).Config.GenesisFile()
			if len(args) == 1 {
				path = args[0]
			}
			doc, err := genesis.Read(path)
			if err != nil {
				return err
			}
			validators, err := chain.TryGenesis(doc.AppGenesis)
			if err != nil {
				return fmt.Errorf("%s is not valid: %w", path, err)
			}
			return printJSON(cmd, map[string]any{"file": path, "chain_id": doc.ChainID, "validators": len(validators)})
		},
	}
}

// editGenesis changes the home's genesis file.
func editGenesis(cmd *cobra.Command, change func(*genesis.Document) error) error {
	path := server.GetServerContextFromCmd(cmd).Config.GenesisFile()
	doc, err := genesis.Read(path)
	if err != nil {
		return err
	}
	if err := change(doc); err != nil {
		return err
	}
	return doc.Write(path)
}

func printJSON(cmd *cobra.Command, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), string(text))
	return err
}
