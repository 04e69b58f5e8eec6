import type { Readable, Writable } from 'node:stream';
import { SprintError } from '../error.js';
import { LineSplitter } from '../external/lines.js';
import { errorLine, parseAgentLine, readyLine, reportLine } from '../external/protocol.js';
import type { Prover, SprintTask } from '../prover.js';
import { ShapeError } from '../shape.js';

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
        const parsed = parseAgentLine(line);
        current?.abort();
        if (parsed.type === 'stop') continue;
        current = new AbortController();
        void work(prover, parsed.task, current.signal, output);
      } catch (error) {
        output.write(
          errorLine('invalid_line', `${error instanceof Error ? error.message : String(error)}: see PROTOCOL.md`),
        );
      }
    }
  }
}

async function work(prover: Prover, task: SprintTask, signal: AbortSignal, output: Writable): Promise<void> {
  try {
    for await (const report of prover.prove(task, signal)) output.write(reportLine(task.epoch, report));
  } catch (error) {
    if (!(error instanceof SprintError || error instanceof ShapeError)) throw error;
    const code = error instanceof ShapeError ? 'invalid_work' : codeOf(error);
    output.write(errorLine(code, error.message));
  }
}

function codeOf({ code }: SprintError): string {
  return code === 'invalid_task' ? 'invalid_work' : code;
}
