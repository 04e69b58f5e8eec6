package types

import (
	"bytes"
	"fmt"
	"math/bits"

	"cosmossdk.io/math"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/consensuskey"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
)

// history is what a network that has run knows besides its Hosts, while it is checked.
type history struct {
	GenesisState
	hosts  map[string]bool
	owners map[string]string
	seen   map[string]bool
}

// validateHistory checks what an exported state says of the past, so that an export that was edited by hand is refused.
func (g GenesisState) validateHistory() error {
	h := history{GenesisState: g, hosts: map[string]bool{}, owners: map[string]string{}, seen: map[string]bool{}}
	for _, host := range g.Hosts {
		h.hosts[host.Host.Address] = true
	}
	return firstError(
		h.usedKeys(), h.consensusOwners(), h.members(), h.epochParams(), h.validators(),
		h.unbondings(), h.penalties(), h.pools(), h.uptimes(), h.proven(),
	)
}

// once fails when the same thing stands twice.
func (h history) once(format string, args ...any) error {
	what := fmt.Sprintf(format, args...)
	if h.seen[what] {
		return ErrInvalidGenesis.Wrapf("%s stands twice", what)
	}
	h.seen[what] = true
	return nil
}

// named checks an address that need not be that of a Host any more.
func (h history) named(what, host string) error {
	if _, err := ParseAddress("host", host); err != nil {
		return ErrInvalidGenesis.Wrapf("%s: %s", what, err)
	}
	return nil
}

func (h history) usedKeys() error {
	for i, key := range h.UsedKeys {
		switch len(key) {
		case AddressSize, consensuskey.KeySize, bls.PublicKeySize, dealingkey.KeySize:
		default:
			return ErrInvalidGenesis.Wrapf("a used key has %d bytes", len(key))
		}
		if i > 0 && bytes.Compare(h.UsedKeys[i-1], key) >= 0 {
			return ErrInvalidGenesis.Wrap("used keys must be in increasing order")
		}
	}
	return nil
}

// consensusOwners checks that evidence finds every Host under each of its keys.
func (h history) consensusOwners() error {
	for i, owner := range h.ConsensusOwners {
		if len(owner.Address) != ConsensusAddressSize {
			return ErrInvalidGenesis.Wrapf("a validator's address has %d bytes, want %d", len(owner.Address), ConsensusAddressSize)
		}
		if i > 0 && bytes.Compare(h.ConsensusOwners[i-1].Address, owner.Address) >= 0 {
			return ErrInvalidGenesis.Wrap("consensus owners must be in increasing order of their addresses")
		}
		if err := h.named("consensus owner", owner.Host); err != nil {
			return err
		}
		h.owners[string(owner.Address)] = owner.Host
	}
	for _, host := range h.Hosts {
		for _, keys := range host.Host.Keys {
			if err := h.owned(keys.Consensus, host.Host.Address); err != nil {
				return err
			}
		}
	}
	return nil
}

func (h history) owned(key []byte, host string) error {
	if owner := h.owners[string(ConsensusAddress(key))]; owner != host {
		return ErrInvalidGenesis.Wrapf("the consensus owner of key %x is %q, want %s", key, owner, host)
	}
	return nil
}

func (h history) members() error {
	for _, m := range h.Members {
		if err := firstError(
			h.once("member %s of epoch %d", m.Host, m.Epoch),
			h.named("member", m.Host), h.named("payout of member "+m.Host, m.Payout),
			m.Keys.ValidateSizes(), h.owned(m.Keys.Consensus, m.Host),
		); err != nil {
			return err
		}
		if m.Stake.IsNil() || m.Stake.IsNegative() {
			return ErrInvalidGenesis.Wrapf("member %s of epoch %d has no stake", m.Host, m.Epoch)
		}
	}
	return nil
}

func (h history) epochParams() error {
	for _, p := range h.EpochParams {
		if err := firstError(h.once("parameters of epoch %d", p.Epoch), p.Params.Validate()); err != nil {
			return err
		}
	}
	return nil
}

func (h history) validators() error {
	for i, v := range h.Validators {
		if i > 0 && bytes.Compare(h.Validators[i-1].Consensus, v.Consensus) >= 0 {
			return ErrInvalidGenesis.Wrap("validators must be in increasing order of their keys")
		}
		if len(v.Consensus) != consensuskey.KeySize || v.Power <= 0 {
			return ErrInvalidGenesis.Wrapf("validator %x with power %d", v.Consensus, v.Power)
		}
		if h.owners[string(ConsensusAddress(v.Consensus))] == "" {
			return ErrInvalidGenesis.Wrapf("validator %x is no Host's", v.Consensus)
		}
	}
	return nil
}

func (h history) unbondings() error {
	for _, u := range h.Unbondings {
		switch err := h.once("unbonding %d", u.Id); {
		case err != nil:
			return err
		case !h.hosts[u.Host]:
			return ErrInvalidGenesis.Wrapf("unbonding %d is of %q, which is no Host", u.Id, u.Host)
		case u.Id >= h.NextUnbonding:
			return ErrInvalidGenesis.Wrapf("unbonding %d, but the next one would be %d", u.Id, h.NextUnbonding)
		case u.MatureEpoch <= u.Epoch:
			return ErrInvalidGenesis.Wrapf("unbonding %d, begun in epoch %d, matures in %d", u.Id, u.Epoch, u.MatureEpoch)
		case invalidAmount(u.Amount):
			return ErrInvalidGenesis.Wrapf("unbonding %d of %s", u.Id, u.Amount)
		}
	}
	return nil
}

func (h history) penalties() error {
	for _, e := range h.Exclusions {
		if err := firstError(
			h.once("exclusion of %s from epoch %d", e.Host, e.Epoch), h.named("exclusion", e.Host), e.Offence.validate(),
		); err != nil {
			return err
		}
	}
	for _, d := range h.Downs {
		if err := firstError(h.once("downtime of %s in epoch %d", d.Host, d.Epoch), h.named("downtime", d.Host)); err != nil {
			return err
		}
	}
	for _, s := range h.Slashes {
		if err := firstError(
			h.once("slash of %s for %s in epoch %d", s.Host, s.Offence, s.Epoch), h.named("slash", s.Host), s.Offence.validate(),
		); err != nil {
			return err
		}
		if s.Reporter != "" {
			if err := h.named("reporter", s.Reporter); err != nil {
				return err
			}
		}
		if s.Amount.IsNil() || s.Reported.IsNil() || s.Reported.IsNegative() || s.Reported.GT(s.Amount) {
			return ErrInvalidGenesis.Wrapf("the slash of %s took %s, of which %s were paid on", s.Host, s.Amount, s.Reported)
		}
	}
	return nil
}

func (o Offence) validate() error {
	if _, known := Offence_name[int32(o)]; !known || o == OFFENCE_UNSPECIFIED {
		return ErrInvalidGenesis.Wrapf("there is no offence %d", int32(o))
	}
	return nil
}

func (h history) pools() error {
	for _, p := range h.Pools {
		if err := h.once("pool of epoch %d", p.Epoch); err != nil {
			return err
		}
		if invalidAmount(p.Amount) {
			return ErrInvalidGenesis.Wrapf("the pool of epoch %d holds %s", p.Epoch, p.Amount)
		}
	}
	return nil
}

func (h history) uptimes() error {
	for _, u := range h.Uptimes {
		if err := firstError(h.once("uptime of %s", u.Host), h.named("uptime", u.Host)); err != nil {
			return err
		}
		missed := 0
		for _, octet := range u.Missed {
			missed += bits.OnesCount8(octet)
		}
		if u.Window == 0 || u.Window > maxWindow || len(u.Missed) != int(u.Window+7)/8 || missed != int(u.Count) || u.Count > u.Window {
			return ErrInvalidGenesis.Wrapf("the uptime of %s has %d bits of %d set, and says %d of %d", u.Host, missed, 8*len(u.Missed),
				u.Count, u.Window)
		}
	}
	return nil
}

func (h history) proven() error {
	for _, p := range h.Proven {
		if err := h.once("weights proven for epoch %d", p.Epoch); err != nil {
			return err
		}
		if err := p.Validate(); err != nil {
			return ErrInvalidGenesis.Wrap(err.Error())
		}
	}
	return nil
}

// invalidAmount reports whether coins that are kept are none, negative, or more than there can be.
func invalidAmount(amount math.Int) bool {
	return amount.IsNil() || amount.IsNegative() || amount.BigInt().BitLen() > 127
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
