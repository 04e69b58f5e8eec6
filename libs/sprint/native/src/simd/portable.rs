//! Plain Rust, for every CPU. The compiler turns the loops into the baseline's vector instructions.

use super::{Simd, Task};

#[derive(Clone, Copy)]
pub struct Portable;

const LANES: usize = 8;
type V = [i32; LANES];

#[inline(always)]
fn map(a: V, b: V, f: impl Fn(i32, i32) -> i32) -> V {
    let mut out = [0; LANES];
    for lane in 0..LANES {
        out[lane] = f(a[lane], b[lane]);
    }
    out
}

#[inline(always)]
fn low(v: i32) -> i32 {
    v as i16 as i32
}

#[inline(always)]
fn pack(a: V, b: V) -> V {
    map(a, b, |a, b| (a.clamp(-128, 127) & 0xffff) | (b.clamp(-128, 127) << 16))
}

impl Simd for Portable {
    type V = V;
    const LANES: usize = LANES;
    const GROUP: usize = 2;
    const OFFSET: i32 = 0;

    fn available() -> bool {
        true
    }

    #[inline(always)]
    unsafe fn enter<T: Task>(task: T) -> T::Output {
        task.run()
    }

    #[inline(always)]
    unsafe fn splat(x: i32) -> V {
        [x; LANES]
    }

    #[inline(always)]
    unsafe fn load(from: *const i32) -> V {
        from.cast::<V>().read_unaligned()
    }

    #[inline(always)]
    unsafe fn store(to: *mut i32, v: V) {
        to.cast::<V>().write_unaligned(v);
    }

    #[inline(always)]
    unsafe fn dot(acc: V, left: V, right: V) -> V {
        Self::pair_dot(acc, left, right)
    }

    #[inline(always)]
    unsafe fn pair_dot(acc: V, a: V, b: V) -> V {
        let sum = map(a, b, |a, b| (low(a) * low(b)).wrapping_add((a >> 16) * (b >> 16)));
        map(acc, sum, i32::wrapping_add)
    }

    #[inline(always)]
    unsafe fn opaque(v: V) -> V {
        std::hint::black_box(v)
    }

    #[inline(always)]
    unsafe fn add(a: V, b: V) -> V {
        map(a, b, i32::wrapping_add)
    }

    #[inline(always)]
    unsafe fn sub(a: V, b: V) -> V {
        map(a, b, i32::wrapping_sub)
    }

    #[inline(always)]
    unsafe fn mul(a: V, b: V) -> V {
        map(a, b, i32::wrapping_mul)
    }

    #[inline(always)]
    unsafe fn min(a: V, b: V) -> V {
        map(a, b, i32::min)
    }

    #[inline(always)]
    unsafe fn max(a: V, b: V) -> V {
        map(a, b, i32::max)
    }

    #[inline(always)]
    unsafe fn and(a: V, b: V) -> V {
        map(a, b, |a, b| a & b)
    }

    #[inline(always)]
    unsafe fn or(a: V, b: V) -> V {
        map(a, b, |a, b| a | b)
    }

    #[inline(always)]
    unsafe fn shl(v: V, k: i32) -> V {
        map(v, v, |v, _| v << k)
    }

    #[inline(always)]
    unsafe fn sra(v: V, k: i32) -> V {
        map(v, v, |v, _| v >> k)
    }

    #[inline(always)]
    unsafe fn lookup(table: &[i32; 128], index: V) -> V {
        map(index, index, |i, _| table[(i & 127) as usize])
    }

    #[inline(always)]
    unsafe fn store_packed(to: *mut i32, stride: usize, values: [V; 4]) {
        Self::store(to, pack(values[0], values[1]));
        Self::store(to.add(stride), pack(values[2], values[3]));
    }

    #[inline(always)]
    unsafe fn signed(left: V) -> V {
        left
    }

    #[inline(always)]
    unsafe fn transpose(v: V) -> V {
        let mut out = [0; LANES];
        for lane in (0..LANES).step_by(2) {
            out[lane] = (v[lane] & 0xffff) | (v[lane + 1] << 16);
            out[lane + 1] = ((v[lane] >> 16) & 0xffff) | (v[lane + 1] & !0xffff);
        }
        out
    }
}
