// Package host knows who takes part and with what power (protocol §3).
package host

import (
	"context"
	"encoding/json"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	gwruntime "github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"cosmossdk.io/core/appmodule"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/pacer-network/pacer/chain/x/host/keeper"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

var (
	_ module.AppModuleBasic  = AppModule{}
	_ module.HasABCIGenesis  = AppModule{}
	_ module.HasABCIEndBlock = AppModule{}
	_ appmodule.AppModule    = AppModule{}
	_ appmodule.HasServices  = AppModule{}

	_ appmodule.HasBeginBlocker = AppModule{}
)

// AppModule wires the keeper into an application.
type AppModule struct{ keeper *keeper.Keeper }

// NewAppModule returns the module.
func NewAppModule(k *keeper.Keeper) AppModule { return AppModule{k} }

func (AppModule) IsAppModule()                                {}
func (AppModule) IsOnePerModuleType()                         {}
func (AppModule) Name() string                                { return types.ModuleName }
func (AppModule) ConsensusVersion() uint64                    { return 1 }
func (AppModule) RegisterLegacyAminoCodec(*codec.LegacyAmino) {}

func (AppModule) RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	types.RegisterInterfaces(registry)
}

func (AppModule) RegisterGRPCGatewayRoutes(clientCtx client.Context, mux *gwruntime.ServeMux) {
	if err := types.RegisterQueryHandlerClient(context.Background(), mux, types.NewQueryClient(clientCtx)); err != nil {
		panic(err)
	}
}

func (m AppModule) RegisterServices(registrar grpc.ServiceRegistrar) error {
	types.RegisterMsgServer(registrar, keeper.NewMsgServer(m.keeper))
	types.RegisterQueryServer(registrar, keeper.NewQueryServer(m.keeper))
	return nil
}

func (AppModule) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	return cdc.MustMarshalJSON(types.DefaultGenesis())
}

func (AppModule) ValidateGenesis(cdc codec.JSONCodec, _ client.TxEncodingConfig, raw json.RawMessage) error {
	var g types.GenesisState
	if err := cdc.UnmarshalJSON(raw, &g); err != nil {
		return fmt.Errorf("%s genesis: %w", types.ModuleName, err)
	}
	return g.Validate()
}

func (m AppModule) InitGenesis(ctx sdk.Context, cdc codec.JSONCodec, raw json.RawMessage) []abci.ValidatorUpdate {
	var g types.GenesisState
	cdc.MustUnmarshalJSON(raw, &g)
	set, err := m.keeper.InitGenesis(ctx, g)
	if err != nil {
		panic(err)
	}
	return types.Updates(set)
}

func (m AppModule) ExportGenesis(ctx sdk.Context, cdc codec.JSONCodec) json.RawMessage {
	g, err := m.keeper.ExportGenesis(ctx)
	if err != nil {
		panic(err)
	}
	return cdc.MustMarshalJSON(g)
}

func (m AppModule) BeginBlock(ctx context.Context) error { return m.keeper.BeginBlock(ctx) }

func (m AppModule) EndBlock(ctx context.Context) ([]abci.ValidatorUpdate, error) {
	return m.keeper.EndBlock(ctx)
}
