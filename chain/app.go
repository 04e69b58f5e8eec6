// Package chain is the application: which modules there are, in which order they run, and how they know each other.
package chain

import (
	"sync"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	reflectionv1 "cosmossdk.io/api/cosmos/reflection/v1"
	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/log/v2"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/runtime"
	runtimeservices "github.com/cosmos/cosmos-sdk/runtime/services"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/mempool"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/version"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	authzkeeper "github.com/cosmos/cosmos-sdk/x/authz/keeper"
	authzmodule "github.com/cosmos/cosmos-sdk/x/authz/module"
	"github.com/cosmos/cosmos-sdk/x/bank"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/consensus"
	consensuskeeper "github.com/cosmos/cosmos-sdk/x/consensus/keeper"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	feegrantkeeper "github.com/cosmos/cosmos-sdk/x/feegrant/keeper"
	feegrantmodule "github.com/cosmos/cosmos-sdk/x/feegrant/module"
	"github.com/cosmos/cosmos-sdk/x/genutil"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	"github.com/cosmos/cosmos-sdk/x/upgrade"
	upgradekeeper "github.com/cosmos/cosmos-sdk/x/upgrade/keeper"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/spf13/cast"

	"github.com/pacer-network/pacer/chain/address"
	"github.com/pacer-network/pacer/chain/ante"
	"github.com/pacer-network/pacer/chain/proposal"
	"github.com/pacer-network/pacer/chain/x/epoch"
	epochkeeper "github.com/pacer-network/pacer/chain/x/epoch/keeper"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	"github.com/pacer-network/pacer/chain/x/host"
	hostkeeper "github.com/pacer-network/pacer/chain/x/host/keeper"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/inference"
	inferencekeeper "github.com/pacer-network/pacer/chain/x/inference/keeper"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/reward"
	rewardkeeper "github.com/pacer-network/pacer/chain/x/reward/keeper"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	"github.com/pacer-network/pacer/chain/x/sprint"
	sprintkeeper "github.com/pacer-network/pacer/chain/x/sprint/keeper"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
	"github.com/pacer-network/pacer/chain/x/validation"
	validationkeeper "github.com/pacer-network/pacer/chain/x/validation/keeper"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// Name is the name of the application.
const Name = "pacer"

// accountPermissions are the modules' accounts and what they may do with coins.
var accountPermissions = map[string][]string{
	authtypes.FeeCollectorName: nil,
	hosttypes.ModuleName:       nil,
	inferencetypes.ModuleName:  {authtypes.Burner},
	rewardtypes.ModuleName:     {authtypes.Minter, authtypes.Burner},
}

// App is the application.
type App struct {
	*baseapp.BaseApp
	Encoding

	keys    map[string]*storetypes.KVStoreKey
	pending *storetypes.TransientStoreKey
	modules *module.Manager
	basics  module.BasicManager

	closing sync.Once
	closed  error

	Accounts   authkeeper.AccountKeeper
	Bank       bankkeeper.BaseKeeper
	Authz      authzkeeper.Keeper
	Feegrant   feegrantkeeper.Keeper
	Consensus  consensuskeeper.Keeper
	Upgrade    *upgradekeeper.Keeper
	Epoch      *epochkeeper.Keeper
	Host       *hostkeeper.Keeper
	Sprint     *sprintkeeper.Keeper
	Inference  *inferencekeeper.Keeper
	Validation *validationkeeper.Keeper
	Reward     *rewardkeeper.Keeper
}

// Options are what tests choose differently from a node.
type Options struct {
	// Strict makes a failing step of BeginBlock or EndBlock fail the block instead of raising an alarm.
	Strict bool
}

// New builds the application on a database and loads its latest state.
func New(logger log.Logger, db dbm.DB, settings servertypes.AppOptions, options Options, base ...func(*baseapp.BaseApp)) *App {
	encoding := NewEncoding()
	app := &App{
		BaseApp:  baseapp.NewBaseApp(Name, logger, db, encoding.TxConfig.TxDecoder(), base...),
		Encoding: encoding,
		keys: storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, authzkeeper.StoreKey, feegrant.StoreKey,
			consensustypes.StoreKey, upgradetypes.StoreKey, epochtypes.StoreKey, hosttypes.StoreKey,
			sprinttypes.StoreKey, inferencetypes.StoreKey, validationtypes.StoreKey, rewardtypes.StoreKey),
		pending: storetypes.NewTransientStoreKey(ante.PendingKey),
	}
	// Whatever the node's options say: proposals are limited on the transactions that CometBFT's mempool hands over.
	app.SetMempool(mempool.NoOpMempool{})
	app.SetVersion(version.Version)
	app.SetInterfaceRegistry(encoding.InterfaceRegistry)
	app.SetTxEncoder(encoding.TxConfig.TxEncoder())
	app.setSDKKeepers(settings)
	app.setKeepers(options)
	app.setModules()
	app.MountKVStores(app.keys)
	app.MountStore(app.pending, storetypes.StoreTypeTransient)
	app.setHandlers()
	if err := app.LoadLatestVersion(); err != nil {
		panic(err)
	}
	return app
}

// service is a module's store.
func (app *App) service(key string) corestore.KVStoreService {
	return runtime.NewKVStoreService(app.keys[key])
}

// nobody is the authority that the SDK's keepers know. No key signs for it: the authority is in the consensus parameters.
var nobody = authtypes.NewModuleAddress("nobody").String()

func (app *App) setSDKKeepers(settings servertypes.AppOptions) {
	app.Consensus = consensuskeeper.NewKeeper(app.Codec, app.service(consensustypes.StoreKey), nobody, runtime.EventService{})
	app.SetParamStore(app.Consensus.ParamsStore)
	app.Accounts = authkeeper.NewAccountKeeper(app.Codec, app.service(authtypes.StoreKey), authtypes.ProtoBaseAccount, accountPermissions,
		addresscodec.NewBech32Codec(address.Prefix), address.Prefix, nobody, authkeeper.WithUnorderedTransactions(true))
	app.Bank = bankkeeper.NewBaseKeeper(app.Codec, app.service(banktypes.StoreKey), app.Accounts, blockedAddresses(), nobody, app.Logger())
	app.Authz = authzkeeper.NewKeeper(app.service(authzkeeper.StoreKey), app.Codec, app.MsgServiceRouter(), app.Accounts)
	app.Feegrant = feegrantkeeper.NewKeeper(app.Codec, app.service(feegrant.StoreKey), app.Accounts)
	app.Upgrade = upgradekeeper.NewKeeper(skipUpgrades(settings), app.service(upgradetypes.StoreKey), app.Codec,
		cast.ToString(settings.Get(flags.FlagHome)), app.BaseApp, nobody)
}

// setKeepers builds our modules' keepers; each knows only those before it.
func (app *App) setKeepers(options Options) {
	var strict []epochkeeper.Option
	if options.Strict {
		strict = append(strict, epochkeeper.Strict())
	}
	app.Epoch = epochkeeper.New(app.Codec, app.service(epochtypes.StoreKey), strict...)
	app.Host = hostkeeper.New(app.Codec, app.service(hosttypes.StoreKey), app.Epoch, app.Bank, app.Accounts)
	app.Sprint = sprintkeeper.New(app.Codec, app.service(sprinttypes.StoreKey), app.Epoch, app.Host, app.Bank)
	app.Inference = inferencekeeper.New(app.Codec, app.service(inferencetypes.StoreKey), app.Epoch, app.Host, app.Bank)
	app.Validation = validationkeeper.New(app.Codec, app.service(validationtypes.StoreKey), app.Epoch, app.Host, app.Inference)
	app.Reward = rewardkeeper.New(app.Codec, app.service(rewardtypes.StoreKey), app.Epoch, app.Host, app.Sprint, app.Inference, app.Validation,
		app.Bank)
	// Who takes part in the boundaries of epochs, in this order (protocol §2).
	app.Epoch.SetHooks(app.Host, app.Sprint, app.Inference, app.Validation, app.Reward)
}

func (app *App) setModules() {
	app.modules = module.NewManager(
		genutil.NewAppModule(app.Accounts, nil, app, app.TxConfig),
		auth.NewAppModule(app.Codec, app.Accounts, nil),
		bank.NewAppModule(app.Codec, app.Bank, app.Accounts),
		authzmodule.NewAppModule(app.Codec, app.Authz, app.Accounts, app.Bank, app.InterfaceRegistry),
		feegrantmodule.NewAppModule(app.Codec, app.Accounts, app.Bank, app.Feegrant, app.InterfaceRegistry),
		consensus.NewAppModule(app.Codec, app.Consensus),
		upgrade.NewAppModule(app.Upgrade, app.Accounts.AddressCodec()),
		epoch.NewAppModule(app.Epoch),
		host.NewAppModule(app.Host),
		sprint.NewAppModule(app.Sprint),
		inference.NewAppModule(app.Inference),
		validation.NewAppModule(app.Validation),
		reward.NewAppModule(app.Reward),
	)
	// auth removes used nonces of unordered transactions here; without it they would stay for ever.
	app.modules.SetOrderPreBlockers(upgradetypes.ModuleName, authtypes.ModuleName)
	// host comes right after epoch: votes and evidence count for the epoch that this block belongs to.
	app.modules.SetOrderBeginBlockers(epochtypes.ModuleName, hosttypes.ModuleName, sprinttypes.ModuleName, inferencetypes.ModuleName,
		authz.ModuleName)
	// host is last: it alone returns validator updates, and they follow from everything else.
	app.modules.SetOrderEndBlockers(banktypes.ModuleName, feegrant.ModuleName, rewardtypes.ModuleName, validationtypes.ModuleName,
		inferencetypes.ModuleName, sprinttypes.ModuleName, hosttypes.ModuleName)
	genesis := []string{
		authtypes.ModuleName, banktypes.ModuleName, authz.ModuleName, feegrant.ModuleName, upgradetypes.ModuleName,
		consensustypes.ModuleName, epochtypes.ModuleName, hosttypes.ModuleName, sprinttypes.ModuleName, inferencetypes.ModuleName,
		validationtypes.ModuleName, rewardtypes.ModuleName, genutiltypes.ModuleName,
	}
	app.modules.SetOrderInitGenesis(genesis...)
	app.modules.SetOrderExportGenesis(genesis...)

	app.basics = module.NewBasicManagerFromManager(app.modules, nil)
	app.basics.RegisterLegacyAminoCodec(app.Amino)
	app.basics.RegisterInterfaces(app.InterfaceRegistry)
	configurator := module.NewConfigurator(app.Codec, app.MsgServiceRouter(), app.GRPCQueryRouter())
	if err := app.modules.RegisterServices(configurator); err != nil {
		panic(err)
	}
	autocliv1.RegisterQueryServer(app.GRPCQueryRouter(), runtimeservices.NewAutoCLIQueryService(app.modules.Modules))
	reflection, err := runtimeservices.NewReflectionService()
	if err != nil {
		panic(err)
	}
	reflectionv1.RegisterReflectionServiceServer(app.GRPCQueryRouter(), reflection)
}

func (app *App) setHandlers() {
	app.SetInitChainer(app.initChain)
	app.SetPreBlocker(func(ctx sdk.Context, _ *abci.RequestFinalizeBlock) (*sdk.ResponsePreBlock, error) {
		return app.modules.PreBlock(ctx)
	})
	app.SetBeginBlocker(app.modules.BeginBlock)
	app.SetEndBlocker(app.modules.EndBlock)
	proposals := baseapp.NewDefaultProposalHandler(app.Mempool(), app)
	app.SetPrepareProposal(proposal.Prepare(app.TxConfig.TxDecoder(), proposals.PrepareProposalHandler()))
	app.SetProcessProposal(proposal.Process(app.TxConfig.TxDecoder(), proposals.ProcessProposalHandler()))
	app.SetAnteHandler(ante.New(ante.Keepers{
		Accounts: app.Accounts, Bank: app.Bank, Feegrant: app.Feegrant, Epoch: app.Epoch, Hosts: app.Host,
		Dealings: app.Sprint, Challenges: app.Sprint, Pending: app.pending, SignModes: app.TxConfig.SignModeHandler(),
	}))
}

// Basics returns what of the modules needs no state.
func (app *App) Basics() module.BasicManager { return app.basics }
