import { asSetupError, assertSpace, type LocalNet, SetupError } from '@pacer/testing';
import { watchBlocks } from './block-watch.js';
import { DemoFailed } from './failed.js';
import { type Teller } from './teller.js';

/** What a story happens to. */
export interface StoryWorld {
  readonly net: LocalNet;
  /** Ends everything and returns the names of what was still there after it. */
  stop(options: { keepFolder: boolean }): Promise<string[]>;
}

/** A story: what it needs, and what happens. */
export interface Telling<W extends StoryWorld> {
  readonly prepare: (onStep: (line: string) => void) => Promise<W>;
  /** @returns what the verdict says when all is well */
  readonly tell: (world: W, teller: Teller, signal: AbortSignal) => Promise<string>;
}

/**
 * Tells a story from the set-up to the verdict, and leaves no process behind.
 * @returns the exit code: 0 all is well, 1 something is not as it must be, 2 this machine or the command stands in the way
 */
export async function runStory<W extends StoryWorld>({ prepare, tell }: Telling<W>, teller: Teller): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      stop.abort(new Error(`stopped by ${signal}`));
    });
  let world: W | undefined;
  let verdict: string;
  let code: number;
  try {
    world = await prepare((line) => {
      teller.line('setup', line);
    });
    const told = tell(world, teller, stop.signal);
    const watched = watchBlocks(world.net, stop.signal).then(() => told);
    verdict = `RESULT ok · ${await Promise.race([told, watched])}`;
    code = 0;
  } catch (error) {
    ({ verdict, code } = explain(error, teller, world));
  } finally {
    stop.abort();
  }
  const left = (await world?.stop({ keepFolder: code !== 0 })) ?? [];
  if (left.length > 0) {
    verdict = `FAILED at end: expected no process, but these are left: ${left.join(', ')}`;
    code = 1;
  }
  if (code !== 0 && world) teller.verdict(`Logs of every program: ${world.net.dir}`);
  teller.verdict(verdict);
  return code;
}

function explain(error: unknown, teller: Teller, world: StoryWorld | undefined): { verdict: string; code: number } {
  const setup = error instanceof SetupError ? error : (asSetupError(error, 'running the demo') ?? diskFull(world));
  if (setup) return { verdict: setup.message, code: 2 };
  if (error instanceof RangeError) return { verdict: error.message, code: 2 };
  const log = error instanceof DemoFailed ? error.log : undefined;
  if (log !== undefined) teller.verdict(`\nThe end of the log:\n${cut(log)}\n`);
  const text =
    error instanceof DemoFailed ? error.message : `FAILED at ${world ? 'story' : 'setup'}: ${(error as Error).message}`;
  return { verdict: text, code: 1 };
}

/** A disk that filled up on the way is the cause of whatever else went wrong. */
function diskFull(world: StoryWorld | undefined): SetupError | undefined {
  try {
    if (world) assertSpace(world.net.dir, 4_000_000, 'the demo');
  } catch (error) {
    if (error instanceof SetupError) return error;
  }
  return undefined;
}

/** Log lines are long; who wants them whole finds them in the file. */
function cut(log: string): string {
  return log
    .split('\n')
    .map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line))
    .join('\n');
}
