package sprintwork

// residualLimit bounds the residual stream, in both directions.
const residualLimit = 4095

// powers is the table T of the power-of-two softmax: sixteen steps per factor 2, 7 bits, never 0 (sprint-work §3).
var powers = powerTable()

func powerTable() (table [128]uint8) {
	octave := [16]int32{32512, 31134, 29814, 28550, 27339, 26180, 25070, 24007, 22989, 22015, 21081, 20188, 19332, 18512, 17727, 16976}
	for i := range table {
		o := i / 16
		table[i] = uint8(max(1, (octave[i%16]+1<<(7+o))>>(8+o)))
	}
	return table
}

// round is ⌊a / 2^k + 1/2⌋, k ≥ 1: to the nearest, halves upwards.
func round(a int32, k uint) int32 { return (a + 1<<(k-1)) >> k }

// saturate is the int8 that is nearest to a.
func saturate(a int32) int8 { return int8(min(max(a, -128), 127)) }

func clamp(a int32) int16 { return int16(min(max(a, -residualLimit), residualLimit)) }

// squareRoot is ⌊√v⌋, by the digits of the root from the highest on.
func squareRoot(v uint32) uint32 {
	root := uint32(0)
	for bit := uint32(1 << 15); bit != 0; bit >>= 1 {
		if next := root | bit; next*next <= v {
			root = next
		}
	}
	return root
}
