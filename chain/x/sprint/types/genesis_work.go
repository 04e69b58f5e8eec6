package types

import (
	"bytes"
	"errors"
	"slices"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// validateWork checks that every epoch has its Sprint, that works and nonces are those which it counts, and that nothing stands for what
// doesn't exist.
func (g GenesisState) validateWork(params map[uint64]Params, parts map[epochHost]Contribution) error {
	sprints, err := g.validateSprints(params)
	if err != nil {
		return err
	}
	works, err := g.validateWorks(sprints, params, parts)
	if err != nil {
		return err
	}
	if err := g.validateChunks(works, params); err != nil {
		return err
	}
	if err := g.validateSamples(params); err != nil {
		return err
	}
	seen := make(map[epochHost]bool, len(g.LostChallenges))
	for _, l := range g.LostChallenges {
		if err := note(seen, l.Epoch, l.Host, "lost challenges"); err != nil {
			return err
		}
		if l.Count == 0 || l.Count > params[l.Epoch].MaxLostChallenges {
			return ErrInvalidGenesis.Wrapf("%s has lost %d challenges in epoch %d", l.Host, l.Count, l.Epoch)
		}
	}
	return nil
}

// validateSprints checks each Sprint in itself.
func (g GenesisState) validateSprints(params map[uint64]Params) (map[uint64]Sprint, error) {
	sprints := make(map[uint64]Sprint, len(g.Sprints))
	for _, s := range g.Sprints {
		_, known := params[s.Epoch]
		if _, twice := sprints[s.Epoch]; twice || !known {
			return nil, ErrInvalidGenesis.Wrapf("the Sprint of epoch %d stands twice or has no parameters", s.Epoch)
		}
		if s.Target == 0 {
			return nil, ErrInvalidGenesis.Wrapf("the Sprint of epoch %d has no target", s.Epoch)
		}
		if len(s.CheckHash) != 0 && len(s.CheckHash) != HashSize {
			return nil, ErrInvalidGenesis.Wrapf("the Sprint of epoch %d has a hash of %d bytes", s.Epoch, len(s.CheckHash))
		}
		if len(s.CheckHash) == 0 && (s.Checked || s.CheckDone > 0 || len(s.CheckCursor) > 0) {
			return nil, ErrInvalidGenesis.Wrapf("the Sprint of epoch %d has samples without a hash", s.Epoch)
		}
		if len(s.CheckCursor) != 0 && len(s.CheckCursor) != hosttypes.AddressSize {
			return nil, ErrInvalidGenesis.Wrapf("the Sprint of epoch %d has a cursor of %d bytes", s.Epoch, len(s.CheckCursor))
		}
		if !s.Settled() && (s.Kept || s.SettledWork > 0) {
			return nil, ErrInvalidGenesis.Wrapf("the Sprint of epoch %d has a result and is not settled", s.Epoch)
		}
		sprints[s.Epoch] = s
	}
	if len(sprints) != len(params) {
		return nil, ErrInvalidGenesis.Wrapf("%d Sprints for %d epochs", len(sprints), len(params))
	}
	return sprints, nil
}

// validateWorks checks that the works of each Sprint sum up to what it says.
func (g GenesisState) validateWorks(
	sprints map[uint64]Sprint, params map[uint64]Params, parts map[epochHost]Contribution,
) (map[epochHost]Work, error) {
	type total struct {
		hosts, slots uint32
		nonces       uint64
	}
	works := make(map[epochHost]Work, len(g.Works))
	seen := make(map[epochHost]bool, len(g.Works))
	sums := make(map[uint64]total, len(sprints))
	for _, w := range g.Works {
		if err := note(seen, w.Epoch, w.Host, "work"); err != nil {
			return nil, err
		}
		if w.Tier != 0 || w.Chunks == 0 || w.Count < w.Chunks || w.Count > params[w.Epoch].MaxNonces {
			return nil, ErrInvalidGenesis.Wrapf("work of %s in epoch %d: %d nonces in %d messages, tier %d", w.Host, w.Epoch, w.Count, w.Chunks, w.Tier)
		}
		t := sums[w.Epoch]
		t.hosts++
		t.nonces += uint64(w.Count)
		t.slots += parts[epochHost{w.Epoch, w.Host}].Slots
		sums[w.Epoch] = t
		works[epochHost{w.Epoch, w.Host}] = w
	}
	for n, s := range sprints {
		if want := (total{s.Hosts, s.CommittedSlots, s.Nonces}); sums[n] != want {
			return nil, ErrInvalidGenesis.Wrapf("the works of epoch %d sum up to %+v, the Sprint says %+v", n, sums[n], want)
		}
	}
	return works, nil
}

// validateChunks checks that the nonces of each work that can be challenged are there, and all nonces those which their work counts.
func (g GenesisState) validateChunks(works map[epochHost]Work, params map[uint64]Params) error {
	read := make(map[epochHost]Work, len(works))
	for _, c := range g.WorkChunks {
		key := epochHost{c.Epoch, c.Host}
		sum := read[key]
		nonces, err := sprintwork.DecodeNonces(c.Nonces, int(min(c.Count, params[c.Epoch].MaxNonces)))
		if err == nil && (len(nonces) != int(c.Count) || c.Index != sum.Chunks || (c.Index > 0 && nonces[0] <= sum.LastNonce)) {
			err = errors.New("another number, or not in order")
		}
		if err != nil {
			return ErrInvalidGenesis.Wrapf("nonces %d of %s in epoch %d: %s", c.Index, c.Host, c.Epoch, err)
		}
		sum.Count, sum.Chunks, sum.LastNonce = sum.Count+c.Count, sum.Chunks+1, nonces[len(nonces)-1]
		read[key] = sum
	}
	for key, sum := range read {
		work := works[key]
		if sum.Count != work.Count || sum.Chunks != work.Chunks || sum.LastNonce != work.LastNonce {
			return ErrInvalidGenesis.Wrapf("nonces of %s in epoch %d are not those of its work", key.host, key.epoch)
		}
	}
	current := uint64(0)
	for n := range params {
		current = max(current, n)
	}
	for key := range works {
		if key.epoch+1 >= current && read[key].Chunks == 0 {
			return ErrInvalidGenesis.Wrapf("the nonces of %s in epoch %d are missing", key.host, key.epoch)
		}
	}
	return nil
}

// validateSamples checks that of the Host after the cursor fewer samples are done than are drawn.
func (g GenesisState) validateSamples(params map[uint64]Params) error {
	for _, s := range g.Sprints {
		if s.CheckDone == 0 {
			continue
		}
		count, err := g.nextChecked(s)
		if err != nil {
			return err
		}
		if s.Checked || s.CheckDone >= min(params[s.Epoch].Samples, count) {
			return ErrInvalidGenesis.Wrapf("the Sprint of epoch %d has %d samples of a Host with %d nonces done", s.Epoch, s.CheckDone, count)
		}
	}
	return nil
}

// nextChecked is how many nonces the Host has whose samples follow the cursor of a Sprint; 0 if none is left.
func (g GenesisState) nextChecked(s Sprint) (count uint32, err error) {
	type committed struct {
		host  []byte
		count uint32
	}
	var hosts []committed
	for _, w := range g.Works {
		if w.Epoch == s.Epoch {
			host, err := hosttypes.ParseAddress("host", w.Host)
			if err != nil {
				return 0, ErrInvalidGenesis.Wrap(err.Error())
			}
			hosts = append(hosts, committed{host, w.Count})
		}
	}
	if len(hosts) == 0 {
		return 0, nil
	}
	slices.SortFunc(hosts, func(a, b committed) int { return bytes.Compare(a.host, b.host) })
	first := int(sprintwork.FirstChecked([HashSize]byte(s.CheckHash), uint32(len(hosts))))
	if len(s.CheckCursor) == 0 {
		return hosts[first].count, nil
	}
	next := slices.IndexFunc(hosts, func(c committed) bool { return bytes.Compare(c.host, s.CheckCursor) > 0 })
	next = max(next, 0) // after the highest address comes the lowest
	if next == first {
		return 0, nil
	}
	return hosts[next].count, nil
}
