//! AVX-512 with VNNI: 16 rows a vector, 64 multiply–adds an instruction.

use super::{enter_with, Simd};
use std::arch::x86_64::*;

#[derive(Clone, Copy)]
pub struct Vnni;

impl Simd for Vnni {
    type V = __m512i;
    const LANES: usize = 16;
    const GROUP: usize = 4;
    const OFFSET: i32 = 128;

    fn available() -> bool {
        is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vnni")
    }

    enter_with!("avx512f", "avx512bw", "avx512vnni");

    #[inline(always)]
    unsafe fn splat(x: i32) -> __m512i {
        _mm512_set1_epi32(x)
    }

    #[inline(always)]
    unsafe fn load(from: *const i32) -> __m512i {
        _mm512_loadu_si512(from.cast())
    }

    #[inline(always)]
    unsafe fn store(to: *mut i32, v: __m512i) {
        _mm512_storeu_si512(to.cast(), v);
    }

    #[inline(always)]
    unsafe fn dot(acc: __m512i, left: __m512i, right: __m512i) -> __m512i {
        _mm512_dpbusd_epi32(acc, left, right)
    }

    #[inline(always)]
    unsafe fn pair_dot(acc: __m512i, a: __m512i, b: __m512i) -> __m512i {
        _mm512_add_epi32(acc, _mm512_madd_epi16(a, b))
    }

    #[inline(always)]
    unsafe fn opaque(v: __m512i) -> __m512i {
        #[inline]
        #[target_feature(enable = "avx512f")]
        fn hide(mut v: __m512i) -> __m512i {
            // No instruction, but the compiler must assume that it changes v.
            unsafe { std::arch::asm!("/* {0} */", inout(zmm_reg) v, options(pure, nomem, nostack, preserves_flags)) };
            v
        }
        hide(v)
    }

    #[inline(always)]
    unsafe fn add(a: __m512i, b: __m512i) -> __m512i {
        _mm512_add_epi32(a, b)
    }

    #[inline(always)]
    unsafe fn sub(a: __m512i, b: __m512i) -> __m512i {
        _mm512_sub_epi32(a, b)
    }

    #[inline(always)]
    unsafe fn mul(a: __m512i, b: __m512i) -> __m512i {
        _mm512_mullo_epi32(a, b)
    }

    #[inline(always)]
    unsafe fn min(a: __m512i, b: __m512i) -> __m512i {
        _mm512_min_epi32(a, b)
    }

    #[inline(always)]
    unsafe fn max(a: __m512i, b: __m512i) -> __m512i {
        _mm512_max_epi32(a, b)
    }

    #[inline(always)]
    unsafe fn and(a: __m512i, b: __m512i) -> __m512i {
        _mm512_and_si512(a, b)
    }

    #[inline(always)]
    unsafe fn or(a: __m512i, b: __m512i) -> __m512i {
        _mm512_or_si512(a, b)
    }

    #[inline(always)]
    unsafe fn shl(v: __m512i, k: i32) -> __m512i {
        _mm512_sllv_epi32(v, _mm512_set1_epi32(k))
    }

    #[inline(always)]
    unsafe fn sra(v: __m512i, k: i32) -> __m512i {
        _mm512_srav_epi32(v, _mm512_set1_epi32(k))
    }

    #[inline(always)]
    unsafe fn lookup(table: &[i32; 128], index: __m512i) -> __m512i {
        _mm512_i32gather_epi32::<4>(index, table.as_ptr())
    }

    #[inline(always)]
    unsafe fn store_packed(to: *mut i32, _stride: usize, values: [__m512i; 4]) {
        let low = _mm512_packs_epi32(values[0], values[1]);
        let high = _mm512_packs_epi32(values[2], values[3]);
        let bytes = Self::transpose(_mm512_packs_epi16(low, high));
        Self::store(to, Self::signed(bytes));
    }

    #[inline(always)]
    unsafe fn signed(left: __m512i) -> __m512i {
        _mm512_xor_si512(left, _mm512_set1_epi8(-128))
    }

    #[inline(always)]
    unsafe fn transpose(v: __m512i) -> __m512i {
        let order = _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        _mm512_shuffle_epi8(v, _mm512_broadcast_i32x4(order))
    }
}
