import { existsSync } from 'node:fs';
import { openPool } from '@pacer/agent';
import { type Duty, type DutyState, Journal } from '@pacer/journal';
import type { HostConfig } from './config.js';
import { type EngineState, Engines } from './engines.js';
import { isClaimable } from './validation/epoch-duties.js';

/** A duty that is not done, and why. */
export interface PendingDuty {
  readonly batch: bigint;
  readonly index: number;
  readonly owner: string;
  readonly state: DutyState;
  readonly priority: number;
  readonly failures: number;
  readonly reason: string | undefined;
  /** Seconds until it is tried again; 0 when it is due. */
  readonly inSeconds: number;
}

export interface EpochStatus {
  readonly epoch: bigint;
  readonly drawn: number;
  readonly done: number;
  readonly pending: readonly PendingDuty[];
  /** Verdicts in the work journal by their state. */
  readonly results: Record<string, number>;
}

/** Where the API Node stands. */
export interface Status {
  /** Undefined when the chain can't be reached: then all epochs of the journal are shown. */
  readonly chain: { readonly height: bigint; readonly epoch: bigint } | undefined;
  readonly chainFault: string | undefined;
  readonly engines: readonly EngineState[];
  readonly records: Record<string, number>;
  readonly epochs: readonly EpochStatus[];
}

/** Looks at journal, chain and ML Nodes without changing anything, also while the program runs. */
export async function readStatus(config: HostConfig): Promise<Status> {
  const [engines, { chain, chainFault }] = await Promise.all([
    new Engines(config.own.ml_nodes).probe(),
    readChain(config),
  ]);
  if (!existsSync(config.workJournal)) return { chain, chainFault, engines, records: {}, epochs: [] };
  const journal = Journal.open(config.workJournal);
  try {
    const epochs = journal.sigmas.epochs().filter((epoch) => !chain || isClaimable(epoch, chain.epoch));
    return {
      ...{ chain, chainFault, engines, records: journal.records.count() },
      epochs: epochs.map((epoch) => epochStatus(journal, epoch, Date.now())),
    };
  } finally {
    journal.close();
  }
}

async function readChain(config: HostConfig): Promise<Pick<Status, 'chain' | 'chainFault'>> {
  const pool = openPool(config);
  try {
    const { height, epoch } = (await pool.latest()).status;
    return { chain: { height, epoch }, chainFault: undefined };
  } catch (error) {
    return { chain: undefined, chainFault: error instanceof Error ? error.message : String(error) };
  } finally {
    pool.close();
  }
}

function epochStatus(journal: Journal, epoch: bigint, nowMs: number): EpochStatus {
  const counts = journal.duties.count(epoch);
  const results: Record<string, number> = {};
  for (const { state } of journal.results.ofEpoch(epoch)) results[state] = (results[state] ?? 0) + 1;
  return {
    ...{ epoch, results, done: counts.done },
    drawn: counts.wanted + counts.running + counts.done + counts.failed,
    pending: journal.duties.open(epoch).map((duty) => pendingOf(duty, nowMs)),
  };
}

function pendingOf(
  { batchId, index, owner, state, priority, failures, lastError, nextTryMs }: Duty,
  nowMs: number,
): PendingDuty {
  const inSeconds = Math.max(0, Math.ceil((nextTryMs - nowMs) / 1000));
  return { batch: batchId, index, owner, state, priority, failures, reason: lastError, inSeconds };
}

/** For people. */
export function statusText({ chain, chainFault, engines, records, epochs }: Status): string {
  const kept = Object.entries(records).map(([state, count]) => `${count} ${state}`);
  const lines = [
    chain ? `height ${chain.height}, epoch ${chain.epoch}` : `the chain can't be reached: ${chainFault ?? ''}`,
    ...engines.map(engineText),
    `records: ${kept.join(', ') || 'none'}`,
    ...epochs.flatMap(epochText),
    ...(epochs.length === 0 ? ['duties: none known; they are drawn once the reward-claimer has signed σ'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function engineText({ url, up, models, fault }: EngineState): string {
  return up
    ? `ML Node ${url}: serves ${models.join(', ')}`
    : `ML Node ${url}: away (${fault ?? 'no answer'}); duties wait for it`;
}

function epochText({ epoch, drawn, done, pending, results }: EpochStatus): string[] {
  const verdicts = Object.entries(results).map(([state, count]) => `${count} ${state}`);
  return [
    `epoch ${epoch}: ${drawn} duties drawn, ${done} done, ${pending.length} pending; results: ${verdicts.join(', ') || 'none'}`,
    ...pending.map((duty) => `  ${pendingText(duty)}`),
  ];
}

/** One open duty in words, for status and `--dry-run`. */
export function pendingText({ batch, index, owner, state, failures, reason, inSeconds }: PendingDuty): string {
  const when = state === 'running' ? 'under way' : inSeconds === 0 ? 'due' : `again in ${inSeconds} s`;
  const why = reason === undefined ? '' : `: ${reason} (tried ${failures} ${failures === 1 ? 'time' : 'times'})`;
  return `batch ${batch}, index ${index} of ${owner}, ${when}${why}`;
}
