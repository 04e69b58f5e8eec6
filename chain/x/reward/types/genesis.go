package types

import (
	"cosmossdk.io/math"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// DefaultGenesis is that of a production network.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks a genesis state in itself. It fails with ErrInvalidParams or ErrInvalidGenesis.
func (g GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	if g.Totals == nil {
		if len(g.EpochParams)+len(g.Settlements)+len(g.Rewards)+len(g.Sweeps) > 0 || g.NextEmission != nil {
			return ErrInvalidGenesis.Wrap("a new network has no epoch_params, next_emission, settlements, rewards or sweeps")
		}
		return nil
	}
	if err := g.Totals.Validate(); err != nil {
		return ErrInvalidGenesis.Wrap(err.Error())
	}
	if g.NextEmission != nil && (g.NextEmission.IsNil() || g.NextEmission.IsNegative() || !g.NextEmission.IsUint64()) {
		return ErrInvalidGenesis.Wrapf("next_emission %s must fit 64 bits", g.NextEmission)
	}
	if err := g.validateEpochs(); err != nil {
		return err
	}
	if err := g.validateRewards(); err != nil {
		return err
	}
	return g.validateSweeps()
}

func (g GenesisState) validateEpochs() error {
	params := make(map[uint64]bool, len(g.EpochParams))
	for _, p := range g.EpochParams {
		if err := p.Params.Validate(); err != nil {
			return err
		}
		if params[p.Epoch] {
			return ErrInvalidGenesis.Wrapf("the parameters of epoch %d stand twice", p.Epoch)
		}
		params[p.Epoch] = true
	}
	settlements := make(map[uint64]bool, len(g.Settlements))
	for _, s := range g.Settlements {
		switch {
		case settlements[s.Epoch]:
			return ErrInvalidGenesis.Wrapf("the settlement of epoch %d stands twice", s.Epoch)
		case s.Emission.IsNil() || s.Minted.IsNil() || s.Minted.IsNegative() || s.Minted.GT(s.Emission) || !s.Emission.IsUint64():
			return ErrInvalidGenesis.Wrapf("the settlement of epoch %d minted %s of %s", s.Epoch, s.Minted, s.Emission)
		case s.Pool.IsNil() || s.Shared.IsNil() || s.Shared.IsNegative() || s.Shared.GT(s.Pool):
			return ErrInvalidGenesis.Wrapf("the settlement of epoch %d shared %s of a pool of %s", s.Epoch, s.Shared, s.Pool)
		case s.SettledHeight < 0:
			return ErrInvalidGenesis.Wrapf("the settlement of epoch %d is of height %d", s.Epoch, s.SettledHeight)
		}
		settlements[s.Epoch] = true
	}
	return nil
}

func (g GenesisState) validateRewards() error {
	type key struct {
		epoch uint64
		host  string
	}
	seen := make(map[key]bool, len(g.Rewards))
	claimable, held := math.ZeroInt(), math.ZeroInt()
	for _, r := range g.Rewards {
		for _, address := range []string{r.Host, r.Payout} {
			if _, err := hosttypes.ParseAddress("address", address); err != nil {
				return ErrInvalidGenesis.Wrap(err.Error())
			}
		}
		if seen[key{r.Epoch, r.Host}] {
			return ErrInvalidGenesis.Wrapf("the reward of %s in epoch %d stands twice", r.Host, r.Epoch)
		}
		seen[key{r.Epoch, r.Host}] = true
		if r.Amount.IsNil() || !r.Amount.IsPositive() || r.Rebate.IsNil() || r.Rebate.IsNegative() {
			return ErrInvalidGenesis.Wrapf("the reward of %s in epoch %d is %s, its rebate %s", r.Host, r.Epoch, r.Amount, r.Rebate)
		}
		switch r.State {
		case REWARD_STATE_CLAIMABLE:
			claimable = claimable.Add(r.Amount)
		case REWARD_STATE_HELD:
			held = held.Add(r.Amount)
		case REWARD_STATE_PAID, REWARD_STATE_BURNED:
		default:
			return ErrInvalidGenesis.Wrapf("the reward of %s in epoch %d has state %d", r.Host, r.Epoch, r.State)
		}
	}
	if !claimable.Equal(g.Totals.Claimable) || !held.Equal(g.Totals.Held) {
		return ErrInvalidGenesis.Wrapf("rewards sum up to claimable %s and held %s, totals say %s and %s",
			claimable, held, g.Totals.Claimable, g.Totals.Held)
	}
	return nil
}

func (g GenesisState) validateSweeps() error {
	type key struct {
		kind  SweepKind
		epoch uint64
	}
	seen := make(map[key]bool, len(g.Sweeps))
	for _, s := range g.Sweeps {
		if seen[key{s.Kind, s.Epoch}] || (s.Kind != SWEEP_KIND_BURN && s.Kind != SWEEP_KIND_FORGET) {
			return ErrInvalidGenesis.Wrapf("sweep %d of epoch %d stands twice or does not exist", s.Kind, s.Epoch)
		}
		seen[key{s.Kind, s.Epoch}] = true
	}
	return nil
}
