import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  createLogger,
  Health,
  isClassified,
  runPasses,
  type Action,
  type Agent,
  type Logger,
  type LogLevel,
  type LoopParts,
} from '@pacer/agent';
import type { Trace } from '../clock/trace.js';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { Killed } from './killed.js';
import { Life, type WallClock } from './life.js';
import { soundDisk } from './model-disk.js';

/** A program that was opened. */
export interface OpenedProgram {
  /** plans and acts until the signal is aborted */
  run: (parts: Pick<LoopParts<Action>, 'signal' | 'clock' | 'log' | 'health'>) => Promise<void>;
  close: () => void;
}

export function opened<A extends Action>(agent: Agent<A>): OpenedProgram {
  return { run: (parts) => runPasses(agent, parts), close: () => agent.close() };
}

/** Opens a program in one of its lives. */
export type OpenProgram = (life: Life, log: Logger, process: AgentProcess) => OpenedProgram;

/** What a process stands on. */
export interface ProcessParts {
  /** unique in the world, such as `claimer` or `claimer-b` */
  name: string;
  program: string;
  stateDir: string;
  world: VirtualClock;
  wall: WallClock;
  trace: Trace;
  logLevel: LogLevel;
  open: OpenProgram;
  /** it has died, or was started */
  onTurn: (process: AgentProcess) => void;
  /** an error that nobody classified */
  onSurprise: (process: AgentProcess, what: string) => void;
}

/** Files of a state folder that hold something; the others are made anew. */
const KEPT = /\.sqlite(-wal)?$/;

/** A program of the Host under a supervisor that starts it again when it has died: many lives on one state folder. */
export class AgentProcess {
  readonly name: string;
  readonly program: string;
  readonly stateDir: string;
  readonly disk = soundDisk();
  /** how often its state folder was put back: what it signed before may not be in it */
  era = 0;
  deaths = 0;
  /** what the next start waits for, milliseconds */
  restartMs = 1_000;
  readonly #parts: ProcessParts;
  readonly #backup: string;
  #wantsRestore = false;
  #life: Life | undefined;
  #program: OpenedProgram | undefined;

  constructor(parts: ProcessParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.program = parts.program;
    this.stateDir = parts.stateDir;
    this.#backup = `${parts.stateDir}.backup`;
  }

  /** The life that is lived now. */
  get life(): Life | undefined {
    return this.#life?.isAlive ? this.#life : undefined;
  }

  start(): void {
    const { world, wall, trace, program, logLevel } = this.#parts;
    const onDeath = (): void => {
      this.deaths++;
      this.#parts.onTurn(this);
      world.after(this.restartMs, () => {
        this.#bury();
        this.start();
      });
    };
    const life = new Life(`${this.name}.${this.deaths}`, { world, wall, trace, onDeath });
    this.#life = life;
    this.#parts.onTurn(this);
    const log = createLogger({ program, level: logLevel, destination: { write: (line) => this.#logged(life, line) } });
    try {
      this.#program = this.#parts.open(life, log, this);
    } catch (error) {
      if (!(error instanceof Killed) && !isClassified(error)) throw error;
      // A program that cannot start ends, and is started again.
      life.kill('at its start');
      return;
    }
    const { signal } = new AbortController();
    const health = new Health(life.clock, 120_000);
    this.#program.run({ signal, clock: life.clock, log, health }).catch((error: unknown) => {
      this.#parts.onSurprise(this, `the loop ended: ${String(error)}`);
    });
  }

  /** Keeps a copy of the state folder as it is. */
  backUp(): void {
    rmSync(this.#backup, { recursive: true, force: true });
    this.#copy(this.stateDir, this.#backup);
  }

  get hasBackup(): boolean {
    return existsSync(this.#backup);
  }

  /** Puts the copy back before the next start. */
  restoreAtNextStart(): void {
    this.#wantsRestore = true;
  }

  /** Ends for good. */
  end(): void {
    this.#life?.kill('at the end of the world');
    this.#bury();
  }

  #bury(): void {
    this.#program?.close();
    this.#program = undefined;
    if (!this.#wantsRestore || !this.hasBackup) return;
    this.#wantsRestore = false;
    this.era++;
    rmSync(this.stateDir, { recursive: true, force: true });
    this.#copy(this.#backup, this.stateDir);
  }

  #copy(from: string, to: string): void {
    mkdirSync(to, { recursive: true });
    if (!existsSync(from)) return;
    for (const file of readdirSync(from)) if (KEPT.test(file)) cpSync(join(from, file), join(to, file));
  }

  #logged(life: Life, line: string): void {
    if (!life.isAlive) return;
    life.note(line.replace(/"time":"[^"]*",?/, '').trimEnd());
    if (line.includes('"unclassified":true')) this.#parts.onSurprise(this, line);
  }
}
