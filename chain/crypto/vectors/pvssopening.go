package main

import (
	"slices"

	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

type pvssOpeningCase struct {
	Name string `json:"name"`
	PVSSRound
	Host       hexBytes   `json:"host"`
	DK         hexBytes   `json:"dk"`
	ASums      hexBytes   `json:"a_sums"`
	YSums      hexBytes   `json:"y_sums"`
	Opening    hexBytes   `json:"opening"`
	Challenges []hexBytes `json:"challenges"`
}

func pvssOpeningFormula() formula {
	return spec[pvssOpeningCase, pvssOpeningRefused]{
		file: "pvss-opening.json",
		comment: "opening = S_first ‖ … ‖ S_last of the host's slots, S_i = Y_i^(1/dk); a_sums and y_sums are the sums of A_i and Y_i of the same slots over all dealings" +
			" of the table in pvss-dealing.json (the tables with one host have one dealing); challenges = 128 bits each, the high word first, of the stream of" +
			" H(\"pacer/pvss/opening/v1\", chain, epoch, table_hash, host, a_sums, opening); e(∑ r_i·A_i, h) = e(g, ∑ r_i·S_i), protocol §4." +
			" A refusal with a mutation changes that byte of the opening of the case that it names.",
		outputs:    []string{"opening", "challenges"},
		cases:      pvssOpeningCases,
		solve:      solvePVSSOpening,
		refused:    pvssOpeningRefusals,
		refuseFrom: refusePVSSOpening,
	}.formula()
}

// pvssSums are the sums of a table's dealings of pvss-dealing.json.
func pvssSums(table string) (*pvss.Sums, error) {
	cases, err := pvssDealingCases()
	if err != nil {
		return nil, err
	}
	var sums *pvss.Sums
	for n := range 4 {
		at := slices.IndexFunc(cases, func(c pvssDealingCase) bool { return c.Name == dealingName(table, n) })
		if at < 0 {
			continue
		}
		c, err := solvePVSSDealing(cases[at])
		if err != nil {
			return nil, err
		}
		r, err := c.round()
		if err != nil {
			return nil, err
		}
		d, err := r.Verify(c.Host, c.Dealing)
		if err != nil {
			return nil, err
		}
		if sums == nil {
			sums = pvss.NewSums(r.Slots())
		}
		if err := sums.Add(d); err != nil {
			return nil, err
		}
	}
	return sums, nil
}

func pvssOpeningCases() ([]pvssOpeningCase, error) {
	var cases []pvssOpeningCase
	for _, t := range pvssTables {
		table, err := pvssTableOf(t.slots...)
		if err != nil {
			return nil, err
		}
		given, err := table.given()
		if err != nil {
			return nil, err
		}
		sums, err := pvssSums(t.name)
		if err != nil {
			return nil, err
		}
		first := 1
		for n, h := range given.Holders {
			last := first + int(h.Slots) - 1
			cases = append(cases, pvssOpeningCase{
				Name: dealingName(t.name, n), PVSSRound: given, Host: h.Address, DK: pvssDK(n),
				ASums: sums.CompressedA(first, last), YSums: sums.CompressedY(first, last),
			})
			first = last + 1
		}
	}
	return cases, nil
}

// ownSums puts the sums of a Host's slots into their place.
func ownSums(r *pvss.Round, host, a, y hexBytes) (*pvss.Sums, error) {
	sums := pvss.NewSums(r.Slots())
	first, _, ok := r.Run(host)
	if !ok {
		return sums, nil
	}
	return sums, sums.SetCompressed(first, a, y)
}

func solvePVSSOpening(c pvssOpeningCase) (pvssOpeningCase, error) {
	r, err := c.round()
	if err != nil {
		return c, err
	}
	dk, err := dealingkey.DecodeSecret(c.DK)
	if err != nil {
		return c, err
	}
	sums, err := ownSums(r, c.Host, c.ASums, c.YSums)
	if err != nil {
		return c, err
	}
	if c.Opening, err = r.Open(dk, c.Host, sums); err != nil {
		return c, err
	}
	challenges, err := r.OpeningChallenges(c.Host, c.Opening, sums)
	if err != nil {
		return c, err
	}
	c.Challenges = hexChallenges(challenges)
	_, err = r.VerifyOpening(c.Host, c.Opening, sums)
	return c, err
}

// pvssOpeningCaseNamed is the case of that name with its outputs.
func pvssOpeningCaseNamed(name string) (pvssOpeningCase, error) {
	cases, err := pvssOpeningCases()
	if err != nil {
		return pvssOpeningCase{}, err
	}
	at := slices.IndexFunc(cases, func(c pvssOpeningCase) bool { return c.Name == name })
	return solvePVSSOpening(cases[at])
}
