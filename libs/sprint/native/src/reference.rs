//! §4 of sprint-work, transcribed line by line: slow, plain, and what every kernel is compared with.

use crate::shape::Shape;

type Rows = Vec<Vec<i64>>;

/// A tensor at some stage of the forward pass, one row a token; p is `[head · query][key]`.
pub struct Stage {
    pub layer: Option<usize>,
    pub tensor: &'static str,
    pub rows: Rows,
}

fn rsr(a: i64, k: i32) -> i64 {
    (a + (1 << (k - 1))) >> k
}

fn sat8(a: i64) -> i64 {
    a.clamp(-128, 127)
}

fn clamp(a: i64) -> i64 {
    a.clamp(-4095, 4095)
}

fn isqrt(v: i64) -> i64 {
    let (mut low, mut high) = (0, 1 << 17);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if middle * middle <= v {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

fn table(i: i64) -> i64 {
    const B: [i64; 16] = [
        32512, 31134, 29814, 28550, 27339, 26180, 25070, 24007, 22989, 22015, 21081, 20188, 19332, 18512, 17727, 16976,
    ];
    let o = i / 16;
    1.max((B[i as usize % 16] + (1 << (7 + o))) >> (8 + o))
}

fn matmul(a: &Rows, w: &Rows) -> Rows {
    let dot = |x: &[i64], w: &[i64]| x.iter().zip(w).map(|(x, w)| x * w).sum();
    a.iter().map(|x| w.iter().map(|w| dot(x, w)).collect()).collect()
}

fn map(a: &Rows, f: impl Fn(i64) -> i64) -> Rows {
    a.iter().map(|row| row.iter().map(|&v| f(v)).collect()).collect()
}

fn norm(r: &Rows) -> Rows {
    let mut out = Vec::new();
    for row in r {
        let m = isqrt(row.iter().map(|v| v * v).sum::<i64>() * 256 / row.len() as i64) + 1;
        let c = (1 << 25) / m;
        out.push(row.iter().map(|v| sat8(rsr(v * c, 16))).collect());
    }
    out
}

/// The stages of `forward(x)`; the last one is the output, as bytes.
pub fn forward(shape: Shape, tokens: &[i8], weights: &[i8]) -> Vec<Stage> {
    let Shape { dim: d, layers, heads, ff: f, seq: s } = shape;
    let dh = d / heads;
    let shifts = shape.shifts();
    let (kd, kf, ks, kg) = (shifts.kd, shifts.kf, shifts.ks, shifts.kg);
    let rows = |values: &[i8], columns: usize| -> Rows {
        values.chunks(columns).map(|row| row.iter().map(|&v| i64::from(v)).collect()).collect()
    };
    let mut rest = weights;
    let mut matrix = |outputs: usize, inputs: usize| {
        let (first, last) = rest.split_at(outputs * inputs);
        rest = last;
        rows(first, inputs)
    };
    let mut stages = Vec::new();
    let mut r = rows(tokens, d);
    let mut keep = |layer, tensor, rows: &Rows| stages.push(Stage { layer, tensor, rows: rows.clone() });
    keep(None, "x (int16)", &r);
    for layer in 0..layers {
        let (wqkv, wo, wgu, wd) = (matrix(3 * d, d), matrix(d, d), matrix(2 * f, d), matrix(d, f));
        let n = norm(&r);
        keep(Some(layer), "n, attention", &n);
        let qkv = map(&matmul(&n, &wqkv), |a| sat8(rsr(a, kd)));
        keep(Some(layer), "qkv", &qkv);
        let mut o = vec![vec![0; d]; s];
        let mut ps = Vec::new();
        for a in 0..heads {
            let part = |z: usize| -> Rows {
                qkv.iter().map(|row| row[z * d + a * dh..z * d + (a + 1) * dh].to_vec()).collect()
            };
            let (q, k, v) = (part(0), part(1), part(2));
            let scores = matmul(&q, &k);
            for t in 0..s {
                let top = scores[t].iter().max().unwrap();
                let p: Vec<i64> = scores[t].iter().map(|score| table(((top - score) >> ks).min(127))).collect();
                let c = (1 << 23) / p.iter().sum::<i64>();
                for j in 0..dh {
                    let mean = rsr((0..s).map(|u| p[u] * v[u][j]).sum::<i64>() * c, 23);
                    o[t][a * dh + j] = sat8(v[t][j] - mean);
                }
                ps.push(p);
            }
        }
        keep(Some(layer), "p", &ps);
        keep(Some(layer), "o", &o);
        let add = |r: &Rows, y: &Rows, k: i32| -> Rows {
            let row = |(r, y): (&Vec<i64>, &Vec<i64>)| r.iter().zip(y).map(|(r, &y)| clamp(r + rsr(y, k))).collect();
            r.iter().zip(y).map(row).collect()
        };
        r = add(&r, &matmul(&o, &wo), kd - 1);
        keep(Some(layer), "r after attention", &r);
        let n = norm(&r);
        keep(Some(layer), "n, ff", &n);
        let gu = map(&matmul(&n, &wgu), |a| sat8(rsr(a, kd)));
        keep(Some(layer), "gu", &gu);
        let hid = gu.iter().map(|g| (0..f).map(|i| sat8(rsr(g[i] * g[f + i], kg))).collect()).collect();
        keep(Some(layer), "hid", &hid);
        r = add(&r, &matmul(&hid, &wd), kf - 1);
        keep(Some(layer), "r after ff", &r);
    }
    keep(None, "output", &map(&r, |v| v & 255));
    stages
}

/// The output alone.
pub fn output(shape: Shape, tokens: &[i8], weights: &[i8]) -> Vec<u8> {
    forward(shape, tokens, weights).pop().unwrap().rows.concat().iter().map(|&v| v as u8).collect()
}
