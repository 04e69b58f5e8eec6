package chain

import (
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
)

// InitRequest is the request with which consensus starts a chain from a genesis document.
func InitRequest(doc *genutiltypes.AppGenesis) (*abci.RequestInitChain, error) {
	if err := doc.ValidateAndComplete(); err != nil {
		return nil, err
	}
	comet, err := doc.ToGenesisDoc()
	if err != nil {
		return nil, err
	}
	validators := make([]*cmttypes.Validator, len(comet.Validators))
	for i, v := range comet.Validators {
		validators[i] = cmttypes.NewValidator(v.PubKey, v.Power)
	}
	params := comet.ConsensusParams.ToProto()
	return &abci.RequestInitChain{
		Time:            comet.GenesisTime,
		ChainId:         comet.ChainID,
		InitialHeight:   comet.InitialHeight,
		ConsensusParams: &params,
		Validators:      cmttypes.TM2PB.ValidatorUpdates(cmttypes.NewValidatorSet(validators)),
		AppStateBytes:   comet.AppState,
	}, nil
}

// TryGenesis starts a chain from a genesis document in memory and returns its first validator set: the same checks as a node's start.
func TryGenesis(doc *genutiltypes.AppGenesis) (validators []abci.ValidatorUpdate, err error) {
	// Modules report a bad genesis state by a panic, as the SDK's do.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	request, err := InitRequest(doc)
	if err != nil {
		return nil, err
	}
	app := New(log.NewNopLogger(), dbm.NewMemDB(), noSettings{}, Options{Strict: true}, baseapp.SetChainID(doc.ChainID))
	response, err := app.InitChain(request)
	if err != nil {
		return nil, err
	}
	return response.Validators, nil
}

// noSettings is the configuration of an application that only tries something.
type noSettings struct{}

func (noSettings) Get(string) any { return nil }
