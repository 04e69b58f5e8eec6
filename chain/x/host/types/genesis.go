package types

import (
	"bytes"

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
		return g.validateWeights()
	}
	for _, m := range g.Members {
		if m.Stake.IsNil() {
			return ErrInvalidGenesis.Wrapf("member %s of epoch %d has no stake", m.Host, m.Epoch)
		}
	}
	for i := 1; i < len(g.Validators); i++ {
		if bytes.Compare(g.Validators[i-1].Consensus, g.Validators[i].Consensus) >= 0 {
			return ErrInvalidGenesis.Wrap("validators must be in increasing order of their keys")
		}
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
	if err := params.ValidateURL(h.ApiUrl); err != nil {
		return err
	}
	if err := params.ValidateMlNodes(h.MlNodes); err != nil {
		return err
	}
	if h.Stake.IsNil() || h.Stake.IsNegative() || h.Stake.GT(math.NewInt(maxStake)) {
		return ErrInvalidGenesis.Wrapf("the stake of %s is negative or too large", h.Address)
	}
	if len(h.Keys) == 0 || (isNew && (len(h.Keys) != 1 || h.Keys[0].FromEpoch != 0 || h.RegisteredEpoch != 0)) {
		return ErrInvalidGenesis.Wrapf("%s needs exactly one set of keys, from epoch 0 on", h.Address)
	}
	for i := 1; i < len(h.Keys); i++ {
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
		for _, key := range [][]byte{keys.Consensus, keys.Bls, keys.Dealing} {
			if s.keys[string(key)] {
				return ErrDuplicateKey.Wrapf("%x of %s", key, h.Address)
			}
			s.keys[string(key)] = true
		}
	}
	return nil
}
