//! The prover: requests in, reports out.

use std::io::{BufRead, Write};
use std::sync::mpsc::{channel, RecvTimeoutError, Sender};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::digests::Epoch;
use crate::frontier::Frontier;
use crate::kernel::Kernel;
use crate::protocol::{self, Reply, Request, Work};
use crate::search::{self, Chunk, Search};

/// Time between two reports.
const INTERVAL: Duration = Duration::from_millis(250);

enum Event {
    Line(Vec<u8>),
    /// The agent is gone.
    End,
    Chunk {
        work: u64,
        chunk: Chunk,
    },
}

struct Current {
    id: u64,
    epoch: u64,
    last: u64,
    frontier: Frontier,
    due: Instant,
    _search: Search,
}

struct Prover<W> {
    kernel: Kernel,
    threads: usize,
    events: Sender<Event>,
    out: W,
    works: u64,
    weights: Option<Arc<Epoch>>,
    current: Option<Current>,
}

/// Serves the requests of `input` until it ends or `out` can't be written to.
pub fn serve(kernel: Kernel, threads: usize, input: impl BufRead + Send + 'static, out: impl Write) {
    let (events, received) = channel();
    let lines = events.clone();
    std::thread::spawn(move || {
        for line in input.split(b'\n').map_while(Result::ok) {
            if !line.trim_ascii().is_empty() && lines.send(Event::Line(line)).is_err() {
                return;
            }
        }
        let _ = lines.send(Event::End);
    });
    let mut prover = Prover { kernel, threads, events, out, works: 0, weights: None, current: None };
    let ready = Reply::Ready { protocol: protocol::PROTOCOL, name: crate::prover_name(kernel), threads };
    let mut result = prover.send(&ready);
    while result.is_ok() {
        let wait = prover.current.as_ref().map(|c| c.due.saturating_duration_since(Instant::now()));
        let event = match wait {
            Some(wait) => received.recv_timeout(wait),
            None => received.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        result = match event {
            Ok(Event::Line(line)) => match protocol::read(&line) {
                // What is running ends as if it had been stopped.
                Ok(Request::Work(work)) => prover.report(true).map(|()| prover.begin(work)),
                Ok(Request::Stop) => prover.report(true),
                Err(reply) => prover.send(&reply),
            },
            Ok(Event::Chunk { work, chunk }) => prover.add(work, chunk),
            Err(RecvTimeoutError::Timeout) => prover.report(false),
            Ok(Event::End) | Err(RecvTimeoutError::Disconnected) => return,
        };
    }
}

impl<W: Write> Prover<W> {
    fn send(&mut self, reply: &Reply) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(reply)?;
        line.push(b'\n');
        self.out.write_all(&line)?;
        self.out.flush()
    }

    fn begin(&mut self, work: Work) {
        let epoch = match self.weights.take() {
            Some(epoch) if epoch.has_weights_of(&work.seed, work.shape) => epoch.for_host(work.seed.host),
            before => {
                // Before the next ones need their memory; a thread that is in its last batch keeps them until its end.
                drop(before);
                Epoch::new(self.kernel, work.seed.clone(), work.shape)
            }
        };
        let epoch = Arc::new(epoch);
        self.works += 1;
        let id = self.works;
        let events = self.events.clone();
        let search = search::start(&epoch, work.target, work.first, work.last, self.threads, move |chunk| {
            // The receiver only ends with the process.
            let _ = events.send(Event::Chunk { work: id, chunk });
        });
        self.current = Some(Current {
            id,
            epoch: work.seed.epoch,
            last: work.last,
            frontier: Frontier::new(work.first),
            due: Instant::now() + INTERVAL,
            _search: search,
        });
        self.weights = Some(epoch);
    }

    fn add(&mut self, work: u64, chunk: Chunk) -> std::io::Result<()> {
        let Some(current) = self.current.as_mut().filter(|current| current.id == work) else {
            return Ok(());
        };
        current.frontier.add(chunk.first, chunk.count, chunk.hits);
        if current.frontier.next() > u128::from(current.last) {
            self.report(true)
        } else if current.due <= Instant::now() {
            // Chunks may come so fast that waiting for one never times out.
            self.report(false)
        } else {
            Ok(())
        }
    }

    /// Says what is new; `done` ends the work.
    fn report(&mut self, done: bool) -> std::io::Result<()> {
        let Some(current) = self.current.as_mut() else {
            return Ok(());
        };
        current.due = Instant::now() + INTERVAL;
        let reply = Reply::Report {
            epoch: current.epoch.to_string(),
            frontier: current.frontier.next().to_string(),
            hits: current.frontier.take_hits().iter().map(u64::to_string).collect(),
            done,
        };
        if done {
            self.current = None;
        }
        self.send(&reply)
    }
}

#[cfg(test)]
mod tests;
