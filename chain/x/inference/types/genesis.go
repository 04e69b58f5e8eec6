package types

import (
	"cosmossdk.io/math"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// DefaultGenesis has no models: `pacerd genesis preset` writes them.
func DefaultGenesis() *GenesisState {
	return &GenesisState{Params: DefaultParams(), Burned: math.ZeroInt()}
}

// Validate checks a genesis state in itself. It fails with ErrInvalidParams, ErrInvalidModel or ErrInvalidGenesis.
func (g GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	if !g.Burned.IsNil() && g.Burned.IsNegative() {
		return ErrInvalidGenesis.Wrapf("burned %s is negative", g.Burned)
	}
	numbers, err := g.validateModels()
	if err != nil {
		return err
	}
	epochs := make(map[uint64]bool, len(g.EpochParams))
	for _, p := range g.EpochParams {
		if err := p.Params.Validate(); err != nil {
			return err
		}
		if epochs[p.Epoch] {
			return ErrInvalidGenesis.Wrapf("the parameters of epoch %d stand twice", p.Epoch)
		}
		epochs[p.Epoch] = true
	}
	if err := g.validateHeaders(numbers); err != nil {
		return err
	}
	return g.validateCounters()
}

// validateModels returns which numbers are given.
func (g GenesisState) validateModels() (map[uint32]bool, error) {
	ids, numbers := make(map[string]bool, len(g.Models)), make(map[uint32]bool, len(g.Models))
	for i, m := range g.Models {
		if err := m.Validate(); err != nil {
			return nil, err
		}
		// Numbers count from 1 without a gap, in order: the next one follows from the last.
		if m.Number != uint32(i)+1 || m.Number > MaxModels || ids[m.Id] {
			return nil, ErrInvalidGenesis.Wrapf("model %q stands twice or has number %d instead of %d", m.Id, m.Number, i+1)
		}
		ids[m.Id], numbers[m.Number] = true, true
	}
	return numbers, nil
}

func (g GenesisState) validateHeaders(numbers map[uint32]bool) error {
	seen := make(map[uint64]bool, len(g.Headers))
	for _, e := range g.Headers {
		if seen[e.Epoch] {
			return ErrInvalidGenesis.Wrapf("the headers of epoch %d stand twice", e.Epoch)
		}
		seen[e.Epoch] = true
		for i, h := range e.Headers {
			if h.Id != uint64(i) {
				return ErrInvalidGenesis.Wrapf("header %d of epoch %d has id %d", i, e.Epoch, h.Id)
			}
			if !numbers[h.Model] {
				return ErrInvalidGenesis.Wrapf("header %d of epoch %d is about model %d, which does not exist", i, e.Epoch, h.Model)
			}
			if _, err := h.Pack(); err != nil {
				return ErrInvalidGenesis.Wrapf("header %d of epoch %d: %s", i, e.Epoch, err)
			}
		}
	}
	return nil
}

func (g GenesisState) validateCounters() error {
	type slot struct {
		host  string
		kind  BatchKind
		model uint32
	}
	slots := make(map[slot]bool, len(g.LastBatches))
	for _, l := range g.LastBatches {
		if _, err := hosttypes.ParseAddress("host", l.Host); err != nil {
			return ErrInvalidGenesis.Wrap(err.Error())
		}
		if s := (slot{l.Host, l.Kind, l.Model}); slots[s] || l.Height <= 0 {
			return ErrInvalidGenesis.Wrapf("the last batch of %s stands twice or has no height", l.Host)
		}
		slots[slot{l.Host, l.Kind, l.Model}] = true
	}
	type account struct {
		epoch uint64
		host  string
	}
	accounts := make(map[account]bool, len(g.ArtifactFees))
	for _, f := range g.ArtifactFees {
		if _, err := hosttypes.ParseAddress("host", f.Host); err != nil {
			return ErrInvalidGenesis.Wrap(err.Error())
		}
		if accounts[account{f.Epoch, f.Host}] {
			return ErrInvalidGenesis.Wrapf("the artifact fees of %s in epoch %d stand twice", f.Host, f.Epoch)
		}
		accounts[account{f.Epoch, f.Host}] = true
	}
	return nil
}
