package network

import (
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/genesis"
)

// Network is a chain in this process.
type Network struct {
	t         testing.TB
	App       *chain.App
	ChainID   string
	Hosts     []Host
	Authority Account
	// Time and Height are those of the last block.
	Time   time.Time
	Height int64

	// Validators is the set that signs the next block, and next the one after it: an update takes effect two blocks later. last is the
	// set that signed the last block, whose votes the next one carries; nil before the first block.
	Validators, next, last *cmttypes.ValidatorSet
	blockTime              time.Duration
	unchecked              bool
	nonces                 int64
	// flags are the votes that are not for the block, by the validators' addresses; strange votes and evidence are of the next block.
	flags    map[string]cmtproto.BlockIDFlag
	strange  []abci.VoteInfo
	evidence []abci.Misbehavior
}

// Start makes a network and carries out its first block.
func Start(t testing.TB, config Config) *Network {
	t.Helper()
	doc, hosts, err := NewGenesis(config)
	require.NoError(t, err)
	n := Import(t, doc.AppGenesis, config)
	n.Hosts = hosts
	n.Next()
	return n
}

// NewGenesis makes the genesis document of a test network, as `pacerd genesis` would.
func NewGenesis(config Config) (*genesis.Document, []Host, error) {
	config = config.filled()
	app := chain.New(log.NewNopLogger(), dbm.NewMemDB(), settings{}, chain.Options{})
	doc := genesis.New(config.ChainID, app.Basics().DefaultGenesis(app.Codec))
	doc.GenesisTime = genesisTime
	beacon := make([]byte, 32)
	copy(beacon, "beacon of epoch 0")
	if err := config.Preset.Apply(app.Codec, doc, beacon, authority().Address.String()); err != nil {
		return nil, nil, err
	}
	var hosts []Host
	coins := genesis.Coins{Operator: sdk.NewInt64Coin(Denom, OperatorBalance), FeeAllowance: sdk.NewInt64Coin(Denom, FeeAllowance)}
	for i, weight := range config.Weights {
		host, err := NewHost(config.ChainID, i, weight, config.Models(i))
		if err != nil {
			return nil, nil, err
		}
		if err := doc.AddHost(app.Codec, host.Genesis, coins); err != nil {
			return nil, nil, err
		}
		hosts = append(hosts, host)
	}
	if err := doc.AddAccount(app.Codec, authority().Address, sdk.NewInt64Coin(Denom, OperatorBalance)); err != nil {
		return nil, nil, err
	}
	if config.Edit != nil {
		if err := config.Edit(doc); err != nil {
			return nil, nil, err
		}
	}
	return doc, hosts, doc.Finish()
}

// authority may change parameters.
func authority() Account { return NewAccount("authority") }

// Import starts a chain from a genesis document, such as an export, without carrying out a block.
func Import(t testing.TB, doc *genutiltypes.AppGenesis, config Config) *Network {
	t.Helper()
	config = config.filled()
	app := chain.New(log.NewNopLogger(), config.DB, settings{}, chain.Options{Strict: !config.Lenient}, baseapp.SetChainID(doc.ChainID))
	request, err := chain.InitRequest(doc)
	require.NoError(t, err)
	response, err := app.InitChain(request)
	require.NoError(t, err)
	first, err := cmttypes.PB2TM.ValidatorUpdates(response.Validators)
	require.NoError(t, err)
	set := cmttypes.NewValidatorSet(first)
	return &Network{
		t: t, App: app, ChainID: doc.ChainID, Authority: authority(),
		Time: doc.GenesisTime, Height: doc.InitialHeight - 1,
		Validators: set, next: set.Copy(),
		blockTime: config.BlockTime,
		unchecked: config.Unchecked,
	}
}

// Report sends failures to another test from now on, such as a fuzz target.
func (n *Network) Report(t testing.TB) { n.t = t }

// Export returns the committed state as a genesis document.
func (n *Network) Export() *genutiltypes.AppGenesis {
	n.t.Helper()
	doc, err := n.App.Export()
	require.NoError(n.t, err)
	doc.ChainID, doc.GenesisTime = n.ChainID, n.Time
	return doc
}

// settings is a node's configuration without any.
type settings struct{}

func (settings) Get(string) any { return nil }
