package main

import (
	"math"
	"slices"

	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

type pvssTable struct {
	Chain     string       `json:"chain"`
	Epoch     u64          `json:"epoch"`
	Beacon    hexBytes     `json:"beacon"`
	BlockHash hexBytes     `json:"block_hash"`
	Holders   []pvssHolder `json:"holders"`
}

type pvssTableCase struct {
	Name string `json:"name"`
	pvssTable
	TableHash hexBytes `json:"table_hash"`
	W         int      `json:"w"`
	Threshold int      `json:"threshold"`
}

type pvssTableRefused struct {
	Name string `json:"name"`
	pvssTable
	Error string `json:"error"`
	Why   string `json:"why"`
}

// pvssTableOf is the table of epoch 7 with these numbers of slots.
func pvssTableOf(slots ...uint32) (pvssTable, error) {
	holders, err := pvssHolders(slots...)
	return pvssTable{chainID, 7, sample("beacon 7", 32), sample("block hash", 32), holders}, err
}

func (t pvssTable) round() (*pvss.Round, error) {
	holders, err := decodeHolders(t.Holders)
	if err != nil {
		return nil, err
	}
	return pvss.NewRound(t.Chain, uint64(t.Epoch), t.Beacon, t.BlockHash, holders)
}

// given is the table for formulas that are given its hash.
func (t pvssTable) given() (PVSSRound, error) {
	r, err := t.round()
	if err != nil {
		return PVSSRound{}, err
	}
	hash := r.Hash()
	return PVSSRound{t.Chain, t.Epoch, hash[:], t.Holders}, nil
}

func pvssTableFormula() formula {
	return spec[pvssTableCase, pvssTableRefused]{
		file: "pvss-table.json",
		comment: "slots 1…w in consecutive runs of the holders, which stand in increasing order of their addresses; threshold = ⌊w/2⌋ + 1;" +
			" table_hash = H(\"pacer/pvss/table/v1\", chain, epoch, beacon, block_hash, for each holder address ‖ ek ‖ u64 slots), protocol §4",
		outputs: []string{"table_hash", "w", "threshold"},
		cases:   pvssTableCases,
		solve: func(c pvssTableCase) (pvssTableCase, error) {
			r, err := c.round()
			if err != nil {
				return c, err
			}
			hash := r.Hash()
			c.TableHash, c.W, c.Threshold = hash[:], r.Slots(), r.Threshold()
			return c, nil
		},
		refused: pvssTableRefusals,
		refuse: func(r pvssTableRefused) error {
			_, err := r.round()
			return asNamed(r.Error, err)
		},
	}.formula()
}

func pvssTableCases() ([]pvssTableCase, error) {
	var cases []pvssTableCase
	add := func(name string, edit func(*pvssTable), slots ...uint32) error {
		table, err := pvssTableOf(slots...)
		edit(&table)
		cases = append(cases, pvssTableCase{Name: name, pvssTable: table})
		return err
	}
	same := func(*pvssTable) {}
	four := []uint32{3, 1, 2, 3}
	for _, err := range []error{
		add("four hosts, nine slots", same, four...),
		add("the same in another order of counts", same, 1, 3, 2, 3),
		add("two hosts, three slots", same, 1, 2),
		add("two hosts, two slots", same, 1, 1),
		add("one host, one slot", same, 1),
		add("one host, four slots", same, 4),
		add("epoch 0: no block before it", func(t *pvssTable) { t.Epoch, t.BlockHash = 0, make(hexBytes, 32) }, four...),
		add("largest epoch", func(t *pvssTable) { t.Epoch = math.MaxUint64 }, four...),
		add("another chain", func(t *pvssTable) { t.Chain = otherChain }, four...),
		add("another beacon", func(t *pvssTable) { t.Beacon = sample("beacon 8", 32) }, four...),
		add("another block hash", func(t *pvssTable) { t.BlockHash = sample("another block hash", 32) }, four...),
		add("a thousand slots", same, 331, 1, 250, 418),
	} {
		if err != nil {
			return nil, err
		}
	}
	return cases, nil
}

func pvssTableRefusals() ([]pvssTableRefused, error) {
	table, err := pvssTableOf(3, 1, 2, 3)
	if err != nil {
		return nil, err
	}
	outside, err := outsideSubgroup(96)
	if err != nil {
		return nil, err
	}
	var refusals []pvssTableRefused
	add := func(name, word, why string, edit func(*pvssTable)) {
		bad := table
		bad.Holders = slices.Clone(table.Holders)
		edit(&bad)
		refusals = append(refusals, pvssTableRefused{name, bad, word, why})
	}
	add("nobody", "table", "somebody holds a slot", func(t *pvssTable) { t.Holders = []pvssHolder{} })
	add("no slots", "table", "a holder has a slot or more", func(t *pvssTable) { t.Holders[1].Slots = 0 })
	add("out of order", "table", "addresses increase", func(t *pvssTable) { t.Holders[1], t.Holders[2] = t.Holders[2], t.Holders[1] })
	add("a holder twice", "table", "addresses increase strictly", func(t *pvssTable) { t.Holders[2].Address = t.Holders[1].Address })
	add("address too short", "table", "20 bytes", func(t *pvssTable) { t.Holders[0].Address = t.Holders[0].Address[:19] })
	add("address too long", "table", "20 bytes", func(t *pvssTable) { t.Holders[3].Address = append(slices.Clone(t.Holders[3].Address), 0) })
	add("beacon too short", "table", "32 bytes", func(t *pvssTable) { t.Beacon = t.Beacon[:31] })
	add("no block hash", "table", "32 bytes, zeros before the first block", func(t *pvssTable) { t.BlockHash = hexBytes{} })
	add("identity as key", "point", "the identity is no key", func(t *pvssTable) { t.Holders[0].EK = infinity(96, 0xc0) })
	add("key outside the subgroup", "point", "on the twist, but not in the subgroup of prime order", func(t *pvssTable) { t.Holders[0].EK = outside })
	return refusals, nil
}
