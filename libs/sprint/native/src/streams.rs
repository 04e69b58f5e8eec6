//! Keys and streams (sprint-work §1, §3): what turns a beacon into weights and a nonce into tokens.

use chacha20::cipher::{KeyIvInit, StreamCipher};
use sha2::{Digest, Sha256};

/// A 32-byte ChaCha20 key or SHA-256 digest.
pub type Bytes32 = [u8; 32];

/// What the weights of an epoch and the tokens of its nonces are derived from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    pub chain: String,
    pub epoch: u64,
    pub beacon: Bytes32,
    pub host: [u8; 20],
}

impl Seed {
    pub fn weight_key(&self) -> Bytes32 {
        hash("pacer/sprint-weights/v1", &[self.chain.as_bytes(), &self.epoch.to_be_bytes(), &self.beacon])
    }

    pub fn input_key(&self, nonce: u64) -> Bytes32 {
        let epoch = self.epoch.to_be_bytes();
        let parts: [&[u8]; 5] = [self.chain.as_bytes(), &epoch, &self.beacon, &self.host, &nonce.to_be_bytes()];
        hash("pacer/sprint-input/v1", &parts)
    }
}

/// `H(tag, p1, p2, …)`: SHA-256 over the tag and the parts, each with its length before it.
fn hash(tag: &str, parts: &[&[u8]]) -> Bytes32 {
    let mut sha = Sha256::new();
    sha.update([tag.len() as u8]);
    sha.update(tag);
    for part in parts {
        sha.update((part.len() as u32).to_be_bytes());
        sha.update(part);
    }
    sha.finalize().into()
}

/// The ChaCha20 keystream of a key, read from its start.
pub struct Stream(chacha20::ChaCha20);

impl Stream {
    pub fn new(key: &Bytes32) -> Stream {
        Stream(chacha20::ChaCha20::new(&(*key).into(), &[0; 12].into()))
    }

    /// Overwrites `out` with the next bytes.
    pub fn fill(&mut self, out: &mut [u8]) {
        out.fill(0);
        self.0.apply_keystream(out);
    }
}
