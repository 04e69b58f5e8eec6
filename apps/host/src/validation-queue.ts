import { type Clock, systemClock } from '@pacer/agent';
import { MlError } from '@pacer/ml';

/** What runs on one ML Node. */
export interface EngineLoad {
  /** Calls for users. */
  users: number;
  /** Calls of validation. */
  validations: number;
}

export interface ValidationQueueOptions {
  /** Calls of validation on one ML Node at the same time. */
  readonly perEngine?: number;
  /** A call gives way to users so many times, and then runs to its end beside them. */
  readonly givesWay?: number;
  /** While users leave nothing free, one call begins nevertheless each time so long after the last, in milliseconds. */
  readonly everyMs?: number;
  /** So long a call waits for which a claim waits, in milliseconds; then it is the next one beside users. */
  readonly urgentMs?: number;
  /** So long a call waits at most, in milliseconds; then it is `busy`. */
  readonly mostMs?: number;
  readonly clock?: Clock;
}

/** A call of validation that wants to begin. */
export interface Wanted<E> {
  /** ML Nodes that could take it now; none of them: then it is asked again. */
  readonly candidates: () => readonly E[];
  readonly urgent: boolean;
  /** How often it gave way. */
  readonly gaveWay: number;
  readonly signal?: AbortSignal | undefined;
}

/** Its turn. */
export interface Turn<E> {
  readonly engine: E;
  /** Aborted when a user came: then the call ends and waits anew. */
  readonly givesWay: AbortSignal;
  /** Must be called when the call ended, however. */
  readonly end: () => void;
}

interface Waiter<E> extends Wanted<E> {
  readonly sinceMs: number;
  readonly begin: (turn: Turn<E>) => void;
  readonly refuse: (error: MlError) => void;
}

interface Running<E> {
  readonly engine: E;
  readonly controller: AbortController;
  readonly yields: boolean;
}

const DEFAULTS = { perEngine: 1, givesWay: 3, everyMs: 2_000, urgentMs: 1_000, mostMs: 20_000, clock: systemClock };

/**
 * Where calls of validation wait for users. One begins on an ML Node on which no user's call runs, and ends early when one comes;
 * what gave way often enough is left to run. Users who never leave a gap do not stop it: one call at a time gets through beside
 * them, those first that a claim waits for.
 */
export class ValidationQueue<E extends EngineLoad> {
  readonly #options: Required<ValidationQueueOptions>;
  readonly #waiting: Waiter<E>[] = [];
  readonly #running = new Set<Running<E>>();
  #beside = false;
  #lastMs: number;
  #alarm = new AbortController();

  constructor(options: ValidationQueueOptions = {}) {
    this.#options = { ...DEFAULTS, ...options };
    this.#lastMs = this.#options.clock.monotonic();
  }

  /** Calls that wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** @throws MlError `busy` when users left nothing for too long, `aborted` */
  enter(wanted: Wanted<E>): Promise<Turn<E>> {
    const { signal } = wanted;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal?.removeEventListener('abort', abort);
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      };
      const refuse = (error: MlError): void => {
        leave();
        reject(error);
      };
      const abort = (): void => {
        refuse(new MlError('aborted', 'the caller gave up on this request', { cause: signal?.reason }));
        // Nobody is left to be woken for, perhaps: an alarm would keep the process alive.
        this.dispatch();
      };
      const begin = (turn: Turn<E>): void => {
        leave();
        resolve(turn);
      };
      const waiter = { ...wanted, sinceMs: this.#options.clock.monotonic(), begin, refuse };
      const before = this.#waiting.findIndex(({ urgent }) => wanted.urgent && !urgent);
      this.#waiting.splice(before < 0 ? this.#waiting.length : before, 0, waiter);
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
      this.dispatch();
    });
  }

  /** A user's call begins on an ML Node: what runs there gives way. */
  yieldTo(engine: E): void {
    for (const running of this.#running) if (running.engine === engine && running.yields) running.controller.abort();
  }

  /** Looks who may begin: to be called whenever a user's call ended. */
  dispatch(): void {
    this.#alarm.abort();
    for (const waiter of [...this.#waiting]) this.#tryToBegin(waiter);
    this.#setAlarm();
  }

  #tryToBegin(waiter: Waiter<E>): void {
    const { perEngine, givesWay, mostMs, clock } = this.#options;
    const candidates = waiter.candidates();
    const free = least(candidates.filter(({ users, validations }) => users === 0 && validations < perEngine));
    const now = clock.monotonic();
    if (free) this.#begin(waiter, free, { yields: waiter.gaveWay < givesWay, beside: false });
    else if (!this.#beside && now >= this.#dueAt(waiter)) {
      const engine = least(candidates);
      if (engine) this.#begin(waiter, engine, { yields: false, beside: true });
    } else if (now >= waiter.sinceMs + mostMs) {
      const message = `requests of users left no ML Node free for ${mostMs} ms; add ML Nodes if this goes on`;
      waiter.refuse(new MlError('busy', message));
    }
  }

  #begin(waiter: Waiter<E>, engine: E, { yields, beside }: { yields: boolean; beside: boolean }): void {
    const controller = new AbortController();
    const running = { engine, controller, yields };
    engine.validations += 1;
    this.#running.add(running);
    this.#lastMs = this.#options.clock.monotonic();
    if (beside) this.#beside = true;
    const end = (): void => {
      if (!this.#running.delete(running)) return;
      engine.validations -= 1;
      if (beside) this.#beside = false;
      this.dispatch();
    };
    waiter.begin({ engine, givesWay: controller.signal, end });
  }

  /** When it may begin beside users. */
  #dueAt({ urgent, sinceMs }: Waiter<E>): number {
    const { everyMs, urgentMs } = this.#options;
    const regular = this.#lastMs + everyMs;
    return urgent ? Math.min(regular, sinceMs + urgentMs) : regular;
  }

  /** Nothing else may happen until somebody's time has come. */
  #setAlarm(): void {
    if (this.#waiting.length === 0) return;
    const { mostMs, clock } = this.#options;
    const times = this.#waiting.flatMap((waiter) => [
      waiter.sinceMs + mostMs,
      ...(this.#beside ? [] : [this.#dueAt(waiter)]),
    ]);
    const alarm = new AbortController();
    this.#alarm = alarm;
    void clock.sleep(Math.max(1, Math.min(...times) - clock.monotonic()), alarm.signal).then(() => {
      if (!alarm.signal.aborted) this.dispatch();
    });
  }
}

/** The one with the least on it, the first one of equals. */
function least<E extends EngineLoad>(engines: readonly E[]): E | undefined {
  return engines.reduce<E | undefined>(
    (best, engine) => (best && loadOf(best) <= loadOf(engine) ? best : engine),
    undefined,
  );
}

function loadOf({ users, validations }: EngineLoad): number {
  return users + validations;
}
