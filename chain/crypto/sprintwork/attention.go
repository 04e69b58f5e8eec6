package sprintwork

import "slices"

// attend writes the heads' output into v.n: of each token its own value minus the mean of all values, weighted by 2^(score).
func (v *Verifier) attend(qkv []int8) {
	d, s, dh := int(v.weights.shape.Dim), int(v.weights.shape.Seq), int(v.weights.shape.headWidth())
	scores, means := v.scores, v.means
	for a := range int(v.weights.shape.Heads) {
		// part is q (0), k (1) or v (2) of a token in this head.
		part := func(t, z int) []int8 { return qkv[(3*t+z)*d+a*dh:][:dh] }
		for t := range s {
			p := v.p[(a*s+t)*s:][:s]
			q := part(t, 0)
			for u := range scores {
				scores[u] = dot(q, part(u, 1))
			}
			c := soften(p, scores, v.shifts.scores)
			clear(means)
			for u, weight := range p {
				addScaled(means, part(u, 2), int32(weight))
			}
			own, out := part(t, 2), v.n[t*d+a*dh:][:dh]
			for j, sum := range means {
				out[j] = saturate(int32(own[j]) - round(sum*c, 23))
			}
		}
	}
}

// soften writes the weights of the scores and returns 2^23 / Σ p.
func soften(p []uint8, scores []int32, k uint) int32 {
	top, sum := slices.Max(scores), int32(0)
	for u, score := range scores {
		p[u] = powers[min((top-score)>>k, 127)]
		sum += int32(p[u])
	}
	return 1 << 23 / sum
}

func dot(a, b []int8) int32 {
	sum := int32(0)
	b = b[:len(a)]
	for i, x := range a {
		sum += int32(x) * int32(b[i])
	}
	return sum
}

func addScaled(sums []int32, a []int8, factor int32) {
	a = a[:len(sums)]
	for i, x := range a {
		sums[i] += factor * int32(x)
	}
}
