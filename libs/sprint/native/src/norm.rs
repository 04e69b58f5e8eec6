//! The integer RMS norm of sprint-work §4, for panels of rows.

use crate::gemm::unpair;
use crate::simd::Simd;

/// Squares of 4095 add up to less than 2^32 over 256 elements.
const CHUNK: usize = 256 / 2;

/// Brings the rows of `residual` (pairs of int16) to rms 32 and packs them as left operands. `width` rows a panel.
#[inline(always)]
pub unsafe fn norm<S: Simd>(residual: *const i32, dim: usize, width: usize, panels: usize, out: *mut i32) {
    let half = S::splat(1 << 15);
    for vector in 0..panels * width / S::LANES {
        let (panel, row) = (vector * S::LANES / width, vector * S::LANES % width);
        let from = residual.add(panel * dim / 2 * width + row);
        let scale = scale::<S>(from, dim, width);
        let to = out.add(panel * dim / S::GROUP * width + row);
        for j in (0..dim).step_by(4) {
            let [a, b] = unpair::<S>(S::load(from.add(j / 2 * width)));
            let [c, d] = unpair::<S>(S::load(from.add((j / 2 + 1) * width)));
            let values = [a, b, c, d].map(|v| S::sra(S::add(S::mul(v, scale), half), 16));
            S::store_packed(to.add(j / S::GROUP * width), width, values);
        }
    }
}

/// 2^25 // (16 · rms + 1) of each row of a vector.
#[inline(always)]
unsafe fn scale<S: Simd>(from: *const i32, dim: usize, width: usize) -> S::V {
    let mut totals = [0u64; 16];
    let mut lanes = [0i32; 16];
    for chunk in (0..dim / 2).step_by(CHUNK) {
        let mut sum = S::splat(0);
        for pair in chunk..(chunk + CHUNK).min(dim / 2) {
            let v = S::load(from.add(pair * width));
            sum = S::pair_dot(sum, v, v);
        }
        S::store(lanes.as_mut_ptr(), sum);
        for lane in 0..S::LANES {
            totals[lane] += u64::from(lanes[lane] as u32);
        }
    }
    for lane in 0..S::LANES {
        let root = ((totals[lane] * 256 / dim as u64) as u32).isqrt() + 1;
        lanes[lane] = ((1 << 25) / root) as i32;
    }
    S::load(lanes.as_ptr())
}
