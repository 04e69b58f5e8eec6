//! The line protocol `pacer-sprint/1`: JSON lines, u64 as decimal strings, bytes as hex.

use serde::{Deserialize, Serialize};

use crate::flags::{parse_hex, parse_u64};
use crate::shape::Shape;
use crate::streams::Seed;

pub const PROTOCOL: &str = "pacer-sprint/1";

/// What the agent asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    Work(Work),
    Stop,
}

/// Every nonce from `first` to `last`; a hit's first eight digest bytes are below `target`.
#[derive(Debug, PartialEq, Eq)]
pub struct Work {
    pub seed: Seed,
    pub shape: Shape,
    pub target: u64,
    pub first: u64,
    pub last: u64,
}

/// What the prover answers.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Reply {
    Ready {
        protocol: &'static str,
        name: String,
        threads: usize,
    },
    Report {
        epoch: String,
        frontier: String,
        hits: Vec<String>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        done: bool,
    },
    Error {
        code: &'static str,
        message: String,
    },
}

#[derive(Deserialize)]
struct Line {
    r#type: String,
}

#[derive(Deserialize)]
struct WorkLine {
    chain: String,
    epoch: String,
    beacon: String,
    host: String,
    dim: u64,
    layers: u64,
    heads: u64,
    ff: u64,
    seq: u64,
    target: String,
    first: String,
    last: Option<String>,
}

/// Reads one line; an error is the reply to send.
pub fn read(line: &[u8]) -> Result<Request, Reply> {
    let invalid_line = |message: String| Reply::Error { code: "invalid_line", message };
    let line =
        std::str::from_utf8(line).map_err(|e| invalid_line(format!("this is no UTF-8 ({e}); send JSON in UTF-8")))?;
    let kind: Line = serde_json::from_str(line)
        .map_err(|e| invalid_line(format!("this is no message of {PROTOCOL} ({e}); send one JSON object a line")))?;
    match kind.r#type.as_str() {
        "stop" => Ok(Request::Stop),
        "work" => serde_json::from_str(line)
            .map_err(|e| e.to_string())
            .and_then(work)
            .map(Request::Work)
            .map_err(|message| Reply::Error { code: "invalid_work", message }),
        other => Err(invalid_line(format!("there is no message {other} in {PROTOCOL}; send work or stop"))),
    }
}

fn work(line: WorkLine) -> Result<Work, String> {
    let number = |name: &str, text: &str| {
        parse_u64(text).ok_or_else(|| format!("{name} must be a decimal string below 2^64, not {text}"))
    };
    let bad_bytes = |name: &str, n: usize| format!("{name} must be {n} bytes as {} hex digits", 2 * n);
    let seed = Seed {
        epoch: number("epoch", &line.epoch)?,
        beacon: parse_hex(&line.beacon).ok_or_else(|| bad_bytes("beacon", 32))?,
        host: parse_hex(&line.host).ok_or_else(|| bad_bytes("host", 20))?,
        chain: line.chain,
    };
    let shape = Shape::new(line.dim, line.layers, line.heads, line.ff, line.seq)
        .map_err(|e| format!("{} {}", e.name, e.rule))?;
    let target = number("target", &line.target)?;
    let first = number("first", &line.first)?;
    let last = line.last.map_or(Ok(u64::MAX), |last| number("last", &last))?;
    if target == 0 {
        return Err("target must be 1 or more".into());
    }
    if last < first {
        return Err(format!("last must not be below first, {first}"));
    }
    Ok(Work { seed, shape, target, first, last })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORK: &str = r#"{"type":"work","chain":"pacer-test-1","epoch":"7","beacon":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f","host":"000102030405060708090a0b0c0d0e0f10111213","dim":64,"layers":2,"heads":2,"ff":128,"seq":16,"target":"72057594037927936","first":"3"}"#;

    #[test]
    fn reads_work_with_and_without_an_end() {
        let Ok(Request::Work(work)) = read(WORK.as_bytes()) else { panic!("no work") };
        assert_eq!((work.seed.chain.as_str(), work.seed.epoch, work.seed.beacon[31]), ("pacer-test-1", 7, 31));
        assert_eq!((work.shape.dim, work.shape.seq, work.target), (64, 16, 1 << 56));
        assert_eq!((work.first, work.last), (3, u64::MAX));
        let Ok(Request::Work(work)) = read(WORK.replace(r#""3""#, r#""3","last":"3""#).as_bytes()) else {
            panic!("no work")
        };
        assert_eq!((work.first, work.last), (3, 3));
        assert_eq!(read(br#"{"type":"stop"}"#).unwrap(), Request::Stop);
    }

    #[test]
    fn refuses_with_a_code_and_what_to_do() {
        for (from, to, code, part) in [
            (WORK, "work", "invalid_line", "one JSON object a line"),
            (WORK, "{}", "invalid_line", "type"),
            ("\"work\"", "\"play\"", "invalid_line", "send work or stop"),
            ("\"7\"", "7", "invalid_work", "expected a string"),
            ("\"7\"", "\"-7\"", "invalid_work", "epoch must be"),
            ("\"0001", "\"00010", "invalid_work", "beacon must be 32 bytes"),
            ("10111213\"", "101112\"", "invalid_work", "host must be 20 bytes"),
            ("64,", "65,", "invalid_work", "dim must be"),
            ("64,", "-64,", "invalid_work", "expected u64"),
            ("64,", "\"64\",", "invalid_work", "expected u64"),
            ("72057594037927936", "0", "invalid_work", "target must be 1"),
            ("72057594037927936", "18446744073709551616", "invalid_work", "target must be"),
            ("\"3\"", "\"3\",\"last\":\"2\"", "invalid_work", "last must not be below first, 3"),
            ("\"first\"", "\"begin\"", "invalid_work", "first"),
        ] {
            let line = WORK.replacen(from, to, 1);
            assert_ne!(line, WORK);
            match read(line.as_bytes()) {
                Err(Reply::Error { code: got, message }) => {
                    assert_eq!(got, code, "{line}");
                    assert!(message.contains(part), "{message}");
                }
                other => panic!("{line}: {other:?}"),
            }
        }
    }

    #[test]
    fn refuses_what_is_no_utf_8() {
        let line = [b"{\"type\":\"stop\",\"why\":\"".as_slice(), &[0xff], b"\"}"].concat();
        let Err(Reply::Error { code, message }) = read(&line) else { panic!("accepted") };
        assert_eq!(code, "invalid_line");
        assert!(message.contains("UTF-8"), "{message}");
    }

    #[test]
    fn writes_replies_as_the_protocol_has_them() {
        let json = |reply| serde_json::to_string(&reply).unwrap();
        let ready = Reply::Ready { protocol: PROTOCOL, name: "native-vnni".into(), threads: 2 };
        assert_eq!(json(ready), r#"{"type":"ready","protocol":"pacer-sprint/1","name":"native-vnni","threads":2}"#);
        let report = |done| Reply::Report { epoch: "7".into(), frontier: "20".into(), hits: vec!["14".into()], done };
        assert_eq!(json(report(false)), r#"{"type":"report","epoch":"7","frontier":"20","hits":["14"]}"#);
        assert_eq!(json(report(true)), r#"{"type":"report","epoch":"7","frontier":"20","hits":["14"],"done":true}"#);
        let error = Reply::Error { code: "invalid_work", message: "seq must be 4".into() };
        assert_eq!(json(error), r#"{"type":"error","code":"invalid_work","message":"seq must be 4"}"#);
    }
}
