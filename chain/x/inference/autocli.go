package inference

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	epoch := []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}}
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.inference.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "Headers", Use: "headers EPOCH", Short: "Headers of an epoch's batches", PositionalArgs: epoch},
				{
					RpcMethod: "NextSlot", Use: "next-slot HOST KIND MODEL", Short: "When a Host may commit its next batch, and for which epoch",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "host"}, {ProtoField: "kind"}, {ProtoField: "model"}},
				},
				{RpcMethod: "Models", Use: "models", Short: "All models"},
				{RpcMethod: "Params", Use: "params EPOCH", Short: "Parameters that an epoch runs on", PositionalArgs: epoch},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.inference.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "CommitBatch", Use: "commit-batch HOST EPOCH KIND MODEL COUNT ROOT", Short: "Commit to a batch of records",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "host"}, {ProtoField: "epoch"}, {ProtoField: "kind"}, {ProtoField: "model"}, {ProtoField: "count"}, {ProtoField: "root"},
					},
				},
				// They need whole objects of the authority: `pacerd tx sign` and `broadcast` take them as a file.
				{RpcMethod: "SetModel", Skip: true},
				{RpcMethod: "UpdateParams", Skip: true},
			},
		},
	}
}
