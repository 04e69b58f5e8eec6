package epoch

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	epoch := []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}}
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.epoch.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "Status", Use: "status", Short: "Where the network stands in time"},
				{RpcMethod: "Schedule", Use: "schedule EPOCH", Short: "Boundaries and beacon of an epoch", PositionalArgs: epoch},
				{RpcMethod: "Params", Use: "params EPOCH", Short: "Parameters that an epoch runs on", PositionalArgs: epoch},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.epoch.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				// It needs the authority's whole parameter set: `pacerd tx sign` and `broadcast` take it as a file.
				{RpcMethod: "UpdateParams", Skip: true},
			},
		},
	}
}
