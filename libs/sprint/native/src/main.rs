//! `pacer-sprint-native`: a native prover of Pacer's Sprint.

mod attention;
mod bench;
mod buffer;
mod digests;
mod flags;
mod forward;
mod frontier;
mod gemm;
mod kernel;
mod norm;
mod peak;
mod protocol;
mod search;
mod serve;
mod shape;
mod simd;
mod streams;

#[cfg(test)]
mod differential;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod vectors;

use std::io::{BufReader, Write};
use std::process::ExitCode;
use std::sync::Arc;

use digests::{Epoch, Worker};
use flags::{hex, BadFlag, Flags};
use kernel::Kernel;

const HELP: &str = "\
pacer-sprint-native [--threads N] [--kernel NAME]      serve the line protocol pacer-sprint/1 on stdin and stdout
pacer-sprint-native EPOCH --nonce N [--json]           print the digest of one nonce
pacer-sprint-native digests EPOCH --first N --count M  print one digest a line
pacer-sprint-native bench [--kernel NAME] [--json]     measure every kernel that this CPU has, or one

EPOCH: --dim D --layers L --heads H --ff F --seq S --chain ID --epoch E --beacon HEX --host HEX [--kernel NAME]
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let result = match args.first().map(String::as_str) {
        Some("bench") => bench(&args[1..]),
        Some("digests") => digests(&args[1..]),
        _ => prove(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(BadFlag(message)) => {
            eprintln!("pacer-sprint-native: {message}");
            ExitCode::from(2)
        }
    }
}

/// What the prover calls itself.
fn prover_name(kernel: Kernel) -> String {
    format!("native-{}", kernel.name)
}

/// Writes a line; whoever closed the pipe wants no more.
fn line(text: &str) {
    if writeln!(std::io::stdout(), "{text}").is_err() {
        std::process::exit(0);
    }
}

fn worker(flags: &mut Flags) -> Result<Worker, BadFlag> {
    let (shape, seed, kernel) = (flags.shape()?, flags.seed()?, flags.kernel()?);
    Ok(Arc::new(Epoch::new(kernel, seed, shape)).worker())
}

/// The line protocol, or with the flags of an epoch one digest.
fn prove(args: &[String]) -> Result<(), BadFlag> {
    let mut flags = Flags::parse(args)?;
    if ["dim", "layers", "heads", "ff", "seq", "chain", "epoch", "beacon", "host", "nonce"].iter().any(|n| flags.has(n))
    {
        let (nonce, json) = (flags.u64("nonce")?, flags.switch("json"));
        let mut worker = worker(&mut flags)?;
        flags.finish()?;
        let digest = hex(&worker.digests(nonce, 1)[0]);
        line(&if json { format!(r#"{{"digest":"{digest}"}}"#) } else { digest });
        return Ok(());
    }
    let (threads, kernel) = (flags.threads()?, flags.kernel()?);
    flags.finish()?;
    serve::serve(kernel, threads, BufReader::new(std::io::stdin()), std::io::stdout());
    // Searching threads end with the process.
    std::process::exit(0)
}

fn digests(args: &[String]) -> Result<(), BadFlag> {
    let mut flags = Flags::parse(args)?;
    let (first, count) = (flags.u64("first")?, flags.u64("count")?);
    if first.checked_add(count.saturating_sub(1)).is_none() {
        return Err(BadFlag("--count must not lead beyond the last nonce, 2^64 - 1".into()));
    }
    let mut worker = worker(&mut flags)?;
    flags.finish()?;
    let mut done = 0;
    while done < count {
        let batch = worker.batch().min(count - done);
        worker.digests(first + done, batch).iter().for_each(|digest| line(&hex(digest)));
        done += batch;
    }
    Ok(())
}

fn bench(args: &[String]) -> Result<(), BadFlag> {
    let mut flags = Flags::parse(args)?;
    let kernels: Vec<Kernel> = if flags.has("kernel") { vec![flags.kernel()?] } else { Kernel::all().collect() };
    let json = flags.switch("json");
    flags.finish()?;
    let measured = kernels.into_iter().map(bench::measure);
    if json {
        let all: Vec<_> = measured.collect();
        line(&serde_json::to_string(&all).expect("plain data"));
    } else {
        measured.for_each(|m| line(m.to_string().trim_end()));
    }
    Ok(())
}
