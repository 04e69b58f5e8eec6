//! The vectors of sprint-work §6 against the reference and every kernel that this CPU has.

use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::digests::Epoch;
use crate::flags::{hex, parse_hex};
use crate::kernel::Kernel;
use crate::reference;
use crate::shape::Shape;
use crate::streams::{Seed, Stream};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../../proto/vectors/sprint-work.json")).unwrap()
}

fn cases(with: &str) -> Vec<Value> {
    let cases: Vec<Value> =
        vectors()["cases"].as_array().unwrap().iter().filter(|c| c.get(with).is_some()).cloned().collect();
    assert!(!cases.is_empty(), "no case with {with}");
    cases
}

fn number(case: &Value, name: &str) -> u64 {
    case[name].as_u64().unwrap_or_else(|| case[name].as_str().unwrap().parse().unwrap())
}

fn shape(case: &Value) -> Shape {
    let [d, l, h, f, s] = ["dim", "layers", "heads", "ff", "seq"].map(|name| number(case, name));
    Shape::new(d, l, h, f, s).unwrap()
}

fn seed(case: &Value) -> Seed {
    Seed {
        chain: case["chain"].as_str().unwrap().into(),
        epoch: number(case, "epoch"),
        beacon: parse_hex(case["beacon"].as_str().unwrap()).unwrap(),
        host: parse_hex(case["host"].as_str().unwrap()).unwrap(),
    }
}

fn bytes(key: &[u8; 32], len: usize) -> Vec<u8> {
    let mut out = vec![0; len];
    Stream::new(key).fill(&mut out);
    out
}

fn int8(bytes: Vec<u8>) -> Vec<i8> {
    bytes.into_iter().map(|b| b as i8).collect()
}

fn weight_count(shape: Shape) -> usize {
    shape.layers * (4 * shape.dim * shape.dim + 3 * shape.dim * shape.ff)
}

#[test]
fn reference_has_every_stage() {
    for case in cases("stages") {
        let (seed, shape) = (seed(&case), shape(&case));
        let input_key = seed.input_key(number(&case, "nonce"));
        let weights = bytes(&seed.weight_key(), weight_count(shape));
        assert_eq!(hex(&seed.weight_key()), case["weight_key"]);
        assert_eq!(hex(&weights[..32]), case["weight_stream"]);
        assert_eq!(hex(&Sha256::digest(&weights)), case["weights_sha256"]);
        assert_eq!(hex(&input_key), case["input_key"]);
        let stages = reference::forward(shape, &int8(bytes(&input_key, shape.seq * shape.dim)), &int8(weights));
        for expected in case["stages"].as_array().unwrap() {
            let (layer, tensor) =
                (expected["layer"].as_u64().map(|l| l as usize), expected["tensor"].as_str().unwrap());
            let stage = stages.iter().find(|s| s.layer == layer && s.tensor == tensor).expect(tensor);
            let wide = tensor.starts_with('r') || tensor.starts_with('x');
            let bytes: Vec<u8> =
                stage.rows.concat().iter().flat_map(|v| v.to_le_bytes()[..1 + usize::from(wide)].to_vec()).collect();
            assert_eq!(bytes.len() as u64, number(expected, "bytes"), "{layer:?} {tensor}");
            assert_eq!(hex(&bytes[..16]), expected["first"], "{layer:?} {tensor}");
            assert_eq!(hex(&Sha256::digest(&bytes)[..16]), expected["sha256"], "{layer:?} {tensor}");
        }
    }
}

#[test]
fn every_kernel_has_the_digests() {
    for kernel in Kernel::all() {
        for case in cases("nonce") {
            let mut worker = Arc::new(Epoch::new(kernel, seed(&case), shape(&case))).worker();
            let digest = worker.digests(number(&case, "nonce"), 1)[0];
            assert_eq!(hex(&digest), case["digest"], "{} {}", kernel.name, case["name"]);
        }
    }
}

#[test]
fn every_kernel_has_the_hits() {
    for kernel in Kernel::all() {
        for case in cases("hits") {
            let mut worker = Arc::new(Epoch::new(kernel, seed(&case), shape(&case))).worker();
            let (mut next, last) = (number(&case, "first_nonce"), number(&case, "last_nonce"));
            let mut hits = Vec::new();
            while next <= last {
                let count = worker.batch().min(last - next + 1);
                for (i, digest) in worker.digests(next, count).iter().enumerate() {
                    if u64::from_be_bytes(*digest.first_chunk().unwrap()) < number(&case, "target") {
                        hits.push(serde_json::json!({ "nonce": (next + i as u64).to_string(), "digest": hex(digest) }));
                    }
                }
                next += count;
            }
            assert_eq!(&hits, case["hits"].as_array().unwrap(), "{}", kernel.name);
        }
    }
}

/// The patterns of the file's comment.
pub fn pattern(name: &str, len: usize, dim: usize) -> Vec<i8> {
    let either = |first| if first { 127 } else { -128 };
    let value = |i: usize| match name {
        "zero" => 0,
        "all -128" => -128,
        "all 127" => 127,
        "alternating" => either(i.is_multiple_of(2)),
        "rows" => either((i / dim).is_multiple_of(2)),
        "sparse" => {
            if i.is_multiple_of(97) {
                127
            } else {
                0
            }
        }
        "ramp" => ((i % 256) as i32 - 128) as i8,
        "thirds" => either((i * i + i / dim) % 3 == 1),
        _ => panic!("no pattern {name}"),
    };
    (0..len).map(value).collect()
}

#[test]
fn reference_and_every_kernel_have_the_extreme_cases() {
    for case in cases("weights") {
        let shape = shape(&case);
        let weights = pattern(case["weights"].as_str().unwrap(), weight_count(shape), shape.dim);
        let tokens = pattern(case["tokens"].as_str().unwrap(), shape.seq * shape.dim, shape.dim);
        let expected = case["output_sha256"].as_str().unwrap();
        assert_eq!(hex(&Sha256::digest(reference::output(shape, &tokens, &weights))), expected, "{}", case["name"]);
        for kernel in Kernel::all() {
            let mut rest = weights.as_slice();
            let model = kernel.pack(shape, |to| {
                let (first, last) = rest.split_at(to.len());
                rest = last;
                to.iter_mut().zip(first).for_each(|(to, &w)| *to = w as u8);
            });
            let mut output: Vec<u8> = tokens.iter().map(|&v| v as u8).collect();
            kernel.forward(&model).run(&mut output);
            assert_eq!(hex(&output[..16]), case["output_first"], "{} {}", kernel.name, case["name"]);
            assert_eq!(hex(&Sha256::digest(&output)), expected, "{} {}", kernel.name, case["name"]);
        }
    }
}

#[test]
fn sizes_out_of_range_are_refused() {
    for case in vectors()["refused"].as_array().unwrap() {
        let [d, l, h, f, s] = ["dim", "layers", "heads", "ff", "seq"].map(|name| number(case, name));
        assert!(Shape::new(d, l, h, f, s).is_err(), "{}", case["name"]);
    }
}
