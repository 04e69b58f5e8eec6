//! The forward pass of sprint-work §4 for a batch of nonces on one thread.

use std::sync::Arc;

use crate::attention::Scratch;
use crate::buffer::Buffer;
use crate::gemm::{gated, packed, residual, Matrix};
use crate::norm::norm;
use crate::shape::Shape;
use crate::simd::{Simd, Task};

/// Packed weights of an epoch; threads share them.
pub struct Model {
    shape: Shape,
    layers: Vec<Layer>,
}

struct Layer {
    qkv: Matrix,
    o: Matrix,
    gu: Matrix,
    d: Matrix,
}

impl Model {
    /// Packs the weights of §3 in their order; `next` overwrites its argument with the next ones.
    pub fn pack<S: Simd, const O: usize>(shape: Shape, mut next: impl FnMut(&mut [u8])) -> Model {
        let Shape { dim, ff, .. } = shape;
        let shifts = shape.shifts();
        let mut bytes = Vec::new();
        let mut matrix = |outputs: usize, inputs: usize, shift: i32| {
            bytes.resize(outputs * inputs, 0);
            next(&mut bytes);
            Matrix::pack::<S, O>(as_int8(&bytes), inputs, shift)
        };
        let layers = (0..shape.layers).map(|_| Layer {
            qkv: matrix(3 * dim, dim, shifts.kd),
            o: matrix(dim, dim, shifts.kd - 1),
            gu: matrix(2 * ff, dim, shifts.kd),
            d: matrix(dim, ff, shifts.kf - 1),
        });
        Model { shape, layers: layers.collect() }
    }
}

fn as_int8(bytes: &[u8]) -> &[i8] {
    // int8 and u8 have the same layout.
    unsafe { std::slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) }
}

/// Runs forward passes on one thread; keeps its memory between batches.
pub trait Forward: Send {
    /// The number of nonces that fills the registers best.
    fn batch(&self) -> usize;

    /// Turns `[nonce][seq][dim]` tokens (int8) into the outputs of §4, the low bytes of the residuals. Any whole number
    /// of nonces up to `batch`.
    fn run(&mut self, tokens: &mut [u8]);
}

/// Panels of `R` vectors of rows, tiles of `O` outputs.
pub struct Batch<S, const R: usize, const O: usize> {
    model: Arc<Model>,
    batch: usize,
    residual: Buffer,
    narrow: Buffer,
    wide: Buffer,
    scratch: Scratch,
    simd: std::marker::PhantomData<S>,
}

/// Activations of one batch stay within a core's cache.
const CACHE: usize = 768 << 10;

impl<S: Simd, const R: usize, const O: usize> Batch<S, R, O> {
    pub fn new(model: Arc<Model>) -> Self {
        let shape = model.shape;
        let width = R * S::LANES;
        let widest = (3 * shape.dim).max(shape.ff);
        let row_bytes = 2 * shape.dim + (shape.dim + widest) * 4 / S::GROUP;
        let most = (CACHE / row_bytes / shape.seq).clamp(1, 256);
        // Rows that only fill the last panel up are wasted.
        let padded = |batch: usize| (batch * shape.seq).next_multiple_of(width);
        let batch = (1..=most.max(width.div_ceil(shape.seq)))
            .max_by_key(|&n| (n * shape.seq * 1000 / padded(n), n))
            .expect("at least one");
        let rows = padded(batch);
        Batch {
            batch,
            residual: Buffer::new(rows * shape.dim / 2),
            narrow: Buffer::new(rows * shape.dim / S::GROUP),
            wide: Buffer::new(rows * widest / S::GROUP),
            scratch: Scratch::new::<S>(&shape),
            simd: std::marker::PhantomData,
            model,
        }
    }

    /// Tokens of each nonce into the residual, transposed: pairs of int16, rows in lanes.
    fn load(&mut self, tokens: &[u8]) {
        let dim = self.model.shape.dim;
        let width = R * S::LANES;
        let residual = self.residual.as_mut_slice();
        for (row, token) in tokens.chunks_exact(dim).enumerate() {
            let at = row / width * dim / 2 * width + row % width;
            for (i, pair) in token.as_chunks::<2>().0.iter().enumerate() {
                let [low, high] = pair.map(|b| i32::from(b as i8));
                residual[at + i * width] = (low & 0xffff) | high << 16;
            }
        }
    }

    fn store(&self, out: &mut [u8]) {
        let dim = self.model.shape.dim;
        let width = R * S::LANES;
        let residual = self.residual.as_slice();
        for (row, token) in out.chunks_exact_mut(dim).enumerate() {
            let at = row / width * dim / 2 * width + row % width;
            for (i, pair) in token.as_chunks_mut::<2>().0.iter_mut().enumerate() {
                let [low, _, high, _] = residual[at + i * width].to_le_bytes();
                *pair = [low, high];
            }
        }
    }
}

impl<S: Simd, const R: usize, const O: usize> Forward for Batch<S, R, O> {
    fn batch(&self) -> usize {
        self.batch
    }

    fn run(&mut self, tokens: &mut [u8]) {
        let size = self.model.shape.seq * self.model.shape.dim;
        assert!(tokens.len() <= self.batch * size && tokens.len().is_multiple_of(size));
        self.load(tokens);
        let nonces = tokens.len() / size;
        // Only kernels that the CPU has are ever constructed (Kernel::forward).
        unsafe { S::enter(Layers { batch: self, nonces }) };
        self.store(tokens);
    }
}

struct Layers<'a, S, const R: usize, const O: usize> {
    batch: &'a mut Batch<S, R, O>,
    nonces: usize,
}

impl<S: Simd, const R: usize, const O: usize> Task for Layers<'_, S, R, O> {
    type Output = ();

    #[inline(always)]
    unsafe fn run(self) {
        let Batch { model, residual: r, narrow, wide, scratch, .. } = self.batch;
        let shape = model.shape;
        let shifts = shape.shifts();
        let width = R * S::LANES;
        let panels = (self.nonces * shape.seq).div_ceil(width);
        let (r, narrow, wide) = (r.mut_ptr(), narrow.mut_ptr(), wide.mut_ptr());
        for layer in &model.layers {
            norm::<S>(r, shape.dim, width, panels, narrow);
            packed::<S, R, O>(narrow, &layer.qkv, shifts.kd, panels, wide);
            for nonce in 0..self.nonces {
                scratch.attend::<S>(&shape, wide, nonce * shape.seq, width, narrow);
            }
            residual::<S, R, O>(narrow, &layer.o, shifts.kd - 1, panels, r);
            norm::<S>(r, shape.dim, width, panels, narrow);
            gated::<S, R, O>(narrow, &layer.gu, shifts.kd, shifts.kg, panels, wide);
            residual::<S, R, O>(wide, &layer.d, shifts.kf - 1, panels, r);
        }
    }
}
