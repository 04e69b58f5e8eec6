package types

import sdk "github.com/cosmos/cosmos-sdk/types"

// ChallengeTerms is what the state says of a challenge that can be made.
type ChallengeTerms struct {
	Challenger, Accused sdk.AccAddress
	// Gas is what the handler will charge. It is known before anything is computed.
	Gas uint64
	// Room is how many challenges of the challenger may wait for a block at a time: it may lose as many still, and its operator has as many
	// bonds. It is positive.
	Room uint64
}

// CheckGas tells whether a challenge that has so much gas left, of a limit, can be carried out, and asks for little more than that. With
// less it would end before it costs its bond; with more it would take the room of others in a block. It fails with ErrInvalidGas.
func (t ChallengeTerms) CheckGas(limit, left uint64) error {
	if most := t.Gas + challengeSpareGas; limit > most {
		return ErrInvalidGas.Wrapf("the limit is %d, at most %d may be asked for", limit, most)
	}
	if left < t.Gas {
		return ErrInvalidGas.Wrapf("of a limit of %d there is %d left, %d is charged: raise it by at least %d", limit, left, t.Gas, t.Gas-left)
	}
	return nil
}
