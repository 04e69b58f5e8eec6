package types

import (
	"cosmossdk.io/math"
)

// maxStake keeps stakes far from overflow of 64 bits.
const maxStake = 1 << 62

// DefaultGenesis is that of a production network without Hosts: `pacerd genesis add-host` adds them.
func DefaultGenesis() *GenesisState {
	return &GenesisState{Params: DefaultParams()}
}

// IsNew reports whether the state is that of a network which has not run yet.
func (g GenesisState) IsNew() bool {
	return len(g.Members)+len(g.EpochParams)+len(g.Validators)+len(g.UsedKeys) == 0
}

// Validate checks a genesis state in itself; InitGenesis checks proofs and balances. It fails with an error of this module.
func (g GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	if len(g.Hosts) == 0 {
		return ErrInvalidGenesis.Wrap("no Host: run `pacerd genesis add-host`")
	}
	seen := newSeen(g)
	for _, h := range g.Hosts {
		if err := h.Host.validate(g.Params, g.IsNew()); err != nil {
			return err
		}
		if err := seen.add(h.Host); err != nil {
			return err
		}
	}
	if g.IsNew() {
		return firstError(g.validateUnused(), g.validateWeights())
	}
	return g.validateHistory()
}

// validateUnused checks that a new network brings nothing that only one that has run can have.
func (g GenesisState) validateUnused() error {
	left := len(g.Unbondings) + len(g.Exclusions) + len(g.Slashes) + len(g.Pools) + len(g.Uptimes) + len(g.Downs) + len(g.Proven) +
		len(g.ConsensusOwners)
	if left > 0 || g.NextUnbonding > 0 {
		return ErrInvalidGenesis.Wrap("a new network has no unbondings, slashes, pools or uptimes, and no weights of a Sprint")
	}
	if len(g.Hosts) > int(g.Params.MaxHosts) {
		return ErrTooManyHosts.Wrapf("%d, at most %d", len(g.Hosts), g.Params.MaxHosts)
	}
	return nil
}

// validateWeights checks that the weights of a new network sum to 10^9.
func (g GenesisState) validateWeights() error {
	left := uint64(TotalWeight)
	for _, h := range g.Hosts {
		if h.Host.Weight > left {
			return ErrInvalidGenesis.Wrapf("the weights of genesis sum to more than %d", TotalWeight)
		}
		left -= h.Host.Weight
	}
	if left != 0 {
		return ErrInvalidGenesis.Wrapf("the weights of genesis sum to %d, want %d", TotalWeight-left, TotalWeight)
	}
	return nil
}

// validate checks one Host of genesis.
func (h Host) validate(params Params, isNew bool) error {
	if _, err := ParseAddress("host", h.Address); err != nil {
		return err
	}
	if _, err := ParseAddress("payout", h.Payout); err != nil {
		return err
	}
	if h.HotKey != "" {
		if _, err := ParseAddress("hot_key", h.HotKey); err != nil {
			return err
		}
	}
	// The authority may have lowered a limit below what a Host of an export had set before.
	limits := hardest()
	if isNew {
		limits = params
	}
	if err := limits.ValidateURL(h.ApiUrl); err != nil {
		return err
	}
	if err := limits.ValidateMlNodes(h.MlNodes); err != nil {
		return err
	}
	if h.Stake.IsNil() || h.Stake.IsNegative() || h.Stake.GT(math.NewInt(maxStake)) {
		return ErrInvalidGenesis.Wrapf("the stake of %s is negative or too large", h.Address)
	}
	if len(h.Keys) == 0 || (isNew && (len(h.Keys) != 1 || h.Keys[0].FromEpoch != 0 || h.RegisteredEpoch != 0)) {
		return ErrInvalidGenesis.Wrapf("%s needs exactly one set of keys, from epoch 0 on", h.Address)
	}
	if isNew && (h.RetiredFrom != 0 || h.Crowded) {
		return ErrInvalidGenesis.Wrapf("%s has retired from epoch %d on, or found no room, before the network began", h.Address, h.RetiredFrom)
	}
	if isNew {
		if err := params.ValidateStake(h.Stake); err != nil {
			return err
		}
	}
	if h.RetiredFrom != 0 && h.Stake.IsPositive() {
		return ErrInvalidGenesis.Wrapf("%s has retired, so all its stake must be unbonding", h.Address)
	}
	for i, keys := range h.Keys {
		if err := keys.ValidateSizes(); err != nil {
			return err
		}
		if i == 0 {
			continue
		}
		if h.Keys[i-1].FromEpoch >= h.Keys[i].FromEpoch {
			return ErrInvalidGenesis.Wrapf("the keys of %s must be in increasing order of from_epoch", h.Address)
		}
	}
	return nil
}

// seen finds addresses and keys that stand twice.
type seen struct {
	addresses map[string]bool
	keys      map[string]bool
}

func newSeen(g GenesisState) seen {
	s := seen{addresses: map[string]bool{}, keys: map[string]bool{}}
	// An operator is nobody's hot key, in whatever order they stand.
	for _, h := range g.Hosts {
		s.addresses["operator "+h.Host.Address] = true
	}
	return s
}

func (s seen) add(h Host) error {
	if s.addresses[h.Address] {
		return ErrInvalidGenesis.Wrapf("Host %s stands twice", h.Address)
	}
	s.addresses[h.Address] = true
	if h.HotKey != "" {
		if s.addresses["operator "+h.HotKey] || s.addresses["hot key "+h.HotKey] {
			return ErrInvalidHotKey.Wrapf("%s is an operator or stands twice", h.HotKey)
		}
		s.addresses["hot key "+h.HotKey] = true
	}
	for _, keys := range h.Keys {
		for _, key := range keys.List() {
			if s.keys[string(key)] {
				return ErrDuplicateKey.Wrapf("%x of %s", key, h.Address)
			}
			s.keys[string(key)] = true
		}
	}
	return nil
}
