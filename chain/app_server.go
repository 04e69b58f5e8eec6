package chain

import (
	"encoding/json"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/spf13/cast"

	"cosmossdk.io/client/v2/autocli"
	"cosmossdk.io/core/appmodule"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	runtimeservices "github.com/cosmos/cosmos-sdk/runtime/services"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/server/api"
	"github.com/cosmos/cosmos-sdk/server/config"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/pacer-network/pacer/chain/address"
)

var _ servertypes.Application = (*App)(nil)

// initChain hands each module its part of the genesis state.
func (app *App) initChain(ctx sdk.Context, req *abci.RequestInitChain) (*abci.ResponseInitChain, error) {
	var genesis map[string]json.RawMessage
	if err := json.Unmarshal(req.AppStateBytes, &genesis); err != nil {
		return nil, err
	}
	if err := app.Upgrade.SetModuleVersionMap(ctx, app.modules.GetVersionMap()); err != nil {
		return nil, err
	}
	return app.modules.InitGenesis(ctx, app.Codec, genesis)
}

// AutoCLI describes the commands that follow from the modules' services.
func (app *App) AutoCLI() autocli.AppOptions {
	modules := make(map[string]appmodule.AppModule, len(app.modules.Modules))
	for name, m := range app.modules.Modules {
		if m, ok := m.(appmodule.AppModule); ok {
			modules[name] = m
		}
	}
	return autocli.AppOptions{
		Modules:               modules,
		ModuleOptions:         runtimeservices.ExtractAutoCLIOptions(app.modules.Modules),
		AddressCodec:          app.Accounts.AddressCodec(),
		ValidatorAddressCodec: addresscodec.NewBech32Codec(address.Prefix + "valoper"),
		ConsensusAddressCodec: addresscodec.NewBech32Codec(address.Prefix + "valcons"),
	}
}

// RegisterAPIRoutes serves the modules' queries as REST.
func (app *App) RegisterAPIRoutes(server *api.Server, _ config.APIConfig) {
	authtx.RegisterGRPCGatewayRoutes(server.ClientCtx, server.GRPCGatewayRouter)
	cmtservice.RegisterGRPCGatewayRoutes(server.ClientCtx, server.GRPCGatewayRouter)
	nodeservice.RegisterGRPCGatewayRoutes(server.ClientCtx, server.GRPCGatewayRouter)
	app.basics.RegisterGRPCGatewayRoutes(server.ClientCtx, server.GRPCGatewayRouter)
}

// RegisterTxService serves the SDK's transaction queries.
func (app *App) RegisterTxService(clientCtx client.Context) {
	authtx.RegisterTxService(app.GRPCQueryRouter(), clientCtx, app.Simulate, app.InterfaceRegistry)
}

// RegisterTendermintService serves the SDK's queries about blocks.
func (app *App) RegisterTendermintService(clientCtx client.Context) {
	cmtservice.RegisterTendermintService(clientCtx, app.GRPCQueryRouter(), app.InterfaceRegistry, server.NewCometABCIWrapper(app).Query)
}

// RegisterNodeService serves the SDK's queries about the node.
func (app *App) RegisterNodeService(clientCtx client.Context, settings config.Config) {
	nodeservice.RegisterNodeService(clientCtx, app.GRPCQueryRouter(), settings, func() int64 {
		return app.CommitMultiStore().EarliestVersion()
	})
}

// Close closes the databases once, however often a stopping server asks for it.
func (app *App) Close() error {
	app.closing.Do(func() { app.closed = app.BaseApp.Close() })
	return app.closed
}

// blockedAddresses are the modules' accounts: nobody sends coins there by mistake, and the accounts' sums stay what the modules say.
func blockedAddresses() map[string]bool {
	blocked := make(map[string]bool, len(accountPermissions))
	for name := range accountPermissions {
		blocked[authtypes.NewModuleAddress(name).String()] = true
	}
	return blocked
}

// skipUpgrades are the heights at which the operator decided not to upgrade.
func skipUpgrades(settings servertypes.AppOptions) map[int64]bool {
	heights := make(map[int64]bool)
	for _, height := range cast.ToIntSlice(settings.Get(server.FlagUnsafeSkipUpgrades)) {
		heights[int64(height)] = true
	}
	return heights
}
