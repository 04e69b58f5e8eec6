//! What the forward pass asks of an instruction set.
//!
//! A vector holds `LANES` 32-bit lanes. One lane belongs to one row (one token of one nonce), so norms, softmax and
//! residuals need no sums across lanes, and weights are broadcast. The inputs of a matrix product are *packed*: a lane
//! holds `GROUP` consecutive inputs of its row, as int8 (`GROUP` 4) or int16 (`GROUP` 2). As the left operand of `dot`
//! they may carry an `OFFSET` of 128, because `vpdpbusd` multiplies unsigned by signed bytes.

#[cfg(target_arch = "x86_64")]
pub mod avx2;
#[cfg(target_arch = "aarch64")]
pub mod neon;
pub mod portable;
#[cfg(target_arch = "x86_64")]
pub mod vnni;
#[cfg(target_arch = "x86_64")]
pub mod vnni256;
#[cfg(target_arch = "x86_64")]
mod ymm;

/// A computation that an instruction set compiles with its own target features.
pub trait Task {
    type Output;

    /// Must be `#[inline(always)]`, as everything below it, else vectors travel through memory.
    ///
    /// # Safety
    /// The CPU has `S`.
    unsafe fn run(self) -> Self::Output;
}

/// # Safety
/// Every method needs a CPU with this instruction set (`available`); pointers need `LANES` valid 32-bit elements.
pub trait Simd: Copy + Send + Sync + 'static {
    type V: Copy;
    const LANES: usize;
    const GROUP: usize;
    const OFFSET: i32;

    fn available() -> bool;
    unsafe fn enter<T: Task>(task: T) -> T::Output;

    unsafe fn splat(x: i32) -> Self::V;
    unsafe fn load(from: *const i32) -> Self::V;
    unsafe fn store(to: *mut i32, v: Self::V);

    /// acc + Σ left·right over the `GROUP` packed elements of each lane; `left` counts with its `OFFSET`.
    unsafe fn dot(acc: Self::V, left: Self::V, right: Self::V) -> Self::V;
    /// acc + the sum of the two int16 products of each lane.
    unsafe fn pair_dot(acc: Self::V, a: Self::V, b: Self::V) -> Self::V;

    /// The same vector, unknown to the compiler: keeps a benchmark's loop from being computed in advance.
    unsafe fn opaque(v: Self::V) -> Self::V;

    unsafe fn add(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn mul(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn min(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn max(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn and(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn or(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn shl(v: Self::V, k: i32) -> Self::V;
    unsafe fn sra(v: Self::V, k: i32) -> Self::V;
    /// `table[index]` in every lane; every index is below 128.
    unsafe fn lookup(table: &[i32; 128], index: Self::V) -> Self::V;

    /// Saturates four int32 vectors to int8 and packs them as left operands: 4 / `GROUP` vectors, `stride` apart.
    unsafe fn store_packed(to: *mut i32, stride: usize, values: [Self::V; 4]);
    /// A packed left operand without its offset, i.e. a right operand.
    unsafe fn signed(left: Self::V) -> Self::V;
    /// Transposes each block of `GROUP` lanes × `GROUP` packed elements of a right operand.
    unsafe fn transpose(v: Self::V) -> Self::V;
}

/// Implements `Simd::enter` by a function with the given target features.
macro_rules! enter_with {
    ($($feature:literal),+) => {
        #[inline]
        unsafe fn enter<T: crate::simd::Task>(task: T) -> T::Output {
            $(#[target_feature(enable = $feature)])+
            unsafe fn with_features<T: crate::simd::Task>(task: T) -> T::Output {
                task.run()
            }
            with_features(task)
        }
    };
}
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) use enter_with;
