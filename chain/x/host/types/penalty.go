package types

import (
	"math/bits"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Penalty is what an offence is to cost a Host.
type Penalty struct {
	// Epoch of the offence.
	Epoch   uint64
	Host    sdk.AccAddress
	Offence Offence
	// Ppm is the part of the stake, in millionths.
	Ppm uint32
	// Reporter gets a part of it; nil if the chain found out by itself.
	Reporter sdk.AccAddress
}

// Part is ⌊amount · parts / 10^6⌋, for parts of at most 10^6.
func Part(amount uint64, parts uint32) uint64 {
	hi, lo := bits.Mul64(amount, uint64(parts))
	part, _ := bits.Div64(hi, lo, ppm)
	return part
}
