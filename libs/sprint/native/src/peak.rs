//! The bare loop of a kernel's dot product instruction: what no matrix product can exceed.

use std::hint::black_box;

use crate::simd::{Simd, Task};

/// Independent sums, enough to hide the latency of the instruction and few enough for sixteen registers.
const SUMS: usize = 12;

struct Peak<S> {
    rounds: u64,
    simd: std::marker::PhantomData<S>,
}

/// Runs `rounds` rounds; returns the multiply–adds done.
pub fn run<S: Simd>(rounds: u64) -> u64 {
    unsafe { S::enter(Peak::<S> { rounds, simd: std::marker::PhantomData }) };
    rounds * (SUMS * S::LANES * S::GROUP) as u64
}

impl<S: Simd> Task for Peak<S> {
    type Output = ();

    #[inline(always)]
    unsafe fn run(self) {
        let mut sums = [S::splat(0); SUMS];
        let mut left = S::splat(black_box(0x0102_0304));
        let rights: [S::V; SUMS] = std::array::from_fn(|i| unsafe { S::splat(black_box(0x7f01_7e02 + i as i32)) });
        for _ in 0..self.rounds {
            left = S::opaque(left);
            for (sum, &right) in sums.iter_mut().zip(&rights) {
                *sum = S::dot(*sum, left, right);
            }
        }
        let total = sums.into_iter().fold(S::splat(0), |a, b| unsafe { S::add(a, b) });
        let mut lanes = [0; 16];
        S::store(lanes.as_mut_ptr(), total);
        black_box(lanes);
    }
}
