import { countFindings, type Finding, type FindingKind } from './audit.js';
import { type BulkRun } from './bulk-run.js';
import { type Drain } from './drain.js';
import { journalBytes } from './measure.js';
import { secondsSince, sum } from './sum.js';

/** What came of a run. */
export interface BulkResult {
  readonly records: {
    readonly handedOver: number;
    readonly poisoned: number;
    /** from the first start of a program to the last record on the chain, kills included */
    readonly perSecond: number;
  };
  readonly results: { readonly duties: number; readonly poisoned: number; readonly ratePpm: number };
  readonly batches: number;
  readonly resultMessages: number;
  /** transactions that a block refused, by `codespace/code` */
  readonly refused: Readonly<Record<string, number>>;
  readonly kills: {
    readonly total: number;
    readonly submitters: number;
    readonly writers: number;
    /** with something in the journal that was in no block yet */
    readonly atWork: number;
  };
  readonly drain: Drain;
  /** blocks */
  readonly epochLength: number;
  /** blocks between two batches of a Host */
  readonly batchInterval: number;
  readonly seconds: number;
  readonly hosts: readonly {
    readonly name: string;
    /** most resident memory of its submitter, in all of its lives, MB */
    readonly peakMb: number;
    readonly journalBytes: number;
  }[];
  readonly counts: Readonly<Record<FindingKind, number>>;
  /** empty if everything is right */
  readonly findings: readonly string[];
}

export interface Measured {
  readonly recordSeconds: number;
  readonly drain: Drain;
  /** MB by name of the Host */
  readonly peaks: ReadonlyMap<string, number>;
  readonly epochLength: number;
  readonly batchInterval: number;
}

export function resultOf(run: BulkRun, findings: readonly Finding[], measured: Measured): BulkResult {
  const { recordSeconds, peaks, ...rest } = measured;
  const { hosts, tally, duties } = run.network;
  const handedOver = sum(hosts.map(({ records }) => records));
  const victims = run.kills.map(({ victim }) => victim);
  return {
    records: { handedOver, poisoned: handedOver - run.good, perSecond: run.good / recordSeconds },
    results: {
      ...{ duties: run.feed.drawn, ratePpm: duties.ratePpm },
      poisoned: sum(run.feed.works.map(({ poisoned }) => poisoned.length)),
    },
    batches: duties.headers.length,
    resultMessages: tally.resultMessages,
    refused: Object.fromEntries(tally.refused),
    kills: {
      total: victims.length,
      submitters: victims.filter((victim) => victim === 'submitter').length,
      writers: victims.filter((victim) => victim === 'writer').length,
      atWork: run.kills.filter(({ open }) => open > 0).length,
    },
    ...rest,
    seconds: secondsSince(run.began),
    hosts: hosts.map(({ name, journal }) => {
      return { name, peakMb: peaks.get(name) ?? NaN, journalBytes: journalBytes(journal) };
    }),
    counts: countFindings(findings),
    findings: findings.map(({ kind, what }) => `${kind}: ${what}`),
  };
}
