package chain

import (
	"encoding/json"
	"fmt"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"

	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
)

// ExportState returns the modules' genesis states.
func (app *App) ExportState(ctx sdk.Context) (map[string]json.RawMessage, error) {
	return app.modules.ExportGenesis(ctx, app.Codec)
}

// Export returns the committed state as the genesis of a chain that goes on at the next height. Unlike the SDK's own export it keeps
// all consensus parameters, the authority among them. The caller fills in the chain id and times.
func (app *App) Export() (*genutiltypes.AppGenesis, error) {
	height := app.LastBlockHeight()
	if height == 0 {
		return nil, fmt.Errorf("nothing to export: the chain has no block yet")
	}
	ctx := app.NewContextLegacy(true, cmtproto.Header{Height: height})
	state, err := app.ExportState(ctx)
	if err != nil {
		return nil, err
	}
	appState, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		return nil, err
	}
	set, err := app.Host.Validators(ctx)
	if err != nil {
		return nil, err
	}
	validators := make([]cmttypes.GenesisValidator, len(set))
	for i, v := range set {
		key := ed25519.PubKey(v.Consensus)
		validators[i] = cmttypes.GenesisValidator{Address: key.Address(), PubKey: key, Power: v.Power}
	}
	stored, err := app.Consensus.ParamsStore.Get(ctx)
	if err != nil {
		return nil, err
	}
	if stored.Version == nil {
		stored.Version = &cmtproto.VersionParams{}
	}
	params := cmttypes.ConsensusParamsFromProto(stored)
	return &genutiltypes.AppGenesis{
		InitialHeight: height + 1,
		AppState:      appState,
		Consensus:     &genutiltypes.ConsensusGenesis{Validators: validators, Params: &params},
	}, nil
}
