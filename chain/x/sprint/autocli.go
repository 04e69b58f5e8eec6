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
				{RpcMethod: "Target", Use: "target EPOCH", Short: "What a prover of an epoch's Sprint has to know", PositionalArgs: epoch},
				{
					RpcMethod: "Work", Use: "work EPOCH HOST", Short: "What a Host committed in a Sprint, with the nonces",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "epoch"}, {ProtoField: "host"}},
				},
				{RpcMethod: "Works", Use: "works EPOCH", Short: "What all Hosts committed in a Sprint", PositionalArgs: epoch},
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
				{
					RpcMethod: "CommitWork", Use: "commit-work HOST EPOCH NONCES", Short: "Commit nonces of hits, coded, in hex or from a file",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "host"}, {ProtoField: "epoch"}, {ProtoField: "nonces"}},
				},
				{
					RpcMethod: "ChallengeWork", Use: "challenge-work HOST EPOCH ACCUSED NONCE", Short: "Have the chain re-execute a nonce of another Host",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{
						{ProtoField: "host"}, {ProtoField: "epoch"}, {ProtoField: "accused"}, {ProtoField: "nonce"},
					},
				},
				// It needs the authority's whole parameter set: `pacerd tx sign` and `broadcast` take it as a file.
				{RpcMethod: "UpdateParams", Skip: true},
			},
		},
	}
}
