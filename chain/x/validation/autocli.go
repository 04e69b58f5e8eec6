package validation

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	epoch := []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}}
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.validation.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Results", Use: "results EPOCH HOST", Short: "What a Host has re-executed in an epoch",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}, {ProtoField: "host"}},
				},
				{RpcMethod: "Rate", Use: "rate EPOCH", Short: "Share of an epoch's records that are re-executed", PositionalArgs: epoch},
				{RpcMethod: "Params", Use: "params EPOCH", Short: "Parameters that an epoch runs on", PositionalArgs: epoch},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.validation.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "SubmitResults", Use: "submit-results HOST EPOCH RESULT...", Short: "Submit verdicts, each as JSON",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "host"}, {ProtoField: "epoch"}, {ProtoField: "results", Varargs: true},
					},
				},
				// It needs the authority's whole parameter set: `pacerd tx sign` and `broadcast` take it as a file.
				{RpcMethod: "UpdateParams", Skip: true},
			},
		},
	}
}
