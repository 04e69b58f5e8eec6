package main

import (
	"fmt"
	"slices"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

type pvssShare struct {
	Slot  int      `json:"slot"`
	Share hexBytes `json:"share"`
}

type pvssShares struct {
	Chain     string      `json:"chain"`
	Epoch     u64         `json:"epoch"`
	W         int         `json:"w"`
	Threshold int         `json:"threshold"`
	AZero     hexBytes    `json:"a_zero"`
	Shares    []pvssShare `json:"shares"`
}

type pvssBeaconCase struct {
	Name string `json:"name"`
	pvssShares
	Secret hexBytes `json:"secret"`
	Beacon hexBytes `json:"beacon"`
}

func (s pvssShares) reconstruct() (secret, beacon hexBytes, err error) {
	zero, err := curve.DecodeG1(s.AZero)
	if err != nil {
		return nil, nil, err
	}
	shares := make([]pvss.Share, len(s.Shares))
	for i, share := range s.Shares {
		if shares[i], err = pvss.DecodeShare(share.Slot, share.Share); err != nil {
			return nil, nil, err
		}
	}
	if s.Threshold != pvss.Threshold(s.W) {
		return nil, nil, fmt.Errorf("threshold %d of %d slots, want %d", s.Threshold, s.W, pvss.Threshold(s.W))
	}
	whole, value, err := pvss.Beacon(s.Chain, uint64(s.Epoch), s.W, zero, shares)
	return whole[:], value[:], err
}

func pvssBeaconFormula() formula {
	return spec[pvssBeaconCase, pvssBeaconRefused]{
		file: "pvss-beacon.json",
		comment: "secret S = ∏ S_i^λ_i over the shares, λ_i = ∏_{j≠i} j/(j−i); e(a_zero, h) = e(g, S); beacon = H(\"pacer/beacon/v1\", chain, epoch, S), protocol §4." +
			" a_zero is the sum of A_0 of the table's dealings in pvss-dealing.json, the shares are those of its openings in pvss-opening.json.",
		outputs: []string{"secret", "beacon"},
		cases:   pvssBeaconCases,
		solve: func(c pvssBeaconCase) (pvssBeaconCase, error) {
			var err error
			c.Secret, c.Beacon, err = c.reconstruct()
			return c, err
		},
		refused: pvssBeaconRefusals,
		refuse: func(r pvssBeaconRefused) error {
			_, _, err := r.reconstruct()
			return asNamed(r.Error, err)
		},
	}.formula()
}

// pvssOpened is a table's beacon from these of its slots.
func pvssOpened(table string, slots ...int) (pvssShares, error) {
	sums, err := pvssSums(table)
	if err != nil {
		return pvssShares{}, err
	}
	openings, err := pvssOpeningCases()
	if err != nil {
		return pvssShares{}, err
	}
	var all []hexBytes
	out := pvssShares{Chain: chainID, Epoch: 7, W: sums.Slots(), Threshold: pvss.Threshold(sums.Slots())}
	for n := range 4 {
		at := slices.IndexFunc(openings, func(c pvssOpeningCase) bool { return c.Name == dealingName(table, n) })
		if at < 0 {
			break
		}
		c, err := solvePVSSOpening(openings[at])
		if err != nil {
			return out, err
		}
		for share := range slices.Chunk(c.Opening, pvss.ShareSize) {
			all = append(all, share)
		}
	}
	zero := sums.AZero()
	out.AZero = zero[:]
	for _, slot := range slots {
		out.Shares = append(out.Shares, pvssShare{slot, all[slot-1]})
	}
	return out, nil
}

func pvssBeaconCases() ([]pvssBeaconCase, error) {
	var cases []pvssBeaconCase
	for _, c := range []struct {
		name, table string
		slots       []int
	}{
		{"the lowest five of nine", tableNine, []int{1, 2, 3, 4, 5}},
		{"other five of nine: the same secret", tableNine, []int{2, 4, 6, 8, 9}},
		{"in another order: the same secret", tableNine, []int{9, 1, 7, 3, 5}},
		{"two of three", tableThree, []int{1, 2}},
		{"other two of three: the same secret", tableThree, []int{2, 3}},
		{"one of one", tableOne, []int{1}},
		{"three of one host's four", tableLone, []int{1, 3, 4}},
	} {
		opened, err := pvssOpened(c.table, c.slots...)
		if err != nil {
			return nil, err
		}
		cases = append(cases, pvssBeaconCase{Name: c.name, pvssShares: opened})
	}
	return cases, nil
}
