//! NEON: `Dotprod` uses `sdot` (ARMv8.2 with DotProd), `Neon` runs on every 64-bit ARM.

use super::{enter_with, Simd};
use std::arch::aarch64::*;
use std::arch::asm;

/// The `Simd` methods that both share.
macro_rules! neon_methods {
    () => {
        type V = int32x4_t;
        const LANES: usize = 4;
        const OFFSET: i32 = 0;

        #[inline(always)]
        unsafe fn splat(x: i32) -> int32x4_t {
            vdupq_n_s32(x)
        }

        #[inline(always)]
        unsafe fn load(from: *const i32) -> int32x4_t {
            vld1q_s32(from)
        }

        #[inline(always)]
        unsafe fn store(to: *mut i32, v: int32x4_t) {
            vst1q_s32(to, v);
        }

        #[inline(always)]
        unsafe fn pair_dot(acc: int32x4_t, a: int32x4_t, b: int32x4_t) -> int32x4_t {
            let (a, b) = (vreinterpretq_s16_s32(a), vreinterpretq_s16_s32(b));
            let low = vmull_s16(vget_low_s16(a), vget_low_s16(b));
            vaddq_s32(acc, vpaddq_s32(low, vmull_high_s16(a, b)))
        }

        #[inline(always)]
        unsafe fn opaque(mut v: int32x4_t) -> int32x4_t {
            asm!("/* {0:v} */", inout(vreg) v, options(pure, nomem, nostack, preserves_flags));
            v
        }

        #[inline(always)]
        unsafe fn add(a: int32x4_t, b: int32x4_t) -> int32x4_t {
            vaddq_s32(a, b)
        }

        #[inline(always)]
        unsafe fn sub(a: int32x4_t, b: int32x4_t) -> int32x4_t {
            vsubq_s32(a, b)
        }

        #[inline(always)]
        unsafe fn mul(a: int32x4_t, b: int32x4_t) -> int32x4_t {
            vmulq_s32(a, b)
        }

        #[inline(always)]
        unsafe fn min(a: int32x4_t, b: int32x4_t) -> int32x4_t {
            vminq_s32(a, b)
        }

        #[inline(always)]
        unsafe fn max(a: int32x4_t, b: int32x4_t) -> int32x4_t {
            vmaxq_s32(a, b)
        }

        #[inline(always)]
        unsafe fn and(a: int32x4_t, b: int32x4_t) -> int32x4_t {
            vandq_s32(a, b)
        }

        #[inline(always)]
        unsafe fn or(a: int32x4_t, b: int32x4_t) -> int32x4_t {
            vorrq_s32(a, b)
        }

        #[inline(always)]
        unsafe fn shl(v: int32x4_t, k: i32) -> int32x4_t {
            vshlq_s32(v, vdupq_n_s32(k))
        }

        #[inline(always)]
        unsafe fn sra(v: int32x4_t, k: i32) -> int32x4_t {
            vshlq_s32(v, vdupq_n_s32(-k))
        }

        #[inline(always)]
        unsafe fn lookup(table: &[i32; 128], index: int32x4_t) -> int32x4_t {
            let mut lanes = [0i32; 4];
            vst1q_s32(lanes.as_mut_ptr(), index);
            vld1q_s32(lanes.map(|i| table[(i & 127) as usize]).as_ptr())
        }

        #[inline(always)]
        unsafe fn signed(left: int32x4_t) -> int32x4_t {
            left
        }
    };
}

#[derive(Clone, Copy)]
pub struct Neon;

/// Two int32 vectors as pairs of saturated int8 in int16.
#[inline(always)]
unsafe fn pack(a: int32x4_t, b: int32x4_t) -> int32x4_t {
    let bytes = vqmovn_s16(vcombine_s16(vqmovn_s32(a), vqmovn_s32(b)));
    let words = vmovl_s8(bytes);
    vreinterpretq_s32_s16(vcombine_s16(
        vzip1_s16(vget_low_s16(words), vget_high_s16(words)),
        vzip2_s16(vget_low_s16(words), vget_high_s16(words)),
    ))
}

impl Simd for Neon {
    const GROUP: usize = 2;

    neon_methods!();

    fn available() -> bool {
        std::arch::is_aarch64_feature_detected!("neon")
    }

    enter_with!("neon");

    #[inline(always)]
    unsafe fn dot(acc: int32x4_t, left: int32x4_t, right: int32x4_t) -> int32x4_t {
        Self::pair_dot(acc, left, right)
    }

    #[inline(always)]
    unsafe fn store_packed(to: *mut i32, stride: usize, values: [int32x4_t; 4]) {
        Self::store(to, pack(values[0], values[1]));
        Self::store(to.add(stride), pack(values[2], values[3]));
    }

    #[inline(always)]
    unsafe fn transpose(v: int32x4_t) -> int32x4_t {
        const ORDER: [u8; 16] = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15];
        vreinterpretq_s32_s8(vqtbl1q_s8(vreinterpretq_s8_s32(v), vld1q_u8(ORDER.as_ptr())))
    }
}

#[derive(Clone, Copy)]
pub struct Dotprod;

impl Simd for Dotprod {
    const GROUP: usize = 4;

    neon_methods!();

    fn available() -> bool {
        std::arch::is_aarch64_feature_detected!("dotprod")
    }

    enter_with!("neon", "dotprod");

    // The intrinsic `vdotq_s32` is not stable yet; the directive lets the assembler know the instruction.
    #[inline(always)]
    unsafe fn dot(acc: int32x4_t, left: int32x4_t, right: int32x4_t) -> int32x4_t {
        let mut out = acc;
        asm!(
            ".arch_extension dotprod",
            "sdot {out:v}.4s, {left:v}.16b, {right:v}.16b",
            out = inout(vreg) out,
            left = in(vreg) left,
            right = in(vreg) right,
            options(pure, nomem, nostack, preserves_flags),
        );
        out
    }

    #[inline(always)]
    unsafe fn store_packed(to: *mut i32, _stride: usize, values: [int32x4_t; 4]) {
        let low = vcombine_s16(vqmovn_s32(values[0]), vqmovn_s32(values[1]));
        let high = vcombine_s16(vqmovn_s32(values[2]), vqmovn_s32(values[3]));
        let bytes = vcombine_s8(vqmovn_s16(low), vqmovn_s16(high));
        Self::store(to, Self::transpose(vreinterpretq_s32_s8(bytes)));
    }

    #[inline(always)]
    unsafe fn transpose(v: int32x4_t) -> int32x4_t {
        const ORDER: [u8; 16] = [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15];
        vreinterpretq_s32_s8(vqtbl1q_s8(vreinterpretq_s8_s32(v), vld1q_u8(ORDER.as_ptr())))
    }
}
