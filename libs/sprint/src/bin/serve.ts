import type { Readable, Writable } from 'node:stream';
import { SprintError } from '../error.js';
import { LineSplitter } from '../external/lines.js';
import { type AgentLine, errorLine, LineError, parseAgentLine, readyLine, reportLine } from '../external/protocol.js';
import type { Prover, SprintTask } from '../prover.js';
import { ShapeError } from '../shape.js';
import { assertTask } from '../task.js';

/**
 * The prover's side of the line protocol (PROTOCOL.md). Settled when the input ends: the agent is gone, and so is the
 * reason to work.
 */
export async function serve(prover: Prover, input: Readable, output: Writable): Promise<void> {
  output.write(readyLine(prover.name, prover.threads));
  const splitter = new LineSplitter();
  let current: AbortController | undefined;
  for await (const bytes of input as AsyncIterable<Uint8Array>) {
    for (const line of splitter.push(bytes)) {
      try {
        const parsed = accepted(line);
        current?.abort();
        if (parsed.type === 'stop') continue;
        current = new AbortController();
        void work(prover, parsed.task, current.signal, output);
      } catch (error) {
        output.write(refusal(error));
      }
    }
  }
}

/** Before the work that runs is touched: a line that is refused changes nothing. */
function accepted(line: string | LineError): AgentLine {
  if (line instanceof LineError) throw line;
  const parsed = parseAgentLine(line);
  if (parsed.type === 'work') assertTask(parsed.task);
  return parsed;
}

async function work(prover: Prover, task: SprintTask, signal: AbortSignal, output: Writable): Promise<void> {
  try {
    for await (const report of prover.prove(task, signal)) output.write(reportLine(task.epoch, report));
  } catch (error) {
    output.write(refusal(error));
  }
}

/** What is said about an error; any other than those of this package is a bug and ends the program. */
function refusal(error: unknown): string {
  if (error instanceof LineError) return errorLine(error.code, `${error.message}: see PROTOCOL.md`);
  if (error instanceof ShapeError) return errorLine('invalid_work', error.message);
  if (!(error instanceof SprintError)) throw error;
  return errorLine(error.code === 'invalid_task' ? 'invalid_work' : error.code, error.message);
}
