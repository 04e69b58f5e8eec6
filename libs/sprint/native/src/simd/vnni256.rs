//! VNNI on 256-bit vectors, in its two encodings: AVX-VNNI (CPUs without AVX-512) and AVX-512 VL. They differ in one
//! intrinsic, so a CPU that has only one of them still tests everything else.

use super::ymm::ymm_methods;
use super::{enter_with, Simd};
use std::arch::x86_64::*;

macro_rules! vnni256 {
    ($(#[$doc:meta])* $name:ident, $dpbusd:ident, $($feature:tt),+) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name;

        impl Simd for $name {
            type V = __m256i;
            const LANES: usize = 8;
            const GROUP: usize = 4;
            const OFFSET: i32 = 128;

            fn available() -> bool {
                $(is_x86_feature_detected!($feature))&&+
            }

            enter_with!($($feature),+);
            ymm_methods!();

            #[inline(always)]
            unsafe fn dot(acc: __m256i, left: __m256i, right: __m256i) -> __m256i {
                $dpbusd(acc, left, right)
            }

            #[inline(always)]
            unsafe fn store_packed(to: *mut i32, _stride: usize, values: [__m256i; 4]) {
                let low = _mm256_packs_epi32(values[0], values[1]);
                let high = _mm256_packs_epi32(values[2], values[3]);
                let bytes = Self::transpose(_mm256_packs_epi16(low, high));
                Self::store(to, Self::signed(bytes));
            }

            #[inline(always)]
            unsafe fn signed(left: __m256i) -> __m256i {
                _mm256_xor_si256(left, _mm256_set1_epi8(-128))
            }

            #[inline(always)]
            unsafe fn transpose(v: __m256i) -> __m256i {
                let order = _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
                _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(order))
            }
        }
    };
}

vnni256!(
    /// AVX-VNNI: `vpdpbusd` with a VEX prefix.
    AvxVnni,
    _mm256_dpbusd_avx_epi32,
    "avx2",
    "avxvnni"
);
vnni256!(
    /// AVX512-VNNI on 256-bit vectors: `vpdpbusd` with an EVEX prefix.
    Vnni256,
    _mm256_dpbusd_epi32,
    "avx2",
    "avx512vl",
    "avx512vnni"
);
