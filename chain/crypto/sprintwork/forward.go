package sprintwork

// Verifier computes digests with the weights of one epoch. It keeps the buffers of a forward pass, so it is not safe for concurrent use;
// several verifiers may share the weights.
type Verifier struct {
	weights *Weights
	shifts  shifts
	tokens  []byte      // [s][d], input of the pass
	output  []byte      // [s][d], its result
	r       []int16     // [s][d], residual
	n       []int8      // [s][d], normed; then the heads' output
	wide    []int8      // [s][3d] q, k, v, or [s][2f] gate, up
	hidden  []int8      // [s][f]
	p       []uint8     // [h][s][s], weights of the attention, at most 127
	pairs   []int64     // two rows of a product's input in one
	sums    []int32     // a product's result
	scores  []int32     // [s], of one query
	means   []int32     // [dh], of one query
	observe func(Stage) // while Trace runs
}

// NewVerifier makes the buffers for these weights.
func NewVerifier(w *Weights) *Verifier {
	d, f, s, h := int(w.shape.Dim), int(w.shape.FF), int(w.shape.Seq), int(w.shape.Heads)
	return &Verifier{
		weights: w, shifts: w.shape.shifts(),
		tokens: make([]byte, s*d), output: make([]byte, s*d), r: make([]int16, s*d),
		n: make([]int8, s*d), wide: make([]int8, s*max(3*d, 2*f)), hidden: make([]int8, s*f),
		p: make([]uint8, h*s*s), pairs: make([]int64, s/2*max(d, f)), sums: make([]int32, s*max(3*d, 2*f)),
		scores: make([]int32, s), means: make([]int32, d/h),
	}
}

// forward is the pass of sprint-work §4 over v.tokens: the low byte of every element of the last residual.
func (v *Verifier) forward() []byte {
	d, f := int(v.weights.shape.Dim), int(v.weights.shape.FF)
	for i, token := range v.tokens {
		v.r[i] = int16(int8(token))
	}
	show(v, NoLayer, "x (int16)", v.r)
	for i := range v.weights.layers {
		l := &v.weights.layers[i]
		norm(v.n, v.r, d)
		show(v, i, "n, attention", v.n)
		qkv := v.project(v.n, l.qkv)
		show(v, i, "qkv", qkv)
		v.attend(qkv)
		show(v, i, "p", v.p)
		show(v, i, "o", v.n)
		v.add(v.n, l.o, v.shifts.dim-1)
		show(v, i, "r after attention", v.r)
		norm(v.n, v.r, d)
		show(v, i, "n, ff", v.n)
		gu := v.project(v.n, l.gu)
		show(v, i, "gu", gu)
		gate(v.hidden, gu, f, v.shifts.gate)
		show(v, i, "hid", v.hidden)
		v.add(v.hidden, l.d, v.shifts.ff-1)
		show(v, i, "r after ff", v.r)
	}
	for i, r := range v.r {
		v.output[i] = byte(r)
	}
	show(v, NoLayer, "output", v.output)
	return v.output
}

// norm writes the rows of r, of d elements, scaled to a root mean square of 32.
func norm(out []int8, r []int16, d int) {
	for at := 0; at < len(r); at += d {
		row, scaled := r[at:][:d], out[at:][:d]
		squares := uint64(0) // ≤ 4096 · 4095²
		for _, x := range row {
			squares += uint64(int32(x) * int32(x))
		}
		m := squareRoot(uint32(squares*256/uint64(d))) + 1
		c := int32(1 << 25 / m)
		for j, x := range row {
			scaled[j] = saturate(round(int32(x)*c, 16))
		}
	}
}

// multiply leaves a·Wᵀ in v.sums and returns it.
func (v *Verifier) multiply(a []int8, w matrix) []int32 {
	pairs := v.pairs[:len(a)/2]
	packPairs(pairs, a, w.in)
	sums := v.sums[:len(a)/w.in*w.out()]
	product(sums, pairs, w)
	return sums
}

// project is a·Wᵀ, rounded to int8; w has d inputs.
func (v *Verifier) project(a []int8, w matrix) []int8 {
	sums := v.multiply(a, w)
	out, k := v.wide[:len(sums)], v.shifts.dim
	for i, sum := range sums {
		out[i] = saturate(round(sum, k))
	}
	return out
}

// add adds a·Wᵀ, rounded by k bits, to the residual.
func (v *Verifier) add(a []int8, w matrix, k uint) {
	sums := v.multiply(a, w)
	r := v.r[:len(sums)]
	for i, sum := range sums {
		r[i] = clamp(int32(r[i]) + round(sum, k))
	}
}

// gate writes gate · up, rounded by k bits, for rows of f gates and f ups.
func gate(out, gu []int8, f int, k uint) {
	for at := 0; at < len(out); at += f {
		row, gates, ups := out[at:][:f], gu[2*at:][:f], gu[2*at+f:][:f]
		for i := range row {
			row[i] = saturate(round(int32(gates[i])*int32(ups[i]), k))
		}
	}
}
