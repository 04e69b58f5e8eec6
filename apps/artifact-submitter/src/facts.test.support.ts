import type { Outcome } from '@pacer/agent';
import fc from 'fast-check';
import type { AttemptFacts, Facts, OpenBatch, OpenResult, WaitingRecords } from './facts.js';

/** Facts of a quiet network; tests change what they are about. */
export function someFacts(change: Partial<Facts> = {}): Facts {
  return {
    height: 100n,
    epoch: 1n,
    epochEnd: 180n,
    epochLength: 90n,
    nowMs: 1_000_000,
    intervalMs: 2_500,
    maxBatchCount: 8192,
    slots: new Map([['artifact/m', { height: 101n, epoch: 1n, until: 150n }]]),
    untaken: new Map(),
    served: new Set(['m', 'n']),
    maxFees: new Map([
      ['m', 9n],
      ['n', 9n],
    ]),
    waiting: [],
    batches: [],
    maxResults: new Map([
      [0n, 3],
      [1n, 3],
    ]),
    results: [],
    backlog: { queued: 0, inFlight: 0, oldestMs: undefined },
    quarantined: { records: 0, results: 0 },
    operations: new Map(),
    prunedBefore: undefined,
    ...change,
  };
}

export const failed = (codespace: string, code: number): Outcome => {
  return { kind: 'failed', height: 90n, codespace, code, log: '' };
};

export function ended(outcome: Outcome, change: Partial<AttemptFacts> = {}): AttemptFacts {
  return { attempt: 1, state: 'final', outcome, finalMs: 0, ...change };
}

export function batchOf(change: Partial<OpenBatch> = {}): OpenBatch {
  const batch = { op: 'batch/1/artifact/m/00', epoch: 1n, kind: 'artifact' as const, model: 'm' };
  return { ...batch, onChain: undefined, latest: undefined, ...change };
}

/** Records of a lane that wait since the beginning of time. */
export function waitingOf(count: number, change: Partial<WaitingRecords> = {}): WaitingRecords {
  return { kind: 'artifact', model: 'm', count, oldestMs: 0, ...change };
}

export function resultOf(index: number, change: Partial<OpenResult> = {}): OpenResult {
  const result = { epoch: 1n, batchId: 5n, index, verdict: 'match' as const, op: undefined, onChain: undefined };
  return { ...result, urgent: false, groupMax: undefined, ...change };
}

const codes = fc.constantFrom<[string, number]>(
  ...[3, 4, 5, 6, 9, 10, 11, 12].map((code): [string, number] => ['inference', code]),
  ['host', 2],
  ['host', 4],
  ['validation', 3],
  ['validation', 4],
  ['validation', 5],
  ['validation', 6],
  ['sdk', 5],
  ['sdk', 11],
  ['sdk', 13],
  ['feegrant', 2],
  ['nobody', 77],
);

const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ kind: fc.constant('ok' as const), height: fc.bigInt(80n, 110n) }),
  codes.map(([codespace, code]) => failed(codespace, code)),
  fc.constant<Outcome>({ kind: 'dead', provenBy: ['a', 'b'] }),
  fc.constant<Outcome>({ kind: 'superseded' }),
);

const attempts: fc.Arbitrary<AttemptFacts> = fc.oneof(
  fc.record({
    attempt: fc.integer({ min: 1, max: 9 }),
    state: fc.constantFrom('intent' as const, 'signed' as const, 'broadcast' as const),
    outcome: fc.constant(undefined),
    finalMs: fc.constant(undefined),
  }),
  fc.record({
    attempt: fc.integer({ min: 1, max: 40 }),
    state: fc.constant('final' as const),
    outcome: outcomes,
    finalMs: fc.integer({ min: 0, max: 1_000_000 }),
  }),
);

const model = fc.constantFrom('m', 'n', 'o');
const kind = fc.constantFrom('artifact' as const, 'response' as const);
const lane = fc.tuple(kind, model).map(([of, name]) => `${of}/${name}`);
const epoch = fc.bigInt(0n, 5n);
const batches = fc.uniqueArray(
  fc.record<OpenBatch>({
    op: fc.integer({ min: 0, max: 99 }).map((n) => `batch/${n}`),
    epoch,
    kind,
    model,
    onChain: fc.option(fc.bigInt(0n, 9n), { nil: undefined }),
    latest: fc.option(attempts, { nil: undefined }),
  }),
  { maxLength: 5, selector: ({ op }) => op },
);
const results = fc
  .uniqueArray(
    fc.record<OpenResult>({
      epoch,
      batchId: fc.bigInt(0n, 3n),
      index: fc.integer({ min: 0, max: 9 }),
      verdict: fc.constantFrom('match', 'mismatch'),
      op: fc.constant(undefined),
      onChain: fc.option(fc.constantFrom('match' as const, 'mismatch' as const), { nil: undefined, freq: 3 }),
      urgent: fc.boolean(),
      groupMax: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    }),
    { maxLength: 25, selector: ({ epoch: e, batchId, index }) => `${e}/${batchId}.${index}` },
  )
  .chain((all) =>
    // An operation carries items of one epoch; its key names one of them.
    fc.tuple(
      ...all.map((one) => fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }).map((n) => withOp(one, n))),
    ),
  );

function withOp(result: OpenResult, n: number | undefined): OpenResult {
  return n === undefined ? result : { ...result, op: `results/${result.epoch}/0.${n}` };
}

/** Any facts at all, consistent or not: a plan must be safe whatever it is shown. */
export const anyFacts: fc.Arbitrary<Facts> = fc.record({
  height: fc.bigInt(95n, 105n),
  epoch,
  epochEnd: fc.bigInt(90n, 190n),
  epochLength: fc.constantFrom(90n, 17_280n),
  nowMs: fc.integer({ min: 0, max: 3_000_000 }),
  intervalMs: fc.constantFrom(2_500, 500_000),
  maxBatchCount: fc.integer({ min: 1, max: 8192 }),
  slots: fc
    .array(
      fc.tuple(lane, fc.record({ height: fc.bigInt(94n, 112n), epoch, until: fc.constantFrom(0n, 98n, 102n, 150n) })),
    )
    .map((entries) => new Map(entries)),
  untaken: fc.constant(new Map<string, string>()),
  served: fc.array(model).map((models) => new Set(models)),
  maxFees: fc.array(fc.tuple(model, fc.bigInt(0n, 9n))).map((entries) => new Map(entries)),
  waiting: fc.uniqueArray(
    fc.record({ kind, model, count: fc.integer({ min: 0, max: 9 }), oldestMs: fc.integer({ min: 0, max: 3_000_000 }) }),
    { selector: (one) => `${one.kind}/${one.model}` },
  ),
  batches,
  maxResults: fc.array(fc.tuple(epoch, fc.integer({ min: 0, max: 4 }))).map((entries) => new Map(entries)),
  results,
  backlog: fc.record({
    queued: fc.nat(),
    inFlight: fc.nat(),
    oldestMs: fc.option(fc.integer({ min: 0, max: 3_000_000 }), { nil: undefined }),
  }),
  quarantined: fc.record({ records: fc.nat(9), results: fc.nat(9) }),
  prunedBefore: fc.option(epoch, { nil: undefined }),
  operations: fc
    .array(fc.tuple(fc.tuple(epoch, fc.integer({ min: 0, max: 9 })), attempts), { maxLength: 12 })
    .map((entries) => new Map(entries.map(([[e, n], attempt]) => [`results/${e}/0.${n}`, attempt]))),
});
