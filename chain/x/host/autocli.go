package host

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	epoch := []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}}
	host := []*autocliv1.PositionalArgDescriptor{{ProtoField: "host"}}
	amount := []*autocliv1.PositionalArgDescriptor{{ProtoField: "amount"}}
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.host.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Host", Use: "host ADDRESS", Short: "A Host as it is now",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "address"}},
				},
				{RpcMethod: "Hosts", Use: "hosts", Short: "Hosts as they are now, 256 at a time"},
				{RpcMethod: "Members", Use: "members EPOCH", Short: "Members of an epoch", PositionalArgs: epoch},
				{RpcMethod: "Slots", Use: "slots EPOCH", Short: "Slot table of an epoch", PositionalArgs: epoch},
				{
					RpcMethod: "Unbondings", Use: "unbondings HOST", Short: "A Host's stake that is on its way back",
					PositionalArgs: host,
				},
				{
					RpcMethod: "Standing", Use: "standing HOST", Short: "What a Host has against it: missed blocks, lost power, slashes",
					PositionalArgs: host,
				},
				{RpcMethod: "Validators", Use: "validators", Short: "Validator set that was last handed to consensus"},
				{RpcMethod: "Params", Use: "params EPOCH", Short: "Parameters that an epoch runs on", PositionalArgs: epoch},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.host.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				// Proofs and keys are files: `pacerd host register` and `pacerd host rotate-keys` make and send these.
				{RpcMethod: "Register", Skip: true},
				{RpcMethod: "RotateKeys", Skip: true},
				{
					RpcMethod: "Bond", Use: "bond AMOUNT", Short: "Add stake, which counts from the next epoch on",
					Long: `Add stake from the operator's balance, in the fee denomination without its name. It stands behind the Host's weight from the next
epoch on.`,
					Example: "pacerd tx host bond 500000000 --from operator --chain-id CHAIN --fees 300upacer --gas 300000", PositionalArgs: amount,
				},
				{
					RpcMethod: "Unbond", Use: "unbond AMOUNT", Short: "Begin to take stake back",
					Long: `Begin to take stake back, in the fee denomination without its name. It counts no more from the next epoch on, and is paid to the
operator at the start of the fourth epoch after this one (unbonding_epochs), less what slashes take until then. At least min_stake stays: to
take all of it, retire. "pacerd query host unbondings HOST" shows what is under way.`,
					Example: "pacerd tx host unbond 500000000 --from operator --chain-id CHAIN --fees 300upacer --gas 300000", PositionalArgs: amount,
				},
				{
					RpcMethod: "Retire", Use: "retire", Short: "Leave at the start of the next epoch and begin to take all stake back",
					Long: `Leave the network at the start of the next epoch and begin to take all stake back, which is paid to the operator as for "unbond". It can't
be undone: the operator's address and all keys stay used for ever. Keep the agents and the node running until the current epoch is over and
its reward is claimed.`,
					Example: "pacerd tx host retire --from operator --chain-id CHAIN --fees 300upacer --gas 300000",
				},
				{
					RpcMethod: "SetHotKey", Use: "set-hot-key [HOT-KEY]", Short: "Replace the hot key, or remove it",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "hot_key", Optional: true}},
				},
				{
					RpcMethod: "SetPayout", Use: "set-payout ADDRESS", Short: "Change where the rewards of later epochs go",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "payout"}},
				},
				{
					RpcMethod: "Update", Use: "update URL", Short: "Change the API's URL",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "api_url"}},
				},
				{
					RpcMethod: "SetMlNodes", Use: "set-ml-nodes NODE...", Short: "Replace the ML Nodes, each given as JSON",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "ml_nodes", Varargs: true}},
				},
				// It needs the authority's whole parameter set: `pacerd tx sign` and `broadcast` take it as a file.
				{RpcMethod: "UpdateParams", Skip: true},
			},
		},
	}
}
