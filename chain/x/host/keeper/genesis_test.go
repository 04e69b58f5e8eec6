package keeper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/host/types"
)

// tried makes a genesis of four Hosts, changes the Hosts, and starts it.
func tried(t *testing.T, chainID string, change func([]types.GenesisHost)) error {
	t.Helper()
	return triedGenesis(t, network.Config{ChainID: chainID}, func(g *types.GenesisState) { change(g.Hosts) })
}

// triedState is tried for the module's whole state.
func triedState(t *testing.T, change func(*types.GenesisState)) error {
	t.Helper()
	return triedGenesis(t, network.Config{}, change)
}

func triedGenesis(t *testing.T, config network.Config, change func(*types.GenesisState)) error {
	t.Helper()
	config.Edit = func(d *genesis.Document) error {
		return genesis.EditHosts(chain.NewEncoding().Codec, d, change)
	}
	doc, _, err := network.NewGenesis(config)
	require.NoError(t, err)
	_, err = chain.TryGenesis(doc.AppGenesis)
	return err
}

func TestGenesisOfFourHostsIsValid(t *testing.T) {
	require.NoError(t, tried(t, "", func([]types.GenesisHost) {}))
}

func TestGenesisThatIsNotRightIsRefused(t *testing.T) {
	stranger := network.NewAccount("stranger").Address.String()
	module := authtypes.NewModuleAddress(types.ModuleName).String()
	for name, c := range map[string]struct {
		change func(h []types.GenesisHost)
		want   string
	}{
		"a victim's keys and proofs copied": {func(h []types.GenesisHost) {
			h[1].Host.Keys, h[1].Proofs = h[0].Host.Keys, h[0].Proofs
		}, types.ErrDuplicateKey.Error()},
		"a victim's proofs under another key": {func(h []types.GenesisHost) { h[1].Proofs.Bls = h[0].Proofs.Bls }, types.ErrInvalidProof.Error()},
		"proofs of another operator":          {func(h []types.GenesisHost) { h[0].Host.Address = stranger }, types.ErrInvalidProof.Error()},
		"consensus proof of another key":      {func(h []types.GenesisHost) { h[1].Proofs.Consensus = h[0].Proofs.Consensus }, types.ErrInvalidProof.Error()},
		"dealing proof of another key":        {func(h []types.GenesisHost) { h[1].Proofs.Dealing = h[0].Proofs.Dealing }, types.ErrInvalidProof.Error()},
		"no proofs":                           {func(h []types.GenesisHost) { h[0].Proofs = types.KeyProofs{} }, types.ErrInvalidProof.Error()},
		"BLS key that is the identity": {func(h []types.GenesisHost) {
			h[0].Host.Keys[0].Bls = append([]byte{0xc0}, make([]byte, 47)...)
		}, types.ErrInvalidKey.Error()},
		"BLS key off the curve":      {func(h []types.GenesisHost) { h[0].Host.Keys[0].Bls = bytes.Repeat([]byte{0x9f}, 48) }, types.ErrInvalidKey.Error()},
		"short consensus key":        {func(h []types.GenesisHost) { h[0].Host.Keys[0].Consensus = make([]byte, 31) }, types.ErrInvalidKey.Error()},
		"dealing key cut off":        {func(h []types.GenesisHost) { h[0].Host.Keys[0].Dealing = h[0].Host.Keys[0].Dealing[:95] }, types.ErrInvalidKey.Error()},
		"keys of a later epoch":      {func(h []types.GenesisHost) { h[0].Host.Keys[0].FromEpoch = 1 }, types.ErrInvalidGenesis.Error()},
		"no keys":                    {func(h []types.GenesisHost) { h[0].Host.Keys = nil }, types.ErrInvalidGenesis.Error()},
		"weights above 10^9":         {func(h []types.GenesisHost) { h[0].Host.Weight++ }, types.ErrInvalidGenesis.Error()},
		"weights below 10^9":         {func(h []types.GenesisHost) { h[0].Host.Weight-- }, types.ErrInvalidGenesis.Error()},
		"weights that wrap around":   {func(h []types.GenesisHost) { h[0].Host.Weight, h[1].Host.Weight = 1<<63, 1<<63 }, types.ErrInvalidGenesis.Error()},
		"more stake than coins":      {func(h []types.GenesisHost) { h[0].Host.Stake = h[0].Host.Stake.AddRaw(1) }, types.ErrInvalidGenesis.Error()},
		"stake below nothing":        {func(h []types.GenesisHost) { h[0].Host.Stake = math.NewInt(-1) }, types.ErrInvalidGenesis.Error()},
		"a Host twice":               {func(h []types.GenesisHost) { h[1] = h[0] }, types.ErrInvalidGenesis.Error()},
		"malformed address":          {func(h []types.GenesisHost) { h[0].Host.Address = "pacer1" }, types.ErrInvalidAddress.Error()},
		"address of 32 bytes":        {func(h []types.GenesisHost) { h[0].Host.Address = sdk.AccAddress(make([]byte, 32)).String() }, types.ErrInvalidAddress.Error()},
		"payout to a module":         {func(h []types.GenesisHost) { h[0].Host.Payout = module }, types.ErrInvalidAddress.Error()},
		"no payout":                  {func(h []types.GenesisHost) { h[0].Host.Payout = "" }, types.ErrInvalidAddress.Error()},
		"hot key of two Hosts":       {func(h []types.GenesisHost) { h[1].Host.HotKey = h[0].Host.HotKey }, types.ErrInvalidHotKey.Error()},
		"operator as hot key":        {func(h []types.GenesisHost) { h[0].Host.HotKey = h[3].Host.Address }, types.ErrInvalidHotKey.Error()},
		"URL without a scheme":       {func(h []types.GenesisHost) { h[0].Host.ApiUrl = "127.0.0.1" }, types.ErrInvalidURL.Error()},
		"ML Nodes that are not sane": {func(h []types.GenesisHost) { h[0].Host.MlNodes[0].Capacity = 0 }, types.ErrInvalidMlNodes.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorContains(t, tried(t, "", c.change), c.want)
		})
	}
}

// Proofs name the chain: the Hosts of one network can't be replayed into the genesis of another.
func TestProofsOfAnotherChainAreRefused(t *testing.T) {
	_, hosts, err := network.NewGenesis(network.Config{ChainID: "pacer-other-1"})
	require.NoError(t, err)
	err = tried(t, "pacer-test-1", func(h []types.GenesisHost) { h[0] = hosts[0].Genesis })
	require.ErrorContains(t, err, types.ErrInvalidProof.Error())
}

func TestGenesisWithoutHostsIsRefused(t *testing.T) {
	doc, _, err := network.NewGenesis(network.Config{Weights: []uint64{}})
	require.NoError(t, err)
	_, err = chain.TryGenesis(doc.AppGenesis)
	require.ErrorContains(t, err, types.ErrInvalidGenesis.Error())
}

// What a Host has set stays, when the authority lowers a limit below it, and goes through an export. A new network has to keep to it.
func TestExportBringsHostsAboveALoweredLimit(t *testing.T) {
	n := network.Start(t, network.Config{})
	host := n.Hosts[0]
	nodes := []types.MlNode{{Id: "a", Models: []string{"x", "y"}, Capacity: 1}, {Id: "b", Models: []string{"x"}, Capacity: 1}}
	n.Must(host.Operator, &types.MsgSetMlNodes{Host: host.Name(), MlNodes: nodes},
		&types.MsgUpdate{Host: host.Name(), ApiUrl: "https://host-with-a-long-name.example"})
	params := genesis.Local().Host
	params.MaxMlNodes, params.MaxModelsPerNode, params.MaxUrlBytes = 1, 1, 30
	n.Must(n.Authority, &types.MsgUpdateParams{Authority: n.Authority.Address.String(), Params: params})
	n.NextEpoch()
	requireExportable(t, n)
	require.ErrorContains(t, triedState(t, func(g *types.GenesisState) {
		g.Params.MaxMlNodes, g.Hosts[0].Host.MlNodes = 1, nodes
	}), types.ErrInvalidMlNodes.Error())
}
