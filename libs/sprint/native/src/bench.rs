//! `bench`: multiply–adds a second of whole digests on one core, against the bare instruction loop of the same run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::digests::Epoch;
use crate::kernel::Kernel;
use crate::shape::Shape;
use crate::streams::Seed;

/// dim, layers, heads, ff, seq: local test, CPU network, production.
const SIZES: [[u64; 5]; 3] = [[64, 2, 2, 128, 16], [512, 4, 8, 1024, 16], [1024, 3, 16, 1024, 16]];

/// Slices of work alternate with slices of the bare loop; the best of each counts.
const SLICES: usize = 12;
const SLICE: Duration = Duration::from_millis(60);

#[derive(Serialize)]
pub struct Measurement {
    name: String,
    kernel: &'static str,
    peak_gmacs: f64,
    results: Vec<Rate>,
}

#[derive(Serialize)]
struct Rate {
    dim: usize,
    layers: usize,
    heads: usize,
    ff: usize,
    seq: usize,
    gmacs: f64,
    of_peak: f64,
}

/// Measures a kernel at the three sizes.
pub fn measure(kernel: Kernel) -> Measurement {
    let mut peak = 0f64;
    let mut results: Vec<Rate> = SIZES.map(|size| rate(kernel, size, &mut peak)).into();
    for rate in &mut results {
        rate.of_peak = rounded(rate.gmacs / peak, 1000.0);
        rate.gmacs = rounded(rate.gmacs, 10.0);
    }
    Measurement { name: crate::prover_name(kernel), kernel: kernel.name, peak_gmacs: rounded(peak, 10.0), results }
}

fn rate(kernel: Kernel, [dim, layers, heads, ff, seq]: [u64; 5], peak: &mut f64) -> Rate {
    let shape = Shape::new(dim, layers, heads, ff, seq).expect("a valid size");
    let seed = Seed { chain: "bench".into(), epoch: 1, beacon: [7; 32], host: [7; 20] };
    let mut worker = Arc::new(Epoch::new(kernel, seed, shape)).worker();
    let batch = worker.batch();
    let mut next = 0;
    let mut best = 0f64;
    for _ in 0..SLICES {
        *peak = peak.max(slice(|| kernel.peak(100_000)));
        best = best.max(slice(|| {
            std::hint::black_box(worker.digests(next, batch));
            next += batch;
            batch * shape.macs()
        }));
    }
    Rate {
        dim: shape.dim,
        layers: shape.layers,
        heads: shape.heads,
        ff: shape.ff,
        seq: shape.seq,
        gmacs: best,
        of_peak: 0.0,
    }
}

/// 10^9 multiply–adds a second of CPU time.
fn slice(mut work: impl FnMut() -> u64) -> f64 {
    let start = Clock::now();
    let mut macs = 0;
    loop {
        macs += work();
        let elapsed = start.elapsed();
        if elapsed >= SLICE {
            return macs as f64 / elapsed.as_secs_f64() / 1e9;
        }
    }
}

fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

/// CPU time of this thread where Linux tells it, so that a busy machine changes little; else elapsed time.
struct Clock {
    wall: Instant,
    cpu: Option<Duration>,
}

impl Clock {
    fn now() -> Clock {
        Clock { wall: Instant::now(), cpu: cpu_time() }
    }

    fn elapsed(&self) -> Duration {
        match (self.cpu, cpu_time()) {
            (Some(start), Some(now)) => now - start,
            _ => self.wall.elapsed(),
        }
    }
}

fn cpu_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

impl std::fmt::Display for Measurement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}: bare instruction loop {} GMAC/s", self.name, self.peak_gmacs)?;
        for r in &self.results {
            let size = format!("{}, {}, {}, {}, {}", r.dim, r.layers, r.heads, r.ff, r.seq);
            writeln!(f, "  {size:<24}{:>8} GMAC/s  {:>6.3} of it", r.gmacs, r.of_peak)?;
        }
        Ok(())
    }
}
