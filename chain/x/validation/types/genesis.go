package types

import (
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
)

// DefaultGenesis is that of a production network.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// epochHost names what stands once per Host and epoch.
type epochHost struct {
	epoch uint64
	host  string
}

// Validate checks a genesis state in itself. It fails with ErrInvalidParams or ErrInvalidGenesis.
func (g GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
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
	if len(g.Rates) != len(g.EpochParams) {
		return ErrInvalidGenesis.Wrapf("%d rates for %d epochs", len(g.Rates), len(g.EpochParams))
	}
	for _, r := range g.Rates {
		if !epochs[r.Epoch] || r.Ppm > ppm {
			return ErrInvalidGenesis.Wrapf("rate %d of epoch %d stands twice, has no parameters, or is above %d", r.Ppm, r.Epoch, ppm)
		}
		delete(epochs, r.Epoch)
	}
	if err := g.validateResults(); err != nil {
		return err
	}
	return g.validateHosts()
}

func (g GenesisState) validateResults() error {
	seen := make(map[epochHost]bool, len(g.Results))
	for _, h := range g.Results {
		if err := note(seen, h.Epoch, h.Host, "results"); err != nil {
			return err
		}
		for i, r := range h.Results {
			if r.Index >= inferencetypes.MaxCount || (r.Verdict != VERDICT_MATCH && r.Verdict != VERDICT_MISMATCH) {
				return ErrInvalidGenesis.Wrapf("result %d/%d of %s in epoch %d has no such index or verdict", r.Batch, r.Index, h.Host, h.Epoch)
			}
			if i == 0 {
				continue
			}
			if b := h.Results[i-1]; b.Batch > r.Batch || (b.Batch == r.Batch && b.Index >= r.Index) {
				return ErrInvalidGenesis.Wrapf("result %d/%d of %s in epoch %d is out of order", r.Batch, r.Index, h.Host, h.Epoch)
			}
		}
	}
	return nil
}

func (g GenesisState) validateHosts() error {
	quotas := make(map[epochHost]bool, len(g.Quotas))
	for _, q := range g.Quotas {
		if err := note(quotas, q.Epoch, q.Host, "quota"); err != nil {
			return err
		}
		if q.Quota.Used > q.Quota.Allowed {
			return ErrInvalidGenesis.Wrapf("quota of %s in epoch %d: %d used of %d", q.Host, q.Epoch, q.Quota.Used, q.Quota.Allowed)
		}
	}
	convictions := make(map[epochHost]bool, len(g.Convictions))
	for _, c := range g.Convictions {
		if err := note(convictions, c.Epoch, c.Host, "conviction"); err != nil {
			return err
		}
	}
	return nil
}

// note remembers that something stands for a Host in an epoch and refuses it the second time.
func note(seen map[epochHost]bool, epoch uint64, host, what string) error {
	if _, err := hosttypes.ParseAddress("host", host); err != nil {
		return ErrInvalidGenesis.Wrap(err.Error())
	}
	if seen[epochHost{epoch, host}] {
		return ErrInvalidGenesis.Wrapf("%s of %s in epoch %d stands twice", what, host, epoch)
	}
	seen[epochHost{epoch, host}] = true
	return nil
}
