package main

import "slices"

type pvssBeaconRefused struct {
	Name string `json:"name"`
	pvssShares
	Error string `json:"error"`
	Why   string `json:"why"`
}

func pvssBeaconRefusals() ([]pvssBeaconRefused, error) {
	good, err := pvssOpened(tableThree, 1, 3)
	if err != nil {
		return nil, err
	}
	nine, err := pvssOpened(tableNine, 1)
	if err != nil {
		return nil, err
	}
	outside1, err := outsideSubgroup(48)
	if err != nil {
		return nil, err
	}
	outside2, err := outsideSubgroup(96)
	if err != nil {
		return nil, err
	}
	var refusals []pvssBeaconRefused
	add := func(name, word, why string, edit func(*pvssShares)) {
		bad := good
		bad.Shares = slices.Clone(good.Shares)
		edit(&bad)
		refusals = append(refusals, pvssBeaconRefused{name, bad, word, why})
	}
	add("one share of two", "shares", "threshold shares", func(s *pvssShares) { s.Shares = s.Shares[:1] })
	add("no shares", "shares", "threshold shares", func(s *pvssShares) { s.Shares = []pvssShare{} })
	add("a slot twice", "shares", "distinct slots", func(s *pvssShares) { s.Shares[1] = s.Shares[0] })
	add("slot 0", "shares", "slots count from 1", func(s *pvssShares) { s.Shares[0].Slot = 0 })
	add("slot w + 1", "shares", "slots end with w", func(s *pvssShares) { s.Shares[1].Slot = 4 })
	add("identity as a share", "point", "the identity is no share", func(s *pvssShares) { s.Shares[0].Share = infinity(96, 0xc0) })
	add("share outside the subgroup", "point", "on the twist, but not in the subgroup of prime order", func(s *pvssShares) { s.Shares[1].Share = outside2 })
	add("share too short", "length", "96 bytes", func(s *pvssShares) { s.Shares[1].Share = s.Shares[1].Share[:95] })
	add("identity as a_zero", "point", "the identity is no sum of dealings", func(s *pvssShares) { s.AZero = infinity(48, 0xc0) })
	add("a_zero outside the subgroup", "point", "on the curve, but not in the subgroup of prime order", func(s *pvssShares) { s.AZero = outside1 })
	add("a_zero of another table", "beacon", "not the secret that is committed", func(s *pvssShares) { s.AZero = nine.AZero })
	add("shares swapped", "beacon", "each share belongs to its slot", func(s *pvssShares) {
		s.Shares[0].Share, s.Shares[1].Share = s.Shares[1].Share, s.Shares[0].Share
	})
	add("a share of another table", "beacon", "not the secret that is committed", func(s *pvssShares) { s.Shares[0].Share = nine.Shares[0].Share })
	add("a share under another slot", "beacon", "each share belongs to its slot", func(s *pvssShares) { s.Shares[1].Slot = 2 })
	return refusals, nil
}
