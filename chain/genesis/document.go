package genesis

import (
	"encoding/json"
	"fmt"

	"github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/codec"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
)

// Document is a genesis file with its modules' states apart.
type Document struct {
	*genutiltypes.AppGenesis
	State map[string]json.RawMessage
}

// New returns a document of a new chain with the modules' default states.
func New(chainID string, state map[string]json.RawMessage) *Document {
	return &Document{
		AppGenesis: &genutiltypes.AppGenesis{ChainID: chainID, InitialHeight: 1, Consensus: &genutiltypes.ConsensusGenesis{}},
		State:      state,
	}
}

// Read opens a genesis file.
func Read(path string) (*Document, error) {
	app, err := genutiltypes.AppGenesisFromFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: run `pacerd init` first", err)
	}
	doc := &Document{AppGenesis: app}
	if err := json.Unmarshal(app.AppState, &doc.State); err != nil {
		return nil, fmt.Errorf("app_state of %s: %w", path, err)
	}
	if doc.Consensus == nil {
		doc.Consensus = &genutiltypes.ConsensusGenesis{}
	}
	return doc, nil
}

// Finish puts the modules' states back into the document.
func (d *Document) Finish() error {
	state, err := json.MarshalIndent(d.State, "", "  ")
	d.AppState = state
	return err
}

// Write replaces the genesis file.
func (d *Document) Write(path string) error {
	if err := d.Finish(); err != nil {
		return err
	}
	if err := d.ValidateAndComplete(); err != nil {
		return err
	}
	return d.SaveAs(path)
}

// edit changes one module's state.
func edit[T any, P interface {
	*T
	proto.Message
}](cdc codec.JSONCodec, state map[string]json.RawMessage, module string, change func(*T) error) error {
	var g T
	if raw := state[module]; len(raw) > 0 {
		if err := cdc.UnmarshalJSON(raw, P(&g)); err != nil {
			return fmt.Errorf("app_state.%s: %w", module, err)
		}
	}
	if err := change(&g); err != nil {
		return err
	}
	raw, err := cdc.MarshalJSON(P(&g))
	if err != nil {
		return fmt.Errorf("app_state.%s: %w", module, err)
	}
	state[module] = raw
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
