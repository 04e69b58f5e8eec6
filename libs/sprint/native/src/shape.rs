//! The size of a model and what follows from it (sprint-work §2).

/// Width, layers, heads, hidden width and tokens of the transformer. Always valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub dim: usize,
    pub layers: usize,
    pub heads: usize,
    pub ff: usize,
    pub seq: usize,
}

/// Which size is out of its range, and what the range is.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidShape {
    pub name: &'static str,
    pub rule: &'static str,
}

impl Shape {
    /// Checks the ranges of §2.
    pub fn new(dim: u64, layers: u64, heads: u64, ff: u64, seq: u64) -> Result<Shape, InvalidShape> {
        let wide = |v: u64| (64..=4096).contains(&v) && v.is_multiple_of(64);
        let check = |ok: bool, name, rule| if ok { Ok(()) } else { Err(InvalidShape { name, rule }) };
        check(wide(dim), "dim", "must be a multiple of 64, 64 to 4096")?;
        check((1..=32).contains(&layers), "layers", "must be 1 to 32")?;
        let head_dim = if heads >= 1 && dim.is_multiple_of(heads) { dim / heads } else { 0 };
        check(
            (16..=256).contains(&head_dim) && head_dim.is_multiple_of(16),
            "heads",
            "must divide dim into heads of 16 to 256 in steps of 16",
        )?;
        check(wide(ff), "ff", "must be a multiple of 64, 64 to 4096")?;
        check((4..=256).contains(&seq) && seq.is_multiple_of(4), "seq", "must be a multiple of 4, 4 to 256")?;
        check(layers * (4 * dim * dim + 3 * dim * ff) <= 1 << 30, "layers", "must keep the weights within 2^30 bytes")?;
        Ok(Shape {
            dim: dim as usize,
            layers: layers as usize,
            heads: heads as usize,
            ff: ff as usize,
            seq: seq as usize,
        })
    }

    pub fn head_dim(&self) -> usize {
        self.dim / self.heads
    }

    /// Multiply–adds of one nonce.
    pub fn macs(&self) -> u64 {
        let [d, f, s] = [self.dim, self.ff, self.seq].map(|v| v as u64);
        self.layers as u64 * (4 * d * d * s + 3 * d * f * s + 2 * s * s * d)
    }

    pub fn shifts(&self) -> Shifts {
        let log = log4_ceil(self.dim);
        Shifts {
            kd: 6 + log,
            kf: 6 + log4_ceil(self.ff),
            ks: 5 + log4_ceil(self.head_dim()),
            kg: if self.dim <= 2 << (2 * (log - 1)) { 4 } else { 5 },
        }
    }
}

/// The right shifts that bring sums back to 8 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shifts {
    pub kd: i32,
    pub kf: i32,
    pub ks: i32,
    pub kg: i32,
}

/// The least e with 4^e ≥ n.
fn log4_ceil(n: usize) -> i32 {
    let mut e = 0;
    while 1usize << (2 * e) < n {
        e += 1;
    }
    e
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derives_the_shifts_of_the_specification() {
        for (dim, kd, kg) in [(64, 9, 5), (128, 10, 4), (256, 10, 5), (512, 11, 4), (768, 11, 5), (1024, 11, 5)] {
            let shifts = Shape::new(dim, 1, dim / 64, dim, 16).unwrap().shifts();
            assert_eq!((shifts.kd, shifts.kf, shifts.kg, shifts.ks), (kd, kd, kg, 8), "dim {dim}");
        }
    }

    #[test]
    fn counts_the_multiply_adds_of_the_specification() {
        assert_eq!(Shape::new(1024, 3, 16, 1024, 16).unwrap().macs() / 1_000_000, 353);
        assert_eq!(Shape::new(64, 2, 2, 128, 16).unwrap().macs(), 1_376_256);
    }

    #[test]
    fn refuses_what_is_out_of_range() {
        let name = |d, l, h, f, s| Shape::new(d, l, h, f, s).unwrap_err().name;
        assert_eq!(name(63, 2, 2, 128, 16), "dim");
        assert_eq!(name(0, 2, 2, 128, 16), "dim");
        assert_eq!(name(4160, 2, 65, 128, 16), "dim");
        assert_eq!(name(64, 0, 2, 128, 16), "layers");
        assert_eq!(name(64, 33, 2, 128, 16), "layers");
        assert_eq!(name(64, 2, 0, 128, 16), "heads");
        assert_eq!(name(64, 2, 3, 128, 16), "heads");
        assert_eq!(name(64, 2, 8, 128, 16), "heads");
        assert_eq!(name(512, 2, 1, 128, 16), "heads");
        assert_eq!(name(64, 2, 2, 100, 16), "ff");
        assert_eq!(name(64, 2, 2, 128, 18), "seq");
        assert_eq!(name(64, 2, 2, 128, 260), "seq");
        assert_eq!(name(4096, 32, 16, 4096, 16), "layers");
    }
}
