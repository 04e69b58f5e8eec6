use super::*;
use serde_json::{json, Value};
use std::io::{pipe, BufReader, PipeReader, PipeWriter};

/// A prover on the other side of two pipes.
struct Agent {
    to: PipeWriter,
    from: std::io::Lines<BufReader<PipeReader>>,
}

impl Agent {
    fn start(threads: usize) -> Agent {
        let (input, to) = pipe().unwrap();
        let (from, out) = pipe().unwrap();
        let kernel = Kernel::find("auto").unwrap();
        std::thread::spawn(move || serve(kernel, threads, BufReader::new(input), out));
        let mut agent = Agent { to, from: BufReader::new(from).lines() };
        let name = crate::prover_name(kernel);
        assert_eq!(
            agent.read(),
            json!({ "type": "ready", "protocol": "pacer-sprint/1", "name": name, "threads": threads })
        );
        agent
    }

    fn read(&mut self) -> Value {
        serde_json::from_str(&self.from.next().expect("a line").unwrap()).unwrap()
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.to, "{message}").unwrap();
    }

    /// Reports until the work is done: the hits, which must increase and lie below each frontier, and the frontier.
    fn finish(&mut self, epoch: &str) -> (Vec<u64>, u64) {
        let mut hits: Vec<u64> = Vec::new();
        let mut before = 0;
        loop {
            let report = self.read();
            assert_eq!((&report["type"], &report["epoch"]), (&json!("report"), &json!(epoch)));
            let frontier = report["frontier"].as_str().unwrap().parse().unwrap();
            assert!(frontier >= before);
            hits.extend(report["hits"].as_array().unwrap().iter().map(|h| h.as_str().unwrap().parse::<u64>().unwrap()));
            assert!(hits.is_sorted_by(|a, b| a < b) && hits.iter().all(|&hit| hit < frontier));
            if report["done"] == true {
                return (hits, frontier);
            }
            before = frontier;
        }
    }
}

fn work(epoch: &str, first: &str) -> Value {
    json!({
        "type": "work", "chain": "pacer-test-1", "epoch": epoch, "target": "72057594037927936", "first": first,
        "beacon": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "host": "000102030405060708090a0b0c0d0e0f10111213",
        "dim": 64, "layers": 2, "heads": 2, "ff": 128, "seq": 16,
    })
}

fn until(mut work: Value, last: &str) -> Value {
    work["last"] = json!(last);
    work
}

/// The hits of sprint-work §6 among nonces 0 to 703.
const HITS: [u64; 5] = [14, 17, 393, 397, 703];

#[test]
fn reports_every_hit_of_a_work_with_an_end() {
    let mut agent = Agent::start(3);
    agent.send(&until(work("7", "0"), "703"));
    assert_eq!(agent.finish("7"), (HITS.to_vec(), 704));
    agent.send(&until(work("7", "14"), "396"));
    assert_eq!(agent.finish("7"), (HITS[..3].to_vec(), 397));
    agent.send(&until(work("8", "0"), "0"));
    assert_eq!(agent.finish("8").1, 1);
}

#[test]
fn reports_while_it_works_and_stops_when_told() {
    let mut agent = Agent::start(2);
    agent.send(&work("7", "0"));
    let mut hits: Vec<u64> = Vec::new();
    while hits.len() < HITS.len() {
        let report = agent.read();
        assert_eq!(report.get("done"), None);
        hits.extend(report["hits"].as_array().unwrap().iter().map(|h| h.as_str().unwrap().parse::<u64>().unwrap()));
    }
    assert_eq!(hits[..5], HITS);
    agent.send(&json!({ "type": "stop" }));
    let (rest, _) = agent.finish("7");
    assert!(rest.iter().all(|hit| hit > hits.last().unwrap()));
}

#[test]
fn new_work_replaces_the_one_before_and_bad_lines_harm_nothing() {
    let mut agent = Agent::start(2);
    agent.send(&json!({ "type": "stop" }));
    agent.send(&work("8", "0"));
    assert_eq!(agent.read()["epoch"], "8");
    agent.send(&until(work("7", "100"), "703"));
    agent.finish("8");
    assert_eq!(agent.finish("7"), (HITS[2..].to_vec(), 704));
    writeln!(agent.to, "[").unwrap();
    assert_eq!(agent.read()["code"], "invalid_line");
    let mut bad = work("7", "0");
    bad["seq"] = json!(6);
    agent.send(&bad);
    let error = agent.read();
    assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!("invalid_work")));
    agent.send(&until(work("7", "0"), "17"));
    assert_eq!(agent.finish("7"), (HITS[..2].to_vec(), 18));
}

#[test]
fn ends_with_its_input() {
    let Agent { to, mut from } = Agent::start(1);
    drop(to);
    assert!(from.next().is_none());
}

#[test]
fn passes_the_greatest_nonce() {
    let mut agent = Agent::start(2);
    let mut last = work("7", "18446744073709551000");
    last["target"] = json!("18446744073709551615");
    agent.send(&last);
    let report = (0..).map(|_| agent.read()).find(|report| report["done"] == true).unwrap();
    assert_eq!(report["frontier"], "18446744073709551616");
    assert_eq!(report["hits"].as_array().unwrap().last().unwrap(), "18446744073709551615");
}
