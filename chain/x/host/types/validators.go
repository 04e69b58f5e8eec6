package types

import (
	"bytes"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/crypto"
)

// ValidatorSet returns the validator set that members make: who has a slot, with its slots as power, in order of consensus key.
func ValidatorSet(members []Member) []ValidatorPower {
	var set []ValidatorPower
	for _, m := range members {
		if m.Slots > 0 {
			set = append(set, ValidatorPower{Consensus: m.Keys.Consensus, Power: int64(m.Slots)})
		}
	}
	slices.SortFunc(set, func(a, b ValidatorPower) int { return bytes.Compare(a.Consensus, b.Consensus) })
	return set
}

// Difference returns the updates that turn one validator set into another, both in order of consensus key; power 0 removes. CometBFT
// panics on an update that names a key twice, or removes one that it doesn't know (protocol §3): a difference of two stored sets can't.
func Difference(before, after []ValidatorPower) []ValidatorPower {
	var updates []ValidatorPower
	for len(before) > 0 || len(after) > 0 {
		switch order := compare(before, after); {
		case order < 0:
			updates = append(updates, ValidatorPower{Consensus: before[0].Consensus})
			before = before[1:]
		case order > 0:
			updates = append(updates, after[0])
			after = after[1:]
		default:
			if before[0].Power != after[0].Power {
				updates = append(updates, after[0])
			}
			before, after = before[1:], after[1:]
		}
	}
	return updates
}

// compare orders the heads of two sets by key; an empty set comes last.
func compare(a, b []ValidatorPower) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	default:
		return bytes.Compare(a[0].Consensus, b[0].Consensus)
	}
}

// Updates returns a validator set, or a difference, in the form that CometBFT takes.
func Updates(set []ValidatorPower) []abci.ValidatorUpdate {
	updates := make([]abci.ValidatorUpdate, len(set))
	for i, v := range set {
		updates[i] = abci.ValidatorUpdate{
			PubKey: cmtproto.PublicKey{Sum: &cmtproto.PublicKey_Ed25519{Ed25519: v.Consensus}},
			Power:  v.Power,
		}
	}
	return updates
}
