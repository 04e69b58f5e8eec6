package sprintwork

import (
	"math/big"
	"slices"
)

// reference is sprint-work §4 line by line, in int64: slow, and as simple as the text it follows. weights is the whole stream, tokens x [s][d].
func reference(s Shape, weights, tokens []byte) []byte {
	d, f, h, dh := int(s.Dim), int(s.FF), int(s.Heads), int(s.Dim/s.Heads)
	e := func(n uint32) (e int64) {
		for n > 1 { // 4^e ≥ n
			n, e = (n+3)/4, e+1
		}
		return e
	}
	kd, kf, ks, kg := 6+e(s.Dim), 6+e(s.FF), 5+e(s.Dim/s.Heads), int64(5)
	if int64(s.Dim) <= int64(2)<<(2*(e(s.Dim)-1)) {
		kg = 4
	}
	r := rowsOf(tokens, d)
	take := func(out, in int) [][]int64 {
		w := rowsOf(weights[:out*in], in)
		weights = weights[out*in:]
		return w
	}
	for range s.Layers {
		wqkv, wo, wgu, wd := take(3*d, d), take(d, d), take(2*f, d), take(d, f)
		qkv := each(refMatmul(refNorm(r, int64(d)), wqkv), func(a int64) int64 { return refSat8(refRsr(a, kd)) })
		o := rowsOf(make([]byte, len(r)*d), d)
		for a := range h {
			var q, k, v [][]int64
			for _, row := range qkv {
				q = append(q, row[a*dh:(a+1)*dh])
				k = append(k, row[d+a*dh:d+(a+1)*dh])
				v = append(v, row[2*d+a*dh:2*d+(a+1)*dh])
			}
			for t, scores := range refMatmul(q, k) {
				top, p, sum := slices.Max(scores), make([]int64, len(scores)), int64(0)
				for u, score := range scores {
					p[u] = refTable(min((top-score)>>ks, 127))
					sum += p[u]
				}
				c := (int64(1) << 23) / sum
				for j := range dh {
					mean := int64(0)
					for u := range p {
						mean += p[u] * v[u][j]
					}
					o[t][a*dh+j] = refSat8(v[t][j] - refRsr(mean*c, 23))
				}
			}
		}
		r = refAdd(r, refMatmul(o, wo), kd-1)
		gu := each(refMatmul(refNorm(r, int64(d)), wgu), func(a int64) int64 { return refSat8(refRsr(a, kd)) })
		var hid [][]int64
		for _, g := range gu {
			row := make([]int64, f)
			for i := range row {
				row[i] = refSat8(refRsr(g[i]*g[f+i], kg))
			}
			hid = append(hid, row)
		}
		r = refAdd(r, refMatmul(hid, wd), kf-1)
	}
	var out []byte
	for _, row := range r {
		for _, v := range row {
			out = append(out, byte(v&255))
		}
	}
	return out
}

func rowsOf(stream []byte, n int) (rows [][]int64) {
	for part := range slices.Chunk(stream, n) {
		row := make([]int64, n)
		for i, b := range part {
			row[i] = int64(int8(b))
		}
		rows = append(rows, row)
	}
	return rows
}

func refMatmul(a, w [][]int64) [][]int64 {
	out := make([][]int64, len(a))
	for t := range a {
		out[t] = make([]int64, len(w))
		for o := range w {
			for k := range a[t] {
				out[t][o] += a[t][k] * w[o][k]
			}
		}
	}
	return out
}

func refNorm(r [][]int64, d int64) (out [][]int64) {
	for _, row := range r {
		squares := int64(0)
		for _, v := range row {
			squares += v * v
		}
		m := new(big.Int).Sqrt(big.NewInt(squares*256/d)).Int64() + 1
		c := (int64(1) << 25) / m
		out = append(out, each([][]int64{row}, func(v int64) int64 { return refSat8(refRsr(v*c, 16)) })[0])
	}
	return out
}

func refAdd(r, y [][]int64, k int64) [][]int64 {
	out := make([][]int64, len(r))
	for t := range r {
		for j := range r[t] {
			out[t] = append(out[t], min(max(r[t][j]+refRsr(y[t][j], k), -4095), 4095))
		}
	}
	return out
}

func each(rows [][]int64, f func(int64) int64) [][]int64 {
	out := make([][]int64, len(rows))
	for t, row := range rows {
		for _, v := range row {
			out[t] = append(out[t], f(v))
		}
	}
	return out
}

func refRsr(a, k int64) int64 { return (a + 1<<(k-1)) >> k }
func refSat8(a int64) int64   { return min(max(a, -128), 127) }

func refTable(i int64) int64 {
	b := []int64{32512, 31134, 29814, 28550, 27339, 26180, 25070, 24007, 22989, 22015, 21081, 20188, 19332, 18512, 17727, 16976}
	o := i / 16
	return max(1, (b[i%16]+1<<(7+o))>>(8+o))
}
