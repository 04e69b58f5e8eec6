//! Matrix products with fused epilogues.
//!
//! Activations are packed in *panels* of `R` vectors of rows: `[panel][input / GROUP][R · LANES]` 32-bit elements. A
//! tile keeps `O` outputs × `R` vectors of int32 sums in registers; per step it loads `R` vectors of a panel and
//! broadcasts `O` weights. Rounding and the offset of the left operand are in the sums' start values.

// A row vector's number is an index into the sums of several outputs.
#![allow(clippy::needless_range_loop)]

use crate::simd::Simd;

/// Weights of one product: `[output / O][input / GROUP][O]`, and the start value of every output's sum.
pub struct Matrix {
    right: Vec<i32>,
    start: Vec<i32>,
    pub outputs: usize,
    pub inputs: usize,
}

impl Matrix {
    /// Packs row-major int8 `weights[output][input]`; sums start so that `>> shift` rounds to nearest.
    pub fn pack<S: Simd, const O: usize>(weights: &[i8], inputs: usize, shift: i32) -> Matrix {
        let outputs = weights.len() / inputs;
        assert_eq!((outputs % O, inputs % S::GROUP), (0, 0));
        let mut right = Vec::with_capacity(weights.len() / S::GROUP);
        for tile in weights.chunks_exact(O * inputs) {
            for k in (0..inputs).step_by(S::GROUP) {
                for row in tile.chunks_exact(inputs) {
                    right.push(element::<S>(&row[k..k + S::GROUP]));
                }
            }
        }
        let start = weights.chunks_exact(inputs).map(|row| {
            let sum: i32 = row.iter().map(|&w| i32::from(w)).sum();
            (1 << (shift - 1)) - S::OFFSET * sum
        });
        Matrix { right, start: start.collect(), outputs, inputs }
    }
}

/// `GROUP` right operands in one 32-bit element.
pub fn element<S: Simd>(values: &[i8]) -> i32 {
    let bits = 32 / S::GROUP;
    let mask = u32::MAX >> (32 - bits);
    values.iter().enumerate().fold(0, |e, (i, &v)| e | (v as i32 as u32 & mask) << (i * bits)) as i32
}

/// The sums of `O` outputs for one panel.
#[inline(always)]
unsafe fn tile<S: Simd, const R: usize, const O: usize>(left: *const i32, m: &Matrix, index: usize) -> [[S::V; R]; O] {
    let groups = m.inputs / S::GROUP;
    let right = m.right.as_ptr().add(index * groups * O);
    let mut sums = [[S::splat(0); R]; O];
    for (o, sum) in sums.iter_mut().enumerate() {
        *sum = [S::splat(*m.start.get_unchecked(index * O + o)); R];
    }
    for k in 0..groups {
        let mut x = [S::splat(0); R];
        for (r, x) in x.iter_mut().enumerate() {
            *x = S::load(left.add((k * R + r) * S::LANES));
        }
        for (o, sum) in sums.iter_mut().enumerate() {
            let w = S::splat(*right.add(k * O + o));
            for (sum, &x) in sum.iter_mut().zip(&x) {
                *sum = S::dot(*sum, x, w);
            }
        }
    }
    sums
}

/// out = sat8(rsr(left · m, shift)), packed. `out` has `m.outputs` columns.
#[inline(always)]
pub unsafe fn packed<S: Simd, const R: usize, const O: usize>(
    left: *const i32,
    m: &Matrix,
    shift: i32,
    panels: usize,
    out: *mut i32,
) {
    let width = R * S::LANES;
    for index in 0..m.outputs / O {
        for panel in 0..panels {
            let sums = tile::<S, R, O>(left.add(panel * m.inputs / S::GROUP * width), m, index);
            let to = out.add((panel * m.outputs + index * O) / S::GROUP * width);
            for o in (0..O).step_by(4) {
                for r in 0..R {
                    let values = [0, 1, 2, 3].map(|i| S::sra(sums[o + i][r], shift));
                    S::store_packed(to.add(o / S::GROUP * width + r * S::LANES), width, values);
                }
            }
        }
    }
}

/// out = sat8(rsr(g · u, kg)) with g and u = sat8(rsr(left · m, shift)); the rows of m are all g, then all u.
#[inline(always)]
pub unsafe fn gated<S: Simd, const R: usize, const O: usize>(
    left: *const i32,
    m: &Matrix,
    shift: i32,
    kg: i32,
    panels: usize,
    out: *mut i32,
) {
    let width = R * S::LANES;
    let half = m.outputs / 2;
    let (low, high, round) = (S::splat(-128), S::splat(127), S::splat(1 << (kg - 1)));
    for index in 0..half / O {
        for panel in 0..panels {
            let from = left.add(panel * m.inputs / S::GROUP * width);
            let g = tile::<S, R, O>(from, m, index);
            let u = tile::<S, R, O>(from, m, half / O + index);
            let to = out.add((panel * half + index * O) / S::GROUP * width);
            for o in (0..O).step_by(4) {
                for r in 0..R {
                    let values = [0, 1, 2, 3].map(|i| {
                        let [g, u] = [g, u].map(|v| S::max(S::min(S::sra(v[o + i][r], shift), high), low));
                        S::sra(S::add(S::mul(g, u), round), kg)
                    });
                    S::store_packed(to.add(o / S::GROUP * width + r * S::LANES), width, values);
                }
            }
        }
    }
}

/// residual = clamp(residual + rsr(left · m, shift)); pairs of int16, `[panel][output / 2][R · LANES]`.
#[inline(always)]
pub unsafe fn residual<S: Simd, const R: usize, const O: usize>(
    left: *const i32,
    m: &Matrix,
    shift: i32,
    panels: usize,
    residual: *mut i32,
) {
    let width = R * S::LANES;
    let (low, high, mask) = (S::splat(-4095), S::splat(4095), S::splat(0xffff));
    for index in 0..m.outputs / O {
        for panel in 0..panels {
            let sums = tile::<S, R, O>(left.add(panel * m.inputs / S::GROUP * width), m, index);
            let at = residual.add((panel * m.outputs + index * O) / 2 * width);
            for o in (0..O).step_by(2) {
                for r in 0..R {
                    let pair = at.add(o / 2 * width + r * S::LANES);
                    let [first, second] = unpair::<S>(S::load(pair));
                    let first = S::add(first, S::sra(sums[o][r], shift));
                    let second = S::add(second, S::sra(sums[o + 1][r], shift));
                    let [first, second] = [first, second].map(|v| S::max(S::min(v, high), low));
                    S::store(pair, S::or(S::and(first, mask), S::shl(second, 16)));
                }
            }
        }
    }
}

/// The two int16 of every lane as int32.
#[inline(always)]
pub unsafe fn unpair<S: Simd>(v: S::V) -> [S::V; 2] {
    [S::sra(S::shl(v, 16), 16), S::sra(v, 16)]
}
