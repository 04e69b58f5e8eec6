//! AVX2: int8 widened to int16 when packed, then `pmaddwd` and an addition; exact for every input.

use super::ymm::ymm_methods;
use super::{enter_with, Simd};
use std::arch::x86_64::*;

#[derive(Clone, Copy)]
pub struct Avx2;

/// Two int32 vectors as pairs of saturated int8 in int16.
#[inline(always)]
unsafe fn pack(a: __m256i, b: __m256i) -> __m256i {
    let words = _mm256_packs_epi32(a, b);
    let clamped = _mm256_max_epi16(_mm256_min_epi16(words, _mm256_set1_epi16(127)), _mm256_set1_epi16(-128));
    let order = _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
    _mm256_shuffle_epi8(clamped, _mm256_broadcastsi128_si256(order))
}

impl Simd for Avx2 {
    type V = __m256i;
    const LANES: usize = 8;
    const GROUP: usize = 2;
    const OFFSET: i32 = 0;

    fn available() -> bool {
        is_x86_feature_detected!("avx2")
    }

    enter_with!("avx2");
    ymm_methods!();

    #[inline(always)]
    unsafe fn dot(acc: __m256i, left: __m256i, right: __m256i) -> __m256i {
        Self::pair_dot(acc, left, right)
    }

    #[inline(always)]
    unsafe fn store_packed(to: *mut i32, stride: usize, values: [__m256i; 4]) {
        Self::store(to, pack(values[0], values[1]));
        Self::store(to.add(stride), pack(values[2], values[3]));
    }

    #[inline(always)]
    unsafe fn signed(left: __m256i) -> __m256i {
        left
    }

    #[inline(always)]
    unsafe fn transpose(v: __m256i) -> __m256i {
        let order = _mm_setr_epi8(0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15);
        _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(order))
    }
}
