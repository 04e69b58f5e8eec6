//! From a nonce to its digest: tokens, forward pass, SHA-256.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::forward::{Forward, Model};
use crate::kernel::Kernel;
use crate::shape::Shape;
use crate::streams::{Bytes32, Seed, Stream};

/// An epoch on one kernel, ready for any number of threads.
pub struct Epoch {
    seed: Seed,
    shape: Shape,
    kernel: Kernel,
    model: Arc<Model>,
}

impl Epoch {
    /// Expands and packs the weights.
    pub fn new(kernel: Kernel, seed: Seed, shape: Shape) -> Epoch {
        let mut stream = Stream::new(&seed.weight_key());
        let model = kernel.pack(shape, |bytes| stream.fill(bytes));
        Epoch { seed, shape, kernel, model }
    }

    /// Whether these weights are those of `seed` and `shape`, whoever the Host is.
    pub fn has_weights_of(&self, seed: &Seed, shape: Shape) -> bool {
        self.shape == shape && Seed { host: self.seed.host, ..seed.clone() } == self.seed
    }

    /// The same epoch for another Host.
    pub fn for_host(&self, host: [u8; 20]) -> Epoch {
        let seed = Seed { host, ..self.seed.clone() };
        Epoch { seed, shape: self.shape, kernel: self.kernel, model: Arc::clone(&self.model) }
    }

    /// The memory of one thread.
    pub fn worker(self: &Arc<Epoch>) -> Worker {
        let forward = self.kernel.forward(&self.model);
        Worker { tokens: vec![0; forward.batch() * self.shape.seq * self.shape.dim], forward, epoch: Arc::clone(self) }
    }
}

/// Digests of an epoch's nonces on one thread.
pub struct Worker {
    epoch: Arc<Epoch>,
    forward: Box<dyn Forward>,
    tokens: Vec<u8>,
}

impl Worker {
    /// The number of nonces that is computed at once.
    pub fn batch(&self) -> u64 {
        self.forward.batch() as u64
    }

    /// The digests of `count` ≤ `batch` nonces from `first` on.
    pub fn digests(&mut self, first: u64, count: u64) -> Vec<Bytes32> {
        let Epoch { seed, shape, .. } = &*self.epoch;
        let size = shape.seq * shape.dim;
        let tokens = &mut self.tokens[..count as usize * size];
        for (i, tokens) in tokens.chunks_exact_mut(size).enumerate() {
            Stream::new(&seed.input_key(first + i as u64)).fill(tokens);
        }
        self.forward.run(tokens);
        tokens.chunks_exact(size).map(|output| Sha256::digest(output).into()).collect()
    }
}
