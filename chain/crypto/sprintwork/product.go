package sprintwork

// rowsAtOnce is how many outputs of a matrix one pass over its inputs computes. Sizes are multiples of 64, so that it divides every matrix.
const rowsAtOnce = 4

// matrix is W [out][in], row-major, one int8 per byte.
type matrix struct {
	in      int
	weights []byte
}

// out is how many rows the matrix has.
func (m matrix) out() int { return len(m.weights) / m.in }

// row is W[o].
func (m matrix) row(o int) []byte { return m.weights[o*m.in:][:m.in] }

// packPairs writes two rows of a, of n elements, into each row of pairs: pairs[t/2·n + k] = a[t][k] + a[t+1][k]·2^32 for even t.
func packPairs(pairs []int64, a []int8, n int) {
	for t := 0; t*n < len(a); t += 2 {
		low, high, out := a[t*n:][:n], a[(t+1)*n:][:n], pairs[t/2*n:][:n]
		for k := range out {
			out[k] = int64(low[k]) + int64(high[k])<<32
		}
	}
}

// product writes a·Wᵀ, out[t][o] = Σ_k a[t][k]·W[o][k], for the rows of a in pairs. One 64-bit multiplication serves two rows: both sums stay
// within ±2^26, so that they come apart again. Four rows of weights are used for all of a while they are in the first cache.
func product(out []int32, pairs []int64, m matrix) {
	n := m.out()
	for o := 0; o < n; o += rowsAtOnce {
		w0, w1, w2, w3 := m.row(o), m.row(o+1), m.row(o+2), m.row(o+3)
		for t := 0; t*m.in < len(pairs); t++ {
			low, high := out[2*t*n+o:][:rowsAtOnce], out[(2*t+1)*n+o:][:rowsAtOnce]
			for j, sum := range dotFour(pairs[t*m.in:][:m.in], w0, w1, w2, w3) {
				low[j] = int32(sum)
				high[j] = int32((sum - int64(int32(sum))) >> 32)
			}
		}
	}
}

// dotFour is Σ_k pairs[k]·w[k] for four rows of weights, all of the same length.
func dotFour(pairs []int64, w0, w1, w2, w3 []byte) [rowsAtOnce]int64 {
	n := len(pairs)
	w0, w1, w2, w3 = w0[:n], w1[:n], w2[:n], w3[:n] // no bounds are checked in the loop
	var a, b, c, d int64
	for k, x := range pairs {
		a += x * int64(int8(w0[k]))
		b += x * int64(int8(w1[k]))
		c += x * int64(int8(w2[k]))
		d += x * int64(int8(w3[k]))
	}
	return [rowsAtOnce]int64{a, b, c, d}
}
