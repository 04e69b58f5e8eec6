package cmd

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/pacer-network/pacer/chain/genesis"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// defaultFeeAllowance is how much a hot key may spend on fees unless its operator says otherwise.
const defaultFeeAllowance = "100000000upacer"

type hostRegister struct {
	stake, payout, allowance string
}

func hostRegisterCommand() *cobra.Command {
	var o hostRegister
	cmd := &cobra.Command{
		Use:   "register HOST.JSON",
		Short: "Join a running network with the keys of host.json",
		Long: `Join a running network: make a Host of the operator with the keys of host.json, bond its stake, and let its hot key spend some of the
operator's coins on the fees of the agents' messages. "pacerd host init" writes host.json; the operator (--from) needs coins for stake and
fees, and the chain refuses what a running network has already seen.

The keys are used from the epoch after the next on. Commit work in the Sprint before that epoch: what it proves is the Host's weight. The
transaction is tried before it is sent, so that a refusal is shown at once; "pacerd query wait-tx HASH" waits for its block.`,
		Example: `pacerd host register config/host.json --stake 1000000000 --from operator --keyring-backend test --chain-id CHAIN
pacerd host register config/host.json --from pacer1... --chain-id CHAIN --generate-only > tx.json   # sign it elsewhere`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&o.stake, "stake", "", "Stake to bond, in the fee denomination without its name; that of host.json if not given")
	f.StringVar(&o.payout, "payout", "", "Address that rewards go to; that of host.json if not given")
	f.StringVar(&o.allowance, "fee-allowance", defaultFeeAllowance, "How much the hot key may spend on fees; 0upacer grants nothing")
	addTxFlags(cmd)
	return cmd
}

func (o hostRegister) run(cmd *cobra.Command, path string) error {
	ctx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	described, err := readHost(ctx.Codec, path)
	if err != nil {
		return err
	}
	register, err := o.message(ctx, described)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	msgs := []sdk.Msg{register}
	grant, err := o.grant(ctx.FromAddress, register.HotKey)
	if err != nil {
		return err
	}
	if grant != nil {
		msgs = append(msgs, grant)
	}
	return sendTx(cmd, ctx, msgs...)
}

// message is the registration of a host.json, checked as far as that is possible without the chain.
func (o hostRegister) message(ctx client.Context, described hosttypes.GenesisHost) (*hosttypes.MsgRegister, error) {
	host := described.Host
	if host.Address != ctx.FromAddress.String() {
		return nil, fmt.Errorf("it is the Host of operator %s, but --from is %s: sign with the operator's key", host.Address, ctx.FromAddress)
	}
	if len(host.Keys) != 1 {
		return nil, fmt.Errorf("it has %d sets of keys: `pacerd host init` writes one", len(host.Keys))
	}
	if err := described.Proofs.Verify(ctx.ChainID, ctx.FromAddress, host.Keys[0]); err != nil {
		return nil, fmt.Errorf("its proofs are not for chain %q: %w: make it by `pacerd host init --chain-id %s`", ctx.ChainID, err, ctx.ChainID)
	}
	if o.stake != "" {
		stake, ok := math.NewIntFromString(o.stake)
		if !ok {
			return nil, fmt.Errorf("--stake %q is not a whole number: give an amount of the fee denomination without its name", o.stake)
		}
		host.Stake = stake
	}
	if err := hosttypes.ValidateAmount(host.Stake); err != nil {
		return nil, fmt.Errorf("--stake: %w", err)
	}
	if o.payout != "" {
		payout, err := hosttypes.ParseAddress("--payout", o.payout)
		if err != nil {
			return nil, err
		}
		host.Payout = payout.String()
	}
	return &hosttypes.MsgRegister{
		Host: host.Address, Payout: host.Payout, HotKey: host.HotKey, ApiUrl: host.ApiUrl, Keys: host.Keys[0], Proofs: described.Proofs,
		Stake: host.Stake, MlNodes: host.MlNodes,
	}, nil
}

// grant lets the hot key spend the operator's coins on the fees of the agents' messages and of nothing else; nil if it is not wanted.
func (o hostRegister) grant(operator sdk.AccAddress, hotKey string) (sdk.Msg, error) {
	limit, err := sdk.ParseCoinNormalized(o.allowance)
	if err != nil {
		return nil, fmt.Errorf("--fee-allowance %q: %w: give an amount such as %s", o.allowance, err, defaultFeeAllowance)
	}
	if hotKey == "" || limit.IsZero() {
		return nil, nil
	}
	hot, err := hosttypes.ParseAddress("hot_key", hotKey)
	if err != nil {
		return nil, err
	}
	allowance, err := feegrant.NewAllowedMsgAllowance(&feegrant.BasicAllowance{SpendLimit: sdk.NewCoins(limit)}, genesis.HotKeyMessages())
	if err != nil {
		return nil, err
	}
	return feegrant.NewMsgGrantAllowance(allowance, operator, hot)
}

// readHost reads what `pacerd host init` wrote.
func readHost(cdc codec.JSONCodec, path string) (hosttypes.GenesisHost, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return hosttypes.GenesisHost{}, fmt.Errorf("%w: `pacerd host init` writes it", err)
	}
	var host hosttypes.GenesisHost
	if err := cdc.UnmarshalJSON(text, &host); err != nil {
		return hosttypes.GenesisHost{}, fmt.Errorf("%s: %w", path, err)
	}
	return host, nil
}

// writeHost writes a host.json.
func writeHost(cdc codec.JSONCodec, path string, host hosttypes.GenesisHost) error {
	text, err := cdc.MarshalJSON(&host)
	if err != nil {
		return err
	}
	return writeDurably(path, append(text, '\n'), 0o644)
}

func addTxFlags(cmd *cobra.Command) {
	flags.AddTxFlagsToCmd(cmd)
	if err := cmd.MarkFlagRequired(flags.FlagFrom); err != nil {
		panic(err)
	}
	if err := cmd.MarkFlagRequired(flags.FlagChainID); err != nil {
		panic(err)
	}
}
