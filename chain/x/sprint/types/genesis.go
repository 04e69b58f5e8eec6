package types

import (
	"github.com/pacer-network/pacer/chain/crypto/pvss"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
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
	epochs := make(map[uint64]Params, len(g.EpochParams))
	for _, p := range g.EpochParams {
		if err := p.Params.Validate(); err != nil {
			return err
		}
		if _, twice := epochs[p.Epoch]; twice {
			return ErrInvalidGenesis.Wrapf("the parameters of epoch %d stand twice", p.Epoch)
		}
		epochs[p.Epoch] = p.Params
	}
	rounds, err := g.validateRounds(epochs)
	if err != nil {
		return err
	}
	parts, err := g.validateContributions(rounds)
	if err != nil {
		return err
	}
	if err := g.validatePoints(rounds, parts); err != nil {
		return err
	}
	if err := g.validateWork(epochs, parts); err != nil {
		return err
	}
	hosts := make(map[epochHost]bool, len(g.Participations))
	for _, p := range g.Participations {
		if err := note(hosts, 0, p.Host, "participation"); err != nil {
			return err
		}
	}
	return nil
}

// validateRounds checks that every epoch has its round, and each round in itself.
func (g GenesisState) validateRounds(epochs map[uint64]Params) (map[uint64]Round, error) {
	rounds := make(map[uint64]Round, len(g.Rounds))
	for _, r := range g.Rounds {
		_, known := epochs[r.Epoch]
		if _, twice := rounds[r.Epoch]; twice || !known {
			return nil, ErrInvalidGenesis.Wrapf("the round of epoch %d stands twice or has no parameters", r.Epoch)
		}
		if len(r.TableHash) != HashSize || len(r.BlockHash) != HashSize || len(r.AZero) != pvss.RawZeroSize {
			return nil, ErrInvalidGenesis.Wrapf("the round of epoch %d has hashes or sums of another length", r.Epoch)
		}
		if r.Slots == 0 || r.Slots > hosttypes.MaxSlots || r.Threshold != r.Slots/2+1 {
			return nil, ErrInvalidGenesis.Wrapf("the round of epoch %d has %d slots and threshold %d", r.Epoch, r.Slots, r.Threshold)
		}
		if r.Closed() && !r.Dealable() {
			return nil, ErrInvalidGenesis.Wrapf("the round of epoch %d is closed with %d of %d slots dealt", r.Epoch, r.DealtSlots, r.Threshold)
		}
		if (r.BeaconHeight != 0) != (len(r.Secret) == pvss.ShareSize) || (r.BeaconHeight != 0 && !r.Openable()) {
			return nil, ErrInvalidGenesis.Wrapf("the round of epoch %d has a beacon without a secret, or with too few open slots", r.Epoch)
		}
		rounds[r.Epoch] = r
	}
	if len(rounds) != len(epochs) {
		return nil, ErrInvalidGenesis.Wrapf("%d rounds for %d epochs", len(rounds), len(epochs))
	}
	return rounds, nil
}

// tally is what the contributions of a round sum up to.
type tally struct{ slots, holders, dealers, dealt, openers, open uint32 }

// validateContributions checks that the contributions of each round are the runs of its slot table, and sum up to what it says.
func (g GenesisState) validateContributions(rounds map[uint64]Round) (map[epochHost]Contribution, error) {
	parts := make(map[epochHost]Contribution, len(g.Contributions))
	seen := make(map[epochHost]bool, len(g.Contributions))
	sums := make(map[uint64]tally, len(rounds))
	for _, c := range g.Contributions {
		if err := note(seen, c.Epoch, c.Host, "contribution"); err != nil {
			return nil, err
		}
		t := sums[c.Epoch]
		// They are exported in order of address, which is that of the slots.
		if c.Slots == 0 || c.FirstSlot != t.slots+1 || c.Slots > rounds[c.Epoch].Slots-t.slots {
			return nil, ErrInvalidGenesis.Wrapf("slots %d+%d of %s in epoch %d leave the table or its order", c.FirstSlot, c.Slots, c.Host, c.Epoch)
		}
		t.slots += c.Slots
		t.holders++
		if c.DealtHeight != 0 {
			t.dealers++
			t.dealt += c.Slots
		}
		if c.OpenedHeight != 0 {
			t.openers++
			t.open += c.Slots
		}
		sums[c.Epoch] = t
		parts[epochHost{c.Epoch, c.Host}] = c
	}
	for n, r := range rounds {
		want := tally{r.Slots, r.Holders, r.Dealers, r.DealtSlots, r.Openers, r.OpenSlots}
		if sums[n] != want {
			return nil, ErrInvalidGenesis.Wrapf("the contributions of epoch %d sum up to %+v, the round says %+v", n, sums[n], want)
		}
	}
	return parts, nil
}

// validatePoints checks the lengths of sums and shares, and that nothing stands for what doesn't exist.
func (g GenesisState) validatePoints(rounds map[uint64]Round, parts map[epochHost]Contribution) error {
	type place struct {
		epoch uint64
		index uint32
	}
	chunks := make(map[place]bool, len(g.Sums))
	for _, s := range g.Sums {
		slots := rounds[s.Epoch].Slots
		if chunks[place{s.Epoch, s.Index}] || s.Index > slots/SlotsPerChunk || s.Index*SlotsPerChunk >= slots {
			return ErrInvalidGenesis.Wrapf("sums %d of epoch %d stand twice or outside of the table", s.Index, s.Epoch)
		}
		chunks[place{s.Epoch, s.Index}] = true
		if want := pvss.RawSlotSize * int(min(SlotsPerChunk, slots-s.Index*SlotsPerChunk)); len(s.Raw) != want {
			return ErrInvalidGenesis.Wrapf("sums %d of epoch %d have %d bytes, want %d", s.Index, s.Epoch, len(s.Raw), want)
		}
	}
	seen := make(map[epochHost]bool, len(g.Shares))
	for _, s := range g.Shares {
		if err := note(seen, s.Epoch, s.Host, "shares"); err != nil {
			return err
		}
		c := parts[epochHost{s.Epoch, s.Host}]
		if c.OpenedHeight == 0 || len(s.Raw) != pvss.RawShareSize*int(c.Slots) {
			return ErrInvalidGenesis.Wrapf("shares of %s in epoch %d: %d bytes for %d slots, opened at height %d",
				s.Host, s.Epoch, len(s.Raw), c.Slots, c.OpenedHeight)
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
