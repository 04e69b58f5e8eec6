package cmd

import (
	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// offlineGas is the gas limit of a transaction that nobody can try, and enough for a registration of a usual size.
	offlineGas = "600000"
	// gasMargin is how much more than a trial used a transaction may use: the trial signs with shorter bytes.
	gasMargin = "1.3"
)

// sendTx prints, or signs and sends, a transaction as its flags say. Unless they say otherwise, it is tried first, so that the chain's
// refusal is the command's own, and pays the usual price.
func sendTx(cmd *cobra.Command, ctx client.Context, msgs ...sdk.Msg) error {
	f := cmd.Flags()
	gas := flags.GasFlagAuto
	if ctx.GenerateOnly || ctx.Offline {
		gas = offlineGas
	}
	defaults := []struct{ flag, value string }{{flags.FlagGas, gas}, {flags.FlagGasAdjustment, gasMargin}}
	if !f.Changed(flags.FlagFees) {
		defaults = append(defaults, struct{ flag, value string }{flags.FlagGasPrices, minGasPrices})
	}
	for _, d := range defaults {
		if f.Changed(d.flag) {
			continue
		}
		if err := f.Set(d.flag, d.value); err != nil {
			return err
		}
	}
	return tx.GenerateOrBroadcastTxCLI(ctx, f, msgs...)
}
