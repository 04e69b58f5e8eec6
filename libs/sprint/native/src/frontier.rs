//! What is done of a work, although threads finish their chunks in any order.

use std::collections::BTreeMap;

/// Collects finished chunks; hits come out in order, below the frontier.
#[derive(Debug)]
pub struct Frontier {
    next: u128,
    /// Finished chunks above the frontier: first nonce → nonce after the last, and their hits.
    ahead: BTreeMap<u128, (u128, Vec<u64>)>,
    hits: Vec<u64>,
}

impl Frontier {
    pub fn new(first: u64) -> Frontier {
        Frontier { next: first.into(), ahead: BTreeMap::new(), hits: Vec::new() }
    }

    /// Chunk `[first, first + count)` is done, with its hits in increasing order.
    pub fn add(&mut self, first: u64, count: u64, hits: Vec<u64>) {
        let first = u128::from(first);
        self.ahead.insert(first, (first + u128::from(count), hits));
        while let Some((end, hits)) = self.ahead.remove(&self.next) {
            self.next = end;
            self.hits.extend(hits);
        }
    }

    /// Every nonce of the work below it is done. 2^64 once the last nonce of all is.
    pub fn next(&self) -> u128 {
        self.next
    }

    /// The hits below the frontier that were not taken before.
    pub fn take_hits(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.hits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Random;

    #[test]
    fn every_order_of_chunks_gives_every_hit_once_and_none_beyond_the_frontier() {
        let mut random = Random::new(1);
        for _ in 0..500 {
            let first = random.below(1 << 40);
            let mut chunks = Vec::new();
            let mut at = first;
            for _ in 0..random.below(20) + 1 {
                let count = random.below(9) + 1;
                let hits: Vec<u64> = (at..at + count).filter(|_| random.below(3) == 0).collect();
                chunks.push((at, count, hits));
                at += count;
            }
            let expected: Vec<u64> = chunks.iter().flat_map(|(_, _, hits)| hits.clone()).collect();
            let mut open = chunks.clone();
            let mut frontier = Frontier::new(first);
            let mut taken = Vec::new();
            while !open.is_empty() {
                let (start, count, hits) = open.swap_remove(random.below(open.len() as u64) as usize);
                frontier.add(start, count, hits);
                taken.extend(frontier.take_hits());
                // Exactly the hits below the least nonce that is still open.
                let least = open.iter().map(|chunk| chunk.0).min().unwrap_or(at);
                assert_eq!(frontier.next(), u128::from(least));
                let below: Vec<u64> = expected.iter().copied().filter(|&hit| hit < least).collect();
                assert_eq!(taken, below);
            }
            assert_eq!(taken, expected);
        }
    }

    #[test]
    fn passes_the_last_nonce_of_all() {
        let mut frontier = Frontier::new(u64::MAX - 1);
        frontier.add(u64::MAX, 1, vec![u64::MAX]);
        assert_eq!((frontier.next(), frontier.take_hits()), (u128::from(u64::MAX) - 1, vec![]));
        frontier.add(u64::MAX - 1, 1, vec![]);
        assert_eq!((frontier.next(), frontier.take_hits()), (1 << 64, vec![u64::MAX]));
    }
}
