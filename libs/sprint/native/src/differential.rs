//! Every kernel that this CPU has against the reference, over random sizes and extreme weights and tokens.

use crate::kernel::Kernel;
use crate::reference;
use crate::shape::Shape;
use crate::testing::Random;
use crate::vectors::pattern;

const PATTERNS: [&str; 8] = ["zero", "all -128", "all 127", "alternating", "rows", "sparse", "ramp", "thirds"];

/// Small enough for the reference, different enough to reach every remainder of rows, heads and panels.
fn random_shape(random: &mut Random) -> Shape {
    loop {
        let mut pick = |choices: &[u64]| choices[random.below(choices.len() as u64) as usize];
        let dim = pick(&[64, 64, 128, 192, 256, 320]);
        let heads = dim / pick(&[16, 32, 48, 64, 80, 128]).min(dim);
        let seq = pick(&[4, 8, 12, 16, 20, 28, 36, 52, 64]);
        if let Ok(shape) = Shape::new(dim, pick(&[1, 2, 3]), heads, pick(&[64, 128, 192, 320]), seq) {
            return shape;
        }
    }
}

/// Random bytes, a pattern, or random with one of the extremes in half of the places.
fn values(random: &mut Random, len: usize, dim: usize) -> Vec<i8> {
    match random.below(4) {
        0 => pattern(PATTERNS[random.below(8) as usize], len, dim),
        1 => {
            let extreme = [-128, 127, 0][random.below(3) as usize];
            (0..len).map(|_| if random.below(2) == 0 { extreme } else { random.next() as i8 }).collect()
        }
        _ => (0..len).map(|_| random.next() as i8).collect(),
    }
}

#[test]
fn every_kernel_equals_the_reference() {
    let mut random = Random::new(7);
    for round in 0..120 {
        let shape = random_shape(&mut random);
        let size = shape.seq * shape.dim;
        let count = shape.layers * (4 * shape.dim * shape.dim + 3 * shape.dim * shape.ff);
        let weights = values(&mut random, count, shape.dim);
        // Different nonces in one batch show whether rows keep apart.
        let nonces = 1 + random.below(5) as usize;
        let tokens: Vec<Vec<i8>> = (0..nonces).map(|_| values(&mut random, size, shape.dim)).collect();
        let expected: Vec<u8> = tokens.iter().flat_map(|t| reference::output(shape, t, &weights)).collect();
        for kernel in Kernel::all() {
            let mut at = 0;
            let model = kernel.pack(shape, |to| {
                to.iter_mut().zip(&weights[at..]).for_each(|(to, &w)| *to = w as u8);
                at += to.len();
            });
            let mut forward = kernel.forward(&model);
            let mut got = Vec::new();
            for batch in tokens.chunks(forward.batch()) {
                let mut bytes: Vec<u8> = batch.concat().iter().map(|&v| v as u8).collect();
                forward.run(&mut bytes);
                got.extend(bytes);
            }
            assert!(got == expected, "{} differs in round {round}, {shape:?}", kernel.name);
        }
    }
}
