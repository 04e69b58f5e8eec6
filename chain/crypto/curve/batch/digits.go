package batch

import (
	"encoding/binary"
	"math/bits"
)

// FactorSize is the length of a factor of Combine, in bytes.
const FactorSize = 16

// Digits is the number of digits −1, 0, 1 in base 3 of a number below 2^128.
const Digits = 82

// ternary writes a factor in digits −1, 0, 1 of base 3, the lowest first.
func ternary(factor [FactorSize]byte) (digits [Digits]int8) {
	const chunk, power = 20, 3486784401 // 3^20
	high, low := binary.BigEndian.Uint64(factor[:8]), binary.BigEndian.Uint64(factor[8:])
	carry := uint64(0)
	rest := uint64(0)
	for i := range digits {
		if i%chunk == 0 {
			var r uint64
			high, r = high/power, high%power
			low, rest = bits.Div64(r, low, power)
		}
		digit := rest%3 + carry
		rest /= 3
		if carry = 0; digit > 1 {
			digits[i], carry = int8(digit)-3, 1
		} else {
			digits[i] = int8(digit)
		}
	}
	return digits
}
