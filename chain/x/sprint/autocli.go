package sprint

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	epoch := []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}}
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.sprint.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "DealStatus", Use: "deal-status EPOCH", Short: "Who has dealt and opened in an epoch", PositionalArgs: epoch},
				{
					RpcMethod: "MyShares", Use: "my-shares EPOCH HOST", Short: "What a Host has to open in an epoch, and what it has done",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}, {ProtoField: "host"}},
				},
				{RpcMethod: "Beacon", Use: "beacon EPOCH", Short: "The beacon of an epoch and what it was made from", PositionalArgs: epoch},
				{RpcMethod: "Params", Use: "params EPOCH", Short: "Parameters that an epoch runs on", PositionalArgs: epoch},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.sprint.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Deal", Use: "deal HOST EPOCH DEALING", Short: "Deal to the slots of an epoch, in hex or from a file",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "host"}, {ProtoField: "epoch"}, {ProtoField: "dealing"}},
				},
				{
					RpcMethod: "Open", Use: "open HOST EPOCH OPENING", Short: "Open a Host's slots in an epoch, in hex or from a file",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "host"}, {ProtoField: "epoch"}, {ProtoField: "opening"}},
				},
				// It needs the authority's whole parameter set: `pacerd tx sign` and `broadcast` take it as a file.
				{RpcMethod: "UpdateParams", Skip: true},
			},
		},
	}
}
