import { afterEach, beforeEach } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../clock.js';
import { TxJournal } from '../journal/tx-journal.js';
import type { Attempt, Operation } from './attempt.js';
import { TxEngine, type EngineParts } from './engine.js';
import { CHAIN_ID, ModelChain, modelMessages, modelSigner } from './model-chain.test.support.js';

const log = pino({ level: 'silent' });
export const KEY = 'claim/7';

// What each test of the engine stands on: a real journal, a model chain of three nodes.
let dir: string;
export let journal: TxJournal;
export let chain: ModelChain;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-engine-'));
  journal = TxJournal.open({ stateDir: dir, program: 'test' });
  chain = new ModelChain();
});

afterEach(() => {
  journal.close();
  rmSync(dir, { recursive: true });
});

export const engineOf = (
  of: ModelChain = chain,
  store: TxJournal = journal,
  more: Pick<EngineParts, 'ordering' | 'effects'> = {},
): TxEngine =>
  new TxEngine({ chainId: CHAIN_ID, store, chain: of, signer: modelSigner, clock: systemClock, log, ...more });

export const operation = (extra: Partial<Operation> = {}): Operation => ({
  key: KEY,
  messages: modelMessages(KEY),
  gas: 100_000n,
  ...extra,
});

export const node = (index: number) => chain.nodes.get(`http://node${index}`)!;
/** All nodes are started again: they no longer know what they have seen. */
export const restartNodes = (): void => {
  for (const one of chain.nodes.values()) one.seen.clear();
};
export const hashes = (): string[] => [...new Set(chain.arrivals.map(({ hash }) => hash))];
export const endOf = (attempt: Attempt | undefined): string | undefined => attempt?.outcome?.kind;
