//! The instruction sets, chosen at run time.

use std::sync::Arc;

use crate::forward::{Batch, Forward, Model};
use crate::peak;
use crate::shape::Shape;
use crate::simd::{portable::Portable, Simd};

/// Overwrites its argument with the next weights.
type NextWeights<'a> = &'a mut dyn FnMut(&mut [u8]);

/// One implementation of the forward pass.
#[derive(Clone, Copy)]
pub struct Kernel {
    pub name: &'static str,
    available: fn() -> bool,
    pack: fn(Shape, NextWeights<'_>) -> Model,
    forward: fn(Arc<Model>) -> Box<dyn Forward>,
    peak: fn(u64) -> u64,
}

/// A kernel with `R` vectors of rows × `O` outputs of sums in registers.
const fn kernel<S: Simd, const R: usize, const O: usize>(name: &'static str) -> Kernel {
    Kernel {
        name,
        available: S::available,
        pack: |shape, next| Model::pack::<S, O>(shape, next),
        forward: |model| Box::new(Batch::<S, R, O>::new(model)),
        peak: peak::run::<S>,
    }
}

/// Every kernel of this architecture, the fastest first.
pub const KERNELS: &[Kernel] = &[
    #[cfg(target_arch = "x86_64")]
    kernel::<crate::simd::vnni::Vnni, 3, 8>("vnni"),
    #[cfg(target_arch = "x86_64")]
    kernel::<crate::simd::vnni256::AvxVnni, 3, 4>("avxvnni"),
    #[cfg(target_arch = "x86_64")]
    kernel::<crate::simd::vnni256::Vnni256, 3, 4>("vnni256"),
    #[cfg(target_arch = "x86_64")]
    kernel::<crate::simd::avx2::Avx2, 3, 4>("avx2"),
    #[cfg(target_arch = "aarch64")]
    kernel::<crate::simd::neon::Dotprod, 4, 4>("dotprod"),
    #[cfg(target_arch = "aarch64")]
    kernel::<crate::simd::neon::Neon, 4, 4>("neon"),
    kernel::<Portable, 1, 4>("portable"),
];

impl Kernel {
    /// The kernels that this CPU has, the fastest first; never empty.
    pub fn all() -> impl Iterator<Item = Kernel> {
        KERNELS.iter().copied().filter(|kernel| (kernel.available)())
    }

    /// The fastest one for `auto`, or the named one if this CPU has it.
    pub fn find(name: &str) -> Option<Kernel> {
        Kernel::all().find(|kernel| name == "auto" || kernel.name == name)
    }

    /// Packs weights that `next` writes in the order of §3.
    pub fn pack(&self, shape: Shape, mut next: impl FnMut(&mut [u8])) -> Arc<Model> {
        Arc::new((self.pack)(shape, &mut next))
    }

    /// Forward passes on one thread with weights that the same kernel packed.
    pub fn forward(&self, model: &Arc<Model>) -> Box<dyn Forward> {
        (self.forward)(Arc::clone(model))
    }

    /// Multiply–adds of `rounds` rounds of the bare dot product instruction.
    pub fn peak(&self, rounds: u64) -> u64 {
        (self.peak)(rounds)
    }
}
