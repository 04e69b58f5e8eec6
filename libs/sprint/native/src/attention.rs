//! Integer attention of sprint-work §4: each query's own value minus the weighted mean of all values.

use crate::buffer::Buffer;
use crate::shape::Shape;
use crate::simd::Simd;

/// `B` of §3: sixteen steps of a power of two.
const BASE: [i32; 16] =
    [32512, 31134, 29814, 28550, 27339, 26180, 25070, 24007, 22989, 22015, 21081, 20188, 19332, 18512, 17727, 16976];

/// The power-of-two softmax `T` of §3.
pub const SOFTMAX: [i32; 128] = {
    let mut table = [0; 128];
    let mut i = 0;
    while i < 128 {
        let octave = i / 16;
        let value = (BASE[i % 16] + (1 << (7 + octave))) >> (8 + octave);
        table[i] = if value > 1 { value } else { 1 };
        i += 1;
    }
    table
};

/// One head of one nonce at a time, gathered from the panels: `[head_dim / GROUP][rows]`, rows padded to whole vectors.
pub struct Scratch {
    q: Buffer,
    k: Buffer,
    v: Buffer,
    o: Buffer,
    /// Blocks of `GROUP` keys × `GROUP` columns of v, transposed: an element holds one column of `GROUP` keys.
    values: Buffer,
    /// Start values of the scores, one a key.
    start: Buffer,
    scores: Buffer,
    weights: Buffer,
    rows: usize,
}

/// Four consecutive rows never straddle two panels.
type Quad = [i32; 4];

#[inline(always)]
unsafe fn copy_quads(from: *const i32, from_stride: usize, to: *mut i32, to_stride: usize, count: usize) {
    for i in 0..count {
        let quad = from.add(i * from_stride).cast::<Quad>().read_unaligned();
        to.add(i * to_stride).cast::<Quad>().write_unaligned(quad);
    }
}

impl Scratch {
    pub fn new<S: Simd>(shape: &Shape) -> Scratch {
        let rows = shape.seq.next_multiple_of(S::LANES);
        let [q, k, v, o, values] = std::array::from_fn(|_| Buffer::new(shape.head_dim() / S::GROUP * rows));
        let [scores, weights] = std::array::from_fn(|_| Buffer::new(shape.seq * S::LANES));
        Scratch { q, k, v, o, values, start: Buffer::new(rows), scores, weights, rows }
    }

    /// Attends within one nonce whose first row is `first`. `qkv` and `out` are packed panels of `width` rows with
    /// 3·dim and dim columns.
    #[inline(always)]
    pub unsafe fn attend<S: Simd>(
        &mut self,
        shape: &Shape,
        qkv: *const i32,
        first: usize,
        width: usize,
        out: *mut i32,
    ) {
        let groups = shape.head_dim() / S::GROUP;
        let columns = shape.dim / S::GROUP;
        for head in 0..shape.heads {
            for quad in (0..shape.seq).step_by(4) {
                let (panel, row) = ((first + quad) / width, (first + quad) % width);
                for (z, to) in [&mut self.q, &mut self.k, &mut self.v].into_iter().enumerate() {
                    let from = qkv.add((panel * 3 * columns + z * columns + head * groups) * width + row);
                    copy_quads(from, width, to.mut_ptr().add(quad), self.rows, groups);
                }
            }
            self.prepare::<S>(groups);
            for t in (0..self.rows).step_by(S::LANES) {
                let top = self.score::<S>(shape.seq, groups, t);
                let scale = self.weigh::<S>(shape.seq, top, shape.shifts().ks);
                self.subtract_mean::<S>(shape.seq, groups, t, scale);
            }
            for quad in (0..shape.seq).step_by(4) {
                let (panel, row) = ((first + quad) / width, (first + quad) % width);
                let to = out.add((panel * columns + head * groups) * width + row);
                copy_quads(self.o.ptr().add(quad), self.rows, to, width, groups);
            }
        }
    }

    /// Turns keys and values into right operands, and the keys' sums into start values.
    #[inline(always)]
    unsafe fn prepare<S: Simd>(&mut self, groups: usize) {
        let ones = S::splat(if S::GROUP == 4 { 0x0101_0101 } else { 0x0001_0001 });
        let offset = S::splat(S::OFFSET);
        let whole = S::splat(S::OFFSET * (groups * S::GROUP) as i32);
        for t in (0..self.rows).step_by(S::LANES) {
            let mut sum = S::splat(0);
            for g in 0..groups {
                let at = g * self.rows + t;
                let key = S::load(self.k.ptr().add(at));
                sum = S::dot(sum, key, ones);
                S::store(self.k.mut_ptr().add(at), S::signed(key));
                let value = S::signed(S::load(self.v.ptr().add(at)));
                S::store(self.v.mut_ptr().add(at), value);
                S::store(self.values.mut_ptr().add(at), S::transpose(value));
            }
            S::store(self.start.mut_ptr().add(t), S::mul(S::sub(whole, sum), offset));
        }
    }

    /// S[t][u] of one vector of queries and every key; returns the greatest of each query.
    #[inline(always)]
    unsafe fn score<S: Simd>(&mut self, seq: usize, groups: usize, t: usize) -> S::V {
        let mut top = S::splat(i32::MIN);
        for u in (0..seq).step_by(4) {
            let mut sums = [0, 1, 2, 3].map(|i| S::splat(*self.start.ptr().add(u + i)));
            for g in 0..groups {
                let query = S::load(self.q.ptr().add(g * self.rows + t));
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum = S::dot(*sum, query, S::splat(*self.k.ptr().add(g * self.rows + u + i)));
                }
            }
            for (i, &sum) in sums.iter().enumerate() {
                top = S::max(top, sum);
                S::store(self.scores.mut_ptr().add((u + i) * S::LANES), sum);
            }
        }
        top
    }

    /// Softmax of the scores, `GROUP` keys an element; returns 2^23 // Σ p.
    #[inline(always)]
    unsafe fn weigh<S: Simd>(&mut self, seq: usize, top: S::V, ks: i32) -> S::V {
        let last = S::splat(127);
        let mut total = S::splat(0);
        for u in (0..seq).step_by(S::GROUP) {
            let mut packed = S::splat(0);
            for i in 0..S::GROUP {
                let score = S::load(self.scores.ptr().add((u + i) * S::LANES));
                let p = S::lookup(&SOFTMAX, S::min(S::sra(S::sub(top, score), ks), last));
                total = S::add(total, p);
                packed = S::or(packed, S::shl(p, (i * 32 / S::GROUP) as i32));
            }
            S::store(self.weights.mut_ptr().add(u / S::GROUP * S::LANES), packed);
        }
        let mut lanes = [0i32; 16];
        S::store(lanes.as_mut_ptr(), total);
        for lane in &mut lanes[..S::LANES] {
            *lane = (1 << 23) / *lane;
        }
        S::load(lanes.as_ptr())
    }

    /// o = sat8(v − rsr(Σ p·v · scale, 23)) for one vector of queries.
    #[inline(always)]
    unsafe fn subtract_mean<S: Simd>(&mut self, seq: usize, groups: usize, t: usize, scale: S::V) {
        let half = S::splat(1 << 22);
        let bits = 32 / S::GROUP as i32;
        // Elements are packed four columns at a time, whatever a group holds.
        for g in (0..groups).step_by(4 / S::GROUP) {
            let mut sums = [S::splat(0); 4];
            for u in 0..seq / S::GROUP {
                let p = S::load(self.weights.ptr().add(u * S::LANES));
                for (j, sum) in sums.iter_mut().enumerate() {
                    let at = (g + j / S::GROUP) * self.rows + u * S::GROUP + j % S::GROUP;
                    *sum = S::dot(*sum, p, S::splat(*self.values.ptr().add(at)));
                }
            }
            let mut out = sums;
            for (j, out) in out.iter_mut().enumerate() {
                let own = S::load(self.v.ptr().add((g + j / S::GROUP) * self.rows + t));
                let place = (j % S::GROUP) as i32;
                let own = S::sra(S::shl(own, 32 - bits * (place + 1)), 32 - bits);
                *out = S::sub(own, S::sra(S::add(S::mul(sums[j], scale), half), 23));
            }
            S::store_packed(self.o.mut_ptr().add(g * self.rows + t), self.rows, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SOFTMAX;

    #[test]
    fn softmax_has_the_values_of_the_specification() {
        assert_eq!([SOFTMAX[0], SOFTMAX[16], SOFTMAX[127]], [127, 64, 1]);
        assert!(SOFTMAX.is_sorted_by(|a, b| a >= b));
    }
}
