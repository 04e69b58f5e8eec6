import { classify, type OutcomeClass } from '@pacer/client';
import { multiplyAdds, type Shape } from '@pacer/sprint';
import type { AttemptFacts } from './facts.js';
import type { Run, Verdict } from './hits-journal.js';

/** An attempt for people: what became of it, of which class that is, and what to do. */
export interface AttemptReport {
  key: string;
  attempt: number;
  /** nonces that it carries */
  count: number;
  hash: string | undefined;
  state: string;
  height: bigint | undefined;
  reason: string | undefined;
  class: OutcomeClass | undefined;
  what: string | undefined;
}

/** How the prover does, by what it made durable last. */
export interface PaceReport {
  prover: string;
  threads: number;
  /** nonces that were done here, and the hits among them */
  done: bigint;
  found: number;
  falseHits: number;
  /** nonces in a thousand seconds, and multiply–adds in a millisecond of a second: 0 when nothing was reported of late */
  rateMilli: bigint;
  megaMacPerSecond: bigint;
  restarts: number;
  /** why it is not running; empty while it is */
  failing: string;
}

/** A Sprint that is over, or not yet. */
export interface SprintReport {
  /** epoch at whose end it is */
  epoch: bigint;
  /** nonces that were done here, and the hits among them; 0 when nothing is known of them any more */
  done: bigint;
  found: number;
  /** nonces of this Host, and of all Hosts that were not found guilty */
  committed: number;
  total: bigint;
  /** this Host's share of the work, in millionths */
  sharePpm: bigint;
  guilty: { height: bigint; nonce: bigint } | undefined;
  /** whether the weights of the epoch before continue */
  kept: boolean;
  /** this Host's weight in the next epoch, in 10^-9 of all, and its slots; undefined before that begins */
  weight: bigint | undefined;
  slots: bigint | undefined;
  /** why nothing is committed; empty if something is, and while something can be */
  why: string;
  attempts: AttemptReport[];
  /** nonces of others that were computed again, by what came of it */
  checks: Record<Verdict, number>;
  challenges: AttemptReport[];
}

/** What a run that nobody updates any more is worth: its rate is 0. @param nowMs Unix milliseconds */
export function paceOf(run: Run, shape: Shape | undefined, nowMs: number): PaceReport {
  const isFresh = run.failing === '' && nowMs - run.updatedMs < STALE_MS;
  const rateMilli = isFresh ? run.rateMilli : 0n;
  const { prover, threads, done, found, falseHits, restarts, failing } = run;
  const macs = shape === undefined ? 0n : BigInt(multiplyAdds(shape));
  return {
    ...{ prover, threads, done, found, falseHits, restarts, failing, rateMilli },
    megaMacPerSecond: (rateMilli * macs) / 1_000_000_000n,
  };
}

const STALE_MS = 5_000;

/** An attempt with what became of it. */
export function attemptReport(key: string, one: AttemptFacts): AttemptReport {
  const { attempt, count, state, hash, refusal, outcome } = one;
  const bare = {
    key,
    attempt,
    count,
    hash,
    state,
    height: undefined,
    reason: undefined,
    class: undefined,
    what: undefined,
  };
  switch (outcome?.kind) {
    case 'failed':
      return { ...bare, state: 'refused', height: outcome.height, ...refusalReport(outcome, '') };
    case 'ok':
      return { ...bare, state: 'ok', height: outcome.height, class: 'done' };
    case 'dead': {
      const by = outcome.provenBy;
      const reason = by.length > 0 ? `never included, by ${by.join(' and ')}` : 'never sent: the window was over';
      if (!refusal) return { ...bare, state: 'dead', reason, class: 'retry' };
      return { ...bare, ...refusalReport(refusal, `${reason}; a node answered `), state: 'dead' };
    }
    case 'superseded':
      return { ...bare, state: 'superseded', reason: 'the chain shows it already', class: 'done' };
    case undefined:
      return refusal ? { ...bare, ...refusalReport(refusal, 'a node answered ') } : bare;
  }
}

function refusalReport({ codespace, code, log }: NonNullable<AttemptFacts['refusal']>, before: string) {
  const { class: of, name, what } = classify(codespace, code);
  return { reason: `${before}${name}: ${log}`, class: of, what };
}

/** What a Sprint without any work of this Host was missing. */
export interface Missing {
  eligible: boolean;
  run: Run | undefined;
  attempts: readonly AttemptReport[];
}

/** Why nothing was committed in a window that is over. */
export function whyNothing({ eligible, run, attempts }: Missing): string {
  if (!eligible)
    return 'the Host took no part: its keys were not in use in the next epoch, or it has retired or was excluded';
  const last = attempts.at(-1);
  if (last) return `${last.key}#${last.attempt} ${last.state}${last.reason === undefined ? '' : `: ${last.reason}`}`;
  if (!run) return 'nothing was computed: the program did not run in the window, or has lost its journal';
  if (run.failing !== '') return `the prover was not running: ${run.failing}`;
  if (run.found === 0) return `there was no hit among ${run.done} nonces`;
  return `${run.found} hits were found, and no message was sent: the program did not run at the end of the window`;
}
