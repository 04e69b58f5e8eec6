package host

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	epoch := []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}}
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.host.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Host", Use: "host ADDRESS", Short: "A Host as it is now",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "address"}},
				},
				{RpcMethod: "Hosts", Use: "hosts", Short: "All Hosts as they are now"},
				{RpcMethod: "Members", Use: "members EPOCH", Short: "Members of an epoch", PositionalArgs: epoch},
				{RpcMethod: "Slots", Use: "slots EPOCH", Short: "Slot table of an epoch", PositionalArgs: epoch},
				{RpcMethod: "Params", Use: "params EPOCH", Short: "Parameters that an epoch runs on", PositionalArgs: epoch},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.host.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
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
