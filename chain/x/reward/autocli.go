package reward

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
)

// AutoCLIOptions describes the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	epoch := []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}}
	epochHost := []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}, {ProtoField: "host"}}
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.reward.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "Settlement", Use: "settlement EPOCH HOST", Short: "A Host's reward of an epoch", PositionalArgs: epochHost},
				{
					RpcMethod: "Claims", Use: "claims HOST", Short: "A Host's rewards, the latest first",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "host"}},
				},
				{RpcMethod: "ClaimCost", Use: "claim-cost EPOCH HOST", Short: "Gas that a claim uses for its duties", PositionalArgs: epochHost},
				{RpcMethod: "Totals", Use: "totals", Short: "Sums that every coin is accounted for in"},
				{RpcMethod: "Params", Use: "params EPOCH", Short: "Parameters that an epoch runs on", PositionalArgs: epoch},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "pacer.reward.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "ClaimReward", Use: "claim HOST EPOCH SECRET", Alias: []string{"claim-reward"}, Short: "Claim a Host's reward of an epoch",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "host"}, {ProtoField: "epoch"}, {ProtoField: "secret"}},
				},
				// It needs the authority's whole parameter set: `pacerd tx sign` and `broadcast` take it as a file.
				{RpcMethod: "UpdateParams", Skip: true},
			},
		},
	}
}
