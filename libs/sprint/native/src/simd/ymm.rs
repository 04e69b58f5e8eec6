//! What the 256-bit instruction sets share: everything but the dot product and packing.

/// The `Simd` methods that only need AVX2.
macro_rules! ymm_methods {
    () => {
        #[inline(always)]
        unsafe fn splat(x: i32) -> __m256i {
            _mm256_set1_epi32(x)
        }

        #[inline(always)]
        unsafe fn load(from: *const i32) -> __m256i {
            _mm256_loadu_si256(from.cast())
        }

        #[inline(always)]
        unsafe fn store(to: *mut i32, v: __m256i) {
            _mm256_storeu_si256(to.cast(), v);
        }

        #[inline(always)]
        unsafe fn pair_dot(acc: __m256i, a: __m256i, b: __m256i) -> __m256i {
            _mm256_add_epi32(acc, _mm256_madd_epi16(a, b))
        }

        #[inline(always)]
        unsafe fn opaque(v: __m256i) -> __m256i {
            #[inline]
            #[target_feature(enable = "avx2")]
            fn hide(mut v: __m256i) -> __m256i {
                // No instruction, but the compiler must assume that it changes v.
                unsafe { std::arch::asm!("/* {0} */", inout(ymm_reg) v, options(pure, nomem, nostack, preserves_flags)) };
                v
            }
            hide(v)
        }

        #[inline(always)]
        unsafe fn add(a: __m256i, b: __m256i) -> __m256i {
            _mm256_add_epi32(a, b)
        }

        #[inline(always)]
        unsafe fn sub(a: __m256i, b: __m256i) -> __m256i {
            _mm256_sub_epi32(a, b)
        }

        #[inline(always)]
        unsafe fn mul(a: __m256i, b: __m256i) -> __m256i {
            _mm256_mullo_epi32(a, b)
        }

        #[inline(always)]
        unsafe fn min(a: __m256i, b: __m256i) -> __m256i {
            _mm256_min_epi32(a, b)
        }

        #[inline(always)]
        unsafe fn max(a: __m256i, b: __m256i) -> __m256i {
            _mm256_max_epi32(a, b)
        }

        #[inline(always)]
        unsafe fn and(a: __m256i, b: __m256i) -> __m256i {
            _mm256_and_si256(a, b)
        }

        #[inline(always)]
        unsafe fn or(a: __m256i, b: __m256i) -> __m256i {
            _mm256_or_si256(a, b)
        }

        #[inline(always)]
        unsafe fn shl(v: __m256i, k: i32) -> __m256i {
            _mm256_sllv_epi32(v, _mm256_set1_epi32(k))
        }

        #[inline(always)]
        unsafe fn sra(v: __m256i, k: i32) -> __m256i {
            _mm256_srav_epi32(v, _mm256_set1_epi32(k))
        }

        #[inline(always)]
        unsafe fn lookup(table: &[i32; 128], index: __m256i) -> __m256i {
            _mm256_i32gather_epi32::<4>(table.as_ptr(), index)
        }
    };
}
pub(crate) use ymm_methods;
