package main

import (
	"fmt"
	"slices"

	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

type pvssDealingCase struct {
	Name string `json:"name"`
	PVSSRound
	Host                 hexBytes   `json:"host"`
	DK                   hexBytes   `json:"dk"`
	Coefficients         []hexBytes `json:"coefficients"`
	Dealing              hexBytes   `json:"dealing"`
	DegreeChallenge      hexBytes   `json:"degree_challenge"`
	EncryptionChallenges []hexBytes `json:"encryption_challenges"`
}

func pvssDealingFormula() formula {
	return spec[pvssDealingCase, pvssDealingRefused]{
		file: "pvss-dealing.json",
		comment: "f_j = hash_to_field(\"pacer/pvss/f/v1\", dk ‖ chain ‖ epoch ‖ table_hash ‖ u64 j); dealing = A_0 ‖ … ‖ A_w ‖ Y_1 ‖ … ‖ Y_w ‖ R ‖ z, A_i = g^f(i)," +
			" Y_i = ek_owner(i)^f(i), R = g^k, k = hash_to_field(\"pacer/pvss/k/v1\", dk ‖ chain ‖ epoch ‖ table_hash ‖ host ‖ A_0), z = k + c·f_0," +
			" c = hash_to_field(\"pacer/pvss/c/v1\", H(\"pacer/pvss/proof/v1\", chain, epoch, table_hash, host, A_0, R));" +
			" T = H(\"pacer/pvss/dealing/v1\", chain, epoch, table_hash, host, dealing), degree_challenge = hash_to_field(\"pacer/pvss/degree/v1\", T)," +
			" encryption_challenges = 128 bits each, the high word first, of the stream of H(\"pacer/pvss/encryption/v1\", T), protocol §4." +
			" The tables are those of pvss-table.json. A refusal with a mutation changes that byte of the dealing of the case that it names.",
		outputs:    []string{"coefficients", "dealing", "degree_challenge", "encryption_challenges"},
		cases:      pvssDealingCases,
		solve:      solvePVSSDealing,
		refused:    pvssDealingRefusals,
		refuseFrom: refusePVSSDealing,
	}.formula()
}

// dealingName names the dealing of the n-th Host of a table.
func dealingName(table string, n int) string { return fmt.Sprintf("%s: host %s", table, hostLetter(n)) }

const (
	tableNine  = "nine slots"
	tableThree = "three slots"
	tableOne   = "one slot"
	tableLone  = "one host with four slots"
)

// pvssTables are the tables whose Hosts deal, open and make a beacon in the vectors.
var pvssTables = []struct {
	name    string
	slots   []uint32
	dealers []int
}{
	{tableNine, []uint32{3, 1, 2, 3}, []int{0, 2, 3}},
	{tableThree, []uint32{1, 2}, []int{0, 1}},
	{tableOne, []uint32{1}, []int{0}},
	{tableLone, []uint32{4}, []int{0}},
}

func pvssDealingCases() ([]pvssDealingCase, error) {
	var cases []pvssDealingCase
	for _, t := range pvssTables {
		table, err := pvssTableOf(t.slots...)
		if err != nil {
			return nil, err
		}
		given, err := table.given()
		if err != nil {
			return nil, err
		}
		for _, n := range t.dealers {
			cases = append(cases, pvssDealingCase{Name: dealingName(t.name, n), PVSSRound: given, Host: pvssAddress(n), DK: pvssDK(n)})
		}
	}
	return cases, nil
}

func solvePVSSDealing(c pvssDealingCase) (pvssDealingCase, error) {
	r, err := c.round()
	if err != nil {
		return c, err
	}
	dk, err := dealingkey.DecodeSecret(c.DK)
	if err != nil {
		return c, err
	}
	c.Coefficients = nil
	for _, f := range r.Coefficients(dk) {
		b := f.Bytes()
		c.Coefficients = append(c.Coefficients, b[:])
	}
	if c.Dealing, err = r.Deal(dk, c.Host); err != nil {
		return c, err
	}
	rho := r.DegreeChallenge(c.Host, c.Dealing)
	c.DegreeChallenge, c.EncryptionChallenges = rho[:], hexChallenges(r.EncryptionChallenges(c.Host, c.Dealing))
	_, err = r.Verify(c.Host, c.Dealing)
	return c, err
}

func hexChallenges(challenges [][pvss.ChallengeSize]byte) []hexBytes {
	var out []hexBytes
	for _, c := range challenges {
		out = append(out, slices.Clone(c[:]))
	}
	return out
}

// pvssDealingCaseNamed is the case of that name with its outputs.
func pvssDealingCaseNamed(name string) (pvssDealingCase, error) {
	cases, err := pvssDealingCases()
	if err != nil {
		return pvssDealingCase{}, err
	}
	at := slices.IndexFunc(cases, func(c pvssDealingCase) bool { return c.Name == name })
	return solvePVSSDealing(cases[at])
}
