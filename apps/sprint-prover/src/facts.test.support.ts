import type { Outcome } from '@pacer/agent';
import { SprintError } from '@pacer/proto/errors';
import fc from 'fast-check';
import type { AccusedFacts, AttemptFacts, Choices, Facts, ProvingFacts, ReviewFacts, SprintFacts } from './facts.js';

export const choices: Choices = { reserveBlocks: undefined, checks: 16, challenge: true };

/** The Sprint of epoch 4 of the local preset: B = 476, window 477 to 484, messages due at 478 and 482. */
export function sprintFacts(change: Partial<SprintFacts> = {}): SprintFacts {
  return {
    ...{
      epoch: 4n,
      eligible: true,
      cutoff: 473n,
      beaconHeight: 476n,
      computeEnd: 484n,
      span: 8n,
      maxNonces: 4096,
      task: 'aa',
    },
    chain: { count: 0, lastNonce: undefined, messages: 0, guiltyHeight: 0n },
    found: { frontier: 0n, hits: [], unchecked: 0, false: 0 },
    attempts: [],
    ...change,
  };
}

export function factsOf(sprint: SprintFacts, height: bigint, change: Partial<Facts> = {}): Facts {
  const proving: ProvingFacts = { state: 'off' };
  return { height, epoch: sprint.epoch, blockMs: 500n, sprint, proving, reviews: [], choices, ...change };
}

export function hitsOf(...nonces: (bigint | number)[]): SprintFacts['found'] {
  const hits = nonces.map(BigInt);
  return { frontier: (hits.at(-1) ?? -1n) + 1n, hits, unchecked: 0, false: 0 };
}

export function attempt(message: number, number: number, fromHeight: bigint, outcome?: Outcome): AttemptFacts {
  const state = outcome ? 'final' : 'broadcast';
  return {
    ...{ message, attempt: number, state, hash: `HASH${message}.${number}`, fromHeight },
    ...{ count: 2, lastNonce: BigInt(100 * message), refusal: undefined, outcome },
  };
}

export function refused(height: bigint, code: number, codespace = 'sprint'): Outcome {
  return { kind: 'failed', height, codespace, code, log: 'for people' };
}

export const dead: Outcome = { kind: 'dead', provenBy: ['a', 'b'] };

export function accused(change: Partial<AccusedFacts> = {}): AccusedFacts {
  return { host: 'x', count: 40, guilty: false, checked: 0, misses: [], challengeFrom: 0n, challenges: [], ...change };
}

export function reviewFacts(change: Partial<ReviewFacts> = {}): ReviewFacts {
  return {
    epoch: 4n,
    computeEnd: 484n,
    challengeUntil: 0n,
    checking: false,
    guilt: undefined,
    others: [accused()],
    ...change,
  };
}

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc
    .record({ height: fc.bigInt(477n, 490n), code: fc.integer({ min: 2, max: 33 }) })
    .map(({ height, code }) => refused(height, code)),
  fc.constant(dead),
  fc.constant(refused(478n, SprintError.NOT_ABOVE)),
  fc.constant(refused(479n, 5, 'feegrant')),
  fc.bigInt(477n, 486n).map((height): Outcome => ({ kind: 'ok', height })),
);

/** Attempts as the engine makes them: all but the last are final. */
const attempts = fc
  .tuple(fc.array(fc.tuple(outcome, fc.bigInt(476n, 484n)), { maxLength: 4 }), fc.boolean())
  .map(([ended, open]) => {
    const all: AttemptFacts[] = [];
    for (const [one, from] of [...ended, ...(open ? [[undefined, 480n] as const] : [])]) {
      const last = all.at(-1);
      const goesOn = last && last.outcome?.kind !== 'ok';
      const message = last ? (goesOn ? last.message : last.message + 1) : 1;
      all.push(attempt(message, goesOn ? last.attempt + 1 : 1, from, one));
    }
    return all;
  });

const nonce = fc.bigInt(0n, (1n << 64n) - 1n);
const proving: fc.Arbitrary<ProvingFacts> = fc.oneof(
  fc.constant<ProvingFacts>({ state: 'off' }),
  fc.constant<ProvingFacts>({ state: 'ready' }),
  fc.constantFrom('aa', 'bb').map((task): ProvingFacts => ({ state: 'running', epoch: 4n, task })),
  fc
    .constantFrom(undefined, 'aa', 'bb')
    .map((task): ProvingFacts => ({ state: 'failing', epoch: task && 4n, task, why: 'gone', todo: '' })),
);

const other: fc.Arbitrary<AccusedFacts> = fc.record({
  host: fc.constantFrom('x', 'y'),
  count: fc.integer({ min: 1, max: 40 }),
  guilty: fc.boolean(),
  checked: fc.integer({ min: 0, max: 20 }),
  misses: fc.array(nonce, { maxLength: 2 }),
  challengeFrom: fc.bigInt(484n, 496n),
  challenges: fc.array(
    fc
      .tuple(fc.option(outcome, { nil: undefined }), nonce)
      .map(([end, its]) => ({ ...attempt(1, 1, 480n, end), nonce: its })),
    { maxLength: 2 },
  ),
});

/** Any Sprint, in any state, with any history. */
export const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    height: fc.bigInt(470n, 500n),
    eligible: fc.boolean(),
    beaconHeight: fc.constantFrom(0n, 476n, 476n),
    maxNonces: fc.constantFrom(2, 4, 4096),
    count: fc.integer({ min: 0, max: 4 }),
    messages: fc.integer({ min: 0, max: 3 }),
    lastNonce: nonce,
    guiltyHeight: fc.constantFrom(0n, 0n, 0n, 486n),
    hits: fc.uniqueArray(nonce, { maxLength: 6 }),
    unchecked: fc.integer({ min: 0, max: 1 }),
    attempts,
    proving,
    others: fc.array(other, { maxLength: 2 }),
    challengeUntil: fc.constantFrom(0n, 490n),
    choices: fc.record({
      reserveBlocks: fc.constantFrom(undefined, 1n, 3n, 40n),
      checks: fc.constantFrom(0, 16),
      challenge: fc.boolean(),
    }),
  })
  .map((of) => {
    const isKnown = of.beaconHeight > 0n;
    const lastNonce = of.count > 0 ? of.lastNonce : undefined;
    const hits = of.hits.filter((one) => lastNonce === undefined || one > lastNonce).sort((a, b) => (a < b ? -1 : 1));
    const sprint = sprintFacts({
      ...{
        eligible: of.eligible,
        beaconHeight: of.beaconHeight,
        computeEnd: isKnown ? 484n : 0n,
        span: isKnown ? 8n : 0n,
      },
      ...{ maxNonces: of.maxNonces, attempts: isKnown ? of.attempts : [] },
      chain: {
        count: of.count,
        lastNonce,
        messages: of.count > 0 ? Math.max(1, of.messages) : 0,
        guiltyHeight: of.guiltyHeight,
      },
      found: { frontier: (hits.at(-1) ?? 0n) + 1n, hits: isKnown ? hits : [], unchecked: of.unchecked, false: 0 },
    });
    const reviews = isKnown ? [reviewFacts({ others: of.others, challengeUntil: of.challengeUntil })] : [];
    return factsOf(sprint, of.height, { proving: of.proving, reviews, choices: of.choices });
  });
