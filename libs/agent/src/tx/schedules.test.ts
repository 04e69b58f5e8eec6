import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../clock.js';
import { TxJournal } from '../journal/tx-journal.js';
import { isDone, type Attempt } from './attempt.js';
import { TxEngine } from './engine.js';
import { CHAIN_ID, ModelChain, modelMessages, modelSigner, Unreachable } from './model-chain.test.support.js';
import type { ChainPort } from './port.js';

const log = pino({ level: 'silent' });
const KEYS = ['claim/0', 'results/0/1'];
const NODES = ['http://node0', 'http://node1', 'http://node2'];
const runs = Number(process.env.PACER_SCHEDULES ?? '150');

/** What can happen to an agent and its chain, one thing at a time. */
type Step =
  | { do: 'submit'; key: number }
  | { do: 'settle' }
  | { do: 'commit'; count: number; drop: boolean }
  | { do: 'node'; node: number; up: boolean; lag: number; indexing: boolean; losesAnswers: boolean }
  | { do: 'fail'; key: number }
  /** the process dies at the n-th call to the outside of its next step, and is started again */
  | { do: 'crash'; calls: number; key: number };

const key = fc.nat({ max: KEYS.length - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('submit' as const), key }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      count: fc.integer({ min: 1, max: 25 }),
      drop: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('node' as const),
      node: fc.nat({ max: 2 }),
      up: fc.boolean(),
      lag: fc.integer({ min: 0, max: 30 }),
      indexing: fc.boolean(),
      losesAnswers: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('crash' as const), calls: fc.nat({ max: 30 }), key }) },
);

class Killed extends Error {}

/** The chain until the n-th call; nothing answers the dead. */
function until(chain: ModelChain, calls: number): ChainPort {
  let left = calls;
  return new Proxy(chain, {
    get: (of, property) => {
      const method: unknown = Reflect.get(of, property, of);
      if (typeof method !== 'function' || property === 'endpoints') return method;
      return async (...args: unknown[]): Promise<unknown> => {
        if (left-- <= 0) throw new Killed();
        return Reflect.apply(method, of, args) as unknown;
      };
    },
  });
}

/** One agent with its journal; `restart` is what a SIGKILL leaves: the file alone. */
class Agent {
  readonly #dir = mkdtempSync(join(tmpdir(), 'pacer-schedule-'));
  readonly #chain: ModelChain;
  journal: TxJournal;
  engine: TxEngine;

  constructor(chain: ModelChain) {
    this.#chain = chain;
    this.journal = this.#open();
    this.engine = this.#engine(chain);
  }

  restart(chain: ChainPort = this.#chain): void {
    this.journal.close();
    this.journal = this.#open();
    this.engine = this.#engine(chain);
  }

  async submit(of: string): Promise<Attempt | undefined> {
    const effect = () => Promise.resolve(this.#chain.shows(of));
    return this.engine.submit({ key: of, messages: modelMessages(of), gas: 1n, effect });
  }

  remove(): void {
    this.journal.close();
    rmSync(this.#dir, { recursive: true });
  }

  #open(): TxJournal {
    return TxJournal.open({ stateDir: this.#dir, program: 'schedule' });
  }

  #engine(chain: ChainPort): TxEngine {
    return new TxEngine({
      chainId: CHAIN_ID,
      store: this.journal,
      chain,
      signer: modelSigner,
      clock: systemClock,
      log,
    });
  }
}

/** What an agent does fails when nobody answers; anything else is a defect. */
async function tolerant(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Unreachable) && !(error instanceof Killed)) throw error;
  });
}

async function take(agent: Agent, chain: ModelChain, one: Step): Promise<void> {
  switch (one.do) {
    case 'submit':
      return tolerant(agent.submit(KEYS[one.key]!));
    case 'settle':
      return tolerant(agent.engine.settle());
    case 'commit':
      chain.commits(one.count, { drop: one.drop });
      return;
    case 'node':
      Object.assign(chain.nodes.get(NODES[one.node]!)!, one);
      return;
    case 'fail':
      chain.failures.set(KEYS[one.key]!, 1);
      return;
    case 'crash':
      agent.restart(until(chain, one.calls));
      await tolerant(agent.submit(KEYS[one.key]!));
      await tolerant(agent.engine.settle());
      agent.restart();
  }
}

/** What must hold whatever happened so far. */
function check(agent: Agent, chain: ModelChain): void {
  for (const of of KEYS) {
    expect(chain.done.get(of) ?? 0).toBeLessThanOrEqual(1);
    const attempts = agent.engine.attempts(of);
    const hashes = attempts.map(({ signed }) => signed?.hash);
    attempts.forEach(({ signed }, index) => {
      const before = attempts[index - 1]?.signed;
      const arrival = chain.arrivals.find(({ hash }) => hash === signed?.hash);
      if (!before || !arrival) return;
      // No second attempt while the first may still be included: when it arrived, the first was in a block or too late for one.
      expect(arrival.includedBefore.includes(before.hash) || arrival.headTimeNs > before.deadlineNs).toBe(true);
    });
    // Never two different byte strings for one attempt: all that arrived is in the journal, one for each attempt.
    const arrived = new Set(chain.arrivals.filter(({ operation }) => operation === of).map(({ hash }) => hash));
    expect([...arrived].filter((hash) => !hashes.includes(hash))).toEqual([]);
  }
}

/** Everything is well again, and stays so. */
async function heal(agent: Agent, chain: ModelChain): Promise<void> {
  for (const node of chain.nodes.values())
    Object.assign(node, { up: true, lag: 0, indexing: true, losesAnswers: false });
  chain.failures.clear();
  for (let round = 0; round < 6 && !KEYS.every((of) => isDone(agent.journal.latest(of))); round++) {
    await agent.engine.settle();
    for (const of of KEYS) await agent.submit(of);
    chain.commits(3);
    await agent.engine.settle();
    chain.commits(25);
  }
}

describe('whatever happens to an agent, its nodes and its chain', () => {
  it(
    'an operation is done exactly once, one attempt at a time, one byte string for each',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          const chain = new ModelChain();
          const agent = new Agent(chain);
          try {
            for (const one of steps) {
              await take(agent, chain, one);
              check(agent, chain);
            }
            await heal(agent, chain);
            check(agent, chain);
            for (const of of KEYS) {
              expect(isDone(agent.journal.latest(of))).toBe(true);
              expect(chain.done.get(of)).toBe(1);
            }
          } finally {
            agent.remove();
          }
        }),
        { numRuns: runs },
      );
    },
    runs * 1000,
  );
});
