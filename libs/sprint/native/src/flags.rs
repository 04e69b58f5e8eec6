//! Command line flags: `--name value` or `--name=value`.

use std::collections::HashMap;

use crate::kernel::Kernel;
use crate::shape::Shape;
use crate::streams::Seed;

/// What is wrong with a flag, in one line that names it.
#[derive(Debug, PartialEq, Eq)]
pub struct BadFlag(pub String);

/// Flags that take no value.
const SWITCHES: [&str; 1] = ["json"];

/// The flags of a command line by name; each is taken once, and none may be left over.
#[derive(Debug)]
pub struct Flags(HashMap<String, String>);

impl Flags {
    pub fn parse(args: &[String]) -> Result<Flags, BadFlag> {
        let mut flags = HashMap::new();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let Some(name) = arg.strip_prefix("--").filter(|name| !name.is_empty()) else {
                return Err(BadFlag(format!("{arg} is no flag; see --help")));
            };
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None if SWITCHES.contains(&name) => (name, Some(String::new())),
                None => (name, args.next().cloned()),
            };
            let value = value.ok_or_else(|| BadFlag(format!("--{name} needs a value")))?;
            if flags.insert(name.to_owned(), value).is_some() {
                return Err(BadFlag(format!("--{name} is given twice")));
            }
        }
        Ok(Flags(flags))
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub fn switch(&mut self, name: &str) -> bool {
        self.0.remove(name).is_some()
    }

    fn text(&mut self, name: &str) -> Result<String, BadFlag> {
        self.0.remove(name).ok_or_else(|| BadFlag(format!("--{name} is missing")))
    }

    pub fn u64(&mut self, name: &str) -> Result<u64, BadFlag> {
        let text = self.text(name)?;
        parse_u64(&text).ok_or_else(|| BadFlag(format!("--{name} must be a whole number below 2^64, not {text}")))
    }

    fn bytes<const N: usize>(&mut self, name: &str) -> Result<[u8; N], BadFlag> {
        let text = self.text(name)?;
        parse_hex(&text).ok_or_else(|| BadFlag(format!("--{name} must be {N} bytes as {} hex digits", 2 * N)))
    }

    pub fn shape(&mut self) -> Result<Shape, BadFlag> {
        let [dim, layers, heads, ff, seq] = ["dim", "layers", "heads", "ff", "seq"].map(|name| self.u64(name));
        Shape::new(dim?, layers?, heads?, ff?, seq?).map_err(|e| BadFlag(format!("--{} {}", e.name, e.rule)))
    }

    pub fn seed(&mut self) -> Result<Seed, BadFlag> {
        Ok(Seed {
            chain: self.text("chain")?,
            epoch: self.u64("epoch")?,
            beacon: self.bytes("beacon")?,
            host: self.bytes("host")?,
        })
    }

    /// The fastest kernel unless one is named.
    pub fn kernel(&mut self) -> Result<Kernel, BadFlag> {
        let name = self.0.remove("kernel").unwrap_or_else(|| "auto".into());
        Kernel::find(&name).ok_or_else(|| {
            let names: Vec<_> = Kernel::all().map(|kernel| kernel.name).collect();
            BadFlag(format!("--kernel must be auto or one that this CPU has ({}), not {name}", names.join(", ")))
        })
    }

    /// As many as the CPU has unless given.
    pub fn threads(&mut self) -> Result<usize, BadFlag> {
        if !self.has("threads") {
            return Ok(std::thread::available_parallelism().map_or(1, usize::from));
        }
        match self.u64("threads")? {
            threads @ 1..=4096 => Ok(threads as usize),
            threads => Err(BadFlag(format!("--threads must be 1 to 4096, not {threads}"))),
        }
    }

    /// Refuses flags that nobody took.
    pub fn finish(self) -> Result<(), BadFlag> {
        match self.0.keys().min() {
            Some(name) => Err(BadFlag(format!("--{name} is not known here; see --help"))),
            None => Ok(()),
        }
    }
}

/// Decimal digits without sign, below 2^64.
pub fn parse_u64(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

/// Exactly `N` bytes.
pub fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut out = [0; N];
    for (byte, digits) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(out)
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Flags {
        Flags::parse(&line.split(' ').map(str::to_owned).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn names_the_flag_that_is_wrong() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(Flags::parse(&words("--epoch")).unwrap_err().0, "--epoch needs a value");
        assert_eq!(Flags::parse(&words("epoch 7")).unwrap_err().0, "epoch is no flag; see --help");
        assert_eq!(Flags::parse(&words("--nonce 1 --nonce=2")).unwrap_err().0, "--nonce is given twice");
        assert!(parse("--nonce -1").u64("nonce").unwrap_err().0.starts_with("--nonce must"));
        assert!(parse("--nonce +1").u64("nonce").unwrap_err().0.starts_with("--nonce must"));
        assert!(parse("--nonce 18446744073709551616").u64("nonce").unwrap_err().0.starts_with("--nonce must"));
        assert_eq!(parse("--nonce=18446744073709551615").u64("nonce"), Ok(u64::MAX));
        let shape = parse("--dim 64 --layers 2 --heads 3 --ff 128 --seq 16").shape().unwrap_err();
        assert!(shape.0.starts_with("--heads must"));
        assert!(parse("--chain c --epoch 7 --beacon 00")
            .seed()
            .unwrap_err()
            .0
            .starts_with("--beacon must be 32 bytes"));
        assert!(parse("--threads 0").threads().unwrap_err().0.starts_with("--threads must"));
        assert!(parse("--kernel abacus").kernel().err().unwrap().0.starts_with("--kernel must"));
        assert_eq!(parse("--frobnicate 1").finish().unwrap_err().0, "--frobnicate is not known here; see --help");
    }

    #[test]
    fn reads_bytes() {
        assert_eq!(parse_hex::<2>("0aFf"), Some([10, 255]));
        assert_eq!(parse_hex::<2>("0af"), None);
        assert_eq!(parse_hex::<2>("0a+f"), None);
        assert_eq!(hex(&[10, 255]), "0aff");
    }
}
