import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../clock.js';
import { TxJournal } from '../journal/tx-journal.js';
import type { Attempt } from './attempt.js';
import { TxEngine } from './engine.js';
import { CHAIN_ID, ModelChain, modelMessages, modelSigner } from './model-chain.test.support.js';

const child = join(import.meta.dirname, '../../dist/tx/crash.test.child.js');
const KEY = 'claim/7';

/** Before and after every durable step, and around the broadcast. */
const places = [
  'store.intend',
  'store.sign',
  'chain.broadcast',
  'store.broadcast',
  'store.included',
  'store.finish',
].flatMap((call) => [`before ${call}`, `after ${call}`]);

/** What becomes of the first transaction. */
const fates = {
  'is included': (chain: ModelChain) => {
    chain.commit();
  },
  'fails in a block': (chain: ModelChain) => {
    chain.failures.set(KEY, 1);
    chain.commit();
    chain.failures.clear();
  },
  vanishes: (chain: ModelChain) => {
    chain.commits(40, { drop: true });
  },
} as const;

let dir: string;
let shown: number;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-crash-'));
  shown = 0;
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

/** Runs the process once; returns the signal that killed it, null when it ended by itself. */
async function runChild(chain: ModelChain, dieAt: string): Promise<string | null> {
  const process = fork(child, [dir, KEY, dieAt], { serialization: 'advanced', execArgv: [] });
  process.on('message', (wire: { id: number; method: string; args: unknown[] }) => {
    // A child that was killed takes no answer any more, connected or not: its end is what the test waits for.
    void answer(chain, wire).then((reply) => process.connected && process.send(reply, () => undefined));
  });
  // Without its channel too: what it had sent before its end has come to the chain by then, and nothing comes later.
  const [[code, signal]] = (await Promise.all([once(process, 'exit'), once(process, 'disconnect')])) as [
    [number | null, string | null],
    unknown,
  ];
  if (signal === null) expect(code).toBe(0);
  return signal;
}

/** What the chain answers; its state shows an effect one question later than its blocks, as a node that lags does. */
async function answer(chain: ModelChain, { id, method, args }: { id: number; method: string; args: unknown[] }) {
  try {
    if (method === 'shows') return { id, value: chain.shows(KEY) && shown++ > 0 };
    const call = (chain as unknown as Record<string, (...args: unknown[]) => unknown>)[method]!;
    return { id, value: await call.apply(chain, args) };
  } catch (error) {
    return { id, error: String(error) };
  }
}

/** One set of bytes for each attempt, in the order in which the chain first saw them. */
function bytesSent(chain: ModelChain): string[] {
  return [...new Set(chain.arrivals.map(({ hash }) => hash))];
}

/** Carries the operation to its end on the journal that the killed processes left. */
async function finish(chain: ModelChain): Promise<Attempt[]> {
  const store = TxJournal.open({ stateDir: dir, program: 'crash' });
  const log = pino({ level: 'silent' });
  const engine = new TxEngine({ chainId: CHAIN_ID, store, chain, signer: modelSigner, clock: systemClock, log });
  const effect = () => Promise.resolve(chain.shows(KEY));
  for (let round = 0; round < 4; round++) {
    await engine.settle();
    await engine.submit({ key: KEY, messages: modelMessages(KEY), gas: 1n, effect });
    chain.commit();
  }
  const attempts = engine.attempts(KEY);
  store.close();
  return attempts;
}

describe.each(Object.entries(fates))('killed by SIGKILL while its transaction %s', (fate, meet) => {
  // Only what was included with code 0 waits for its effect.
  const met = places.filter((place) => fate === 'is included' || !place.endsWith('included'));
  it.each(met)('%s, the operation is done exactly once', async (place) => {
    const chain = new ModelChain();
    // The first run meets the place or, if it lies on the way to the end, the second does.
    const signals = [await runChild(chain, place)];
    meet(chain);
    signals.push(await runChild(chain, place));
    expect(signals).toContain('SIGKILL');
    const attempts = await finish(chain);

    expect(chain.done.get(KEY)).toBe(1);
    expect(attempts.at(-1)?.outcome?.kind).toBe('ok');
    expect(attempts.slice(0, -1).map(({ outcome }) => outcome?.kind)).toEqual(
      attempts.slice(0, -1).map(() => (fate === 'vanishes' ? 'dead' : 'failed')),
    );
    // Never two different byte strings for one attempt: what reached the chain is what the journal has.
    const known = attempts.map(({ signed }) => signed?.hash);
    expect(bytesSent(chain).filter((hash) => !known.includes(hash))).toEqual([]);
  });
});
