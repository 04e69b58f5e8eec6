//! Threads that search the nonces of one work for hits.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::digests::Epoch;

/// Nonces `[first, first + count)` are done; `hits` are in increasing order.
pub struct Chunk {
    pub first: u64,
    pub count: u64,
    pub hits: Vec<u64>,
}

/// A running search; dropping it ends the search, soon, without waiting.
pub struct Search(Arc<AtomicBool>);

/// Starts `threads` threads that call `found` with every finished chunk, in any order, until all nonces from `first` to
/// `last` are done.
pub fn start(
    epoch: &Arc<Epoch>,
    target: u64,
    first: u64,
    last: u64,
    threads: usize,
    found: impl Fn(Chunk) + Clone + Send + 'static,
) -> Search {
    let cancelled = Arc::new(AtomicBool::new(false));
    let open = Arc::new(Mutex::new(u128::from(first)..u128::from(last) + 1));
    for _ in 0..threads {
        let (epoch, cancelled, open, found) =
            (Arc::clone(epoch), Arc::clone(&cancelled), Arc::clone(&open), found.clone());
        thread::spawn(move || {
            let mut worker = epoch.worker();
            let take = |most: u64| {
                let mut open = open.lock().expect("nobody panics with this lock");
                let first = open.start;
                open.start = open.end.min(first + u128::from(most));
                (first, (open.start - first) as u64)
            };
            while !cancelled.load(Ordering::Relaxed) {
                let (first, count) = take(worker.batch());
                if count == 0 {
                    return;
                }
                // Below 2^64, as count is not 0.
                let first = first as u64;
                let digests = worker.digests(first, count);
                // Counting up as a range of u64 does would overflow after the last nonce of all.
                let hits = (0..).zip(&digests).filter(|(_, digest)| leading(digest) < target);
                found(Chunk { first, count, hits: hits.map(|(i, _)| first + i).collect() });
            }
        });
    }
    Search(cancelled)
}

/// The first eight bytes, big-endian.
fn leading(digest: &[u8; 32]) -> u64 {
    u64::from_be_bytes(*digest.first_chunk().expect("a digest has 32 bytes"))
}

impl Drop for Search {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
