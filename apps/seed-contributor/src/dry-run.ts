import { fileSigner, openKeys, openPool, readPassword, systemClock, TxJournal } from '@pacer/agent';
import type { Facts } from './facts.js';
import { makeDealing, type MakingParts } from './make-dealing.js';
import { makeOpening } from './make-opening.js';
import { isDone, nextStep, type NextStep } from './next-step.js';
import type { Made } from './preparations.js';
import { FactsReader } from './read-facts.js';
import { threadedScheme } from './scheme.js';
import { PARTS, PROGRAM, partKey, type ContributorConfig, type Part } from './settings.js';
import type { Table } from './table.js';

/** What would be sent, and when. */
export interface WouldSend {
  part: Part;
  epoch: bigint;
  /** undefined when nothing would be sent */
  attempt: number | undefined;
  /** `now`, or the height that the next block must be able to have */
  when: bigint | 'now' | undefined;
  why: string;
  /** what was computed and verified for it */
  made: { bytes: number; payload: string; gas: bigint } | undefined;
}

/** How far a dealing has come: slots done, of W. */
export type Telling = (done: number, of: number) => void;

/**
 * Computes and verifies the dealing and opening of the current epoch that the chain does not have, as `run` would, and sends
 * nothing. Works beside a program that runs.
 */
export async function dryRun(config: ContributorConfig, signal: AbortSignal, tell?: Telling): Promise<WouldSend[]> {
  const { chainId, host } = config;
  const keys = openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) });
  const scheme = threadedScheme(config.own.workers);
  const signer = fileSigner(keys, scheme);
  const journal = TxJournal.openReadOnly({ stateDir: config.stateDir, program: PROGRAM });
  const pool = openPool(config);
  try {
    const made = new Map<string, Made>();
    const reader = new FactsReader({
      ...{ chainId, host, signer, pool, attempts: journal ?? { attempts: () => [] } },
      prepared: (key) => {
        const one = made.get(key);
        return one ? { state: 'ready', payload: one.payload } : { state: 'absent' };
      },
    });
    const facts = await reader.read();
    const parts: MakingParts = { host, signer, pool, clock: systemClock, scheme };
    for (const part of PARTS) {
      const one = reader.table && (await make(parts, reader.table, facts, part, signal, tell));
      if (one) made.set(partKey(part, facts.epoch), one);
    }
    const after = await reader.read();
    return PARTS.map((part) => wouldSend(after, part, made.get(partKey(part, after.epoch))));
  } finally {
    pool.close();
    journal?.close();
  }
}

async function make(
  parts: MakingParts,
  table: Table,
  facts: Facts,
  part: Part,
  signal: AbortSignal,
  onProgress?: Telling,
): Promise<Made | undefined> {
  const { round } = facts;
  if (!round.held || !round.keyFits || isDone(round.parts[part])) return undefined;
  if (part === 'deal') {
    if (round.closeHeight > 0n) return undefined;
    return makeDealing(parts, table, { signal, ...(onProgress && { onProgress }) });
  }
  return round.closeHeight > 0n ? makeOpening(parts, table, { signal }) : undefined;
}

function wouldSend(facts: Facts, part: Part, made: Made | undefined): WouldSend {
  const step = nextStep(facts, part);
  const sent = step.kind === 'now' || step.kind === 'at' ? step : undefined;
  return {
    ...{ part, epoch: facts.epoch, why: step.why, attempt: sent?.attempt, when: whenOf(step) },
    made: made && { bytes: made.bytes.length, payload: made.payload, gas: made.gas },
  };
}

function whenOf(step: NextStep): WouldSend['when'] {
  return step.kind === 'now' ? 'now' : step.kind === 'at' ? step.height : undefined;
}

/** For people. */
export function wouldSendText({ part, epoch, attempt, when, why, made }: WouldSend): string {
  const key = partKey(part, epoch);
  const computed = made ? `; computed and verified: ${made.bytes} bytes, ${made.gas} gas, SHA-256 ${made.payload}` : '';
  if (attempt === undefined) return `${key}: nothing would be sent (${why})${computed}\n`;
  const time = when === 'now' ? 'now' : `once the next block can be ${when}`;
  return `${key}#${attempt} would be sent ${time} (${why})${computed}\n`;
}
