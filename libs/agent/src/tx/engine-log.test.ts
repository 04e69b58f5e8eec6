import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock.js';
import { TxJournal } from '../journal/tx-journal.js';
import { createLogger } from '../log.js';
import { TxEngine } from './engine.js';
import { CHAIN_ID, ModelChain, modelMessages, modelSigner } from './model-chain.test.support.js';

const KEY = 'claim/7';
const refused = { kind: 'refused' as const, codespace: 'feegrant', code: 5, log: 'no allowance' };

let dir: string;
let store: TxJournal;
let chain: ModelChain;
let lines: string[];
let engine: TxEngine;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-engine-log-'));
  store = TxJournal.open({ stateDir: dir, program: 'test' });
  chain = new ModelChain();
  lines = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLogger({ program: 'test', level: 'info', destination });
  engine = new TxEngine({ chainId: CHAIN_ID, store, chain, signer: modelSigner, clock: systemClock, log });
  chain.broadcast = () => Promise.resolve(refused);
  await engine.submit({ key: KEY, messages: modelMessages(KEY), gas: 1n });
});

afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true });
});

/** Level and text of what was logged since the last call. */
function said(): string[] {
  return lines.splice(0).map((line) => {
    const { level, msg } = JSON.parse(line) as { level: string; msg: string };
    return `${level} ${msg}`;
  });
}

it('says a refusal once for an attempt, not in every pass', async () => {
  const sentence = `warn ${KEY}#1 is sent again until its deadline: http://node0 said feegrant 5: no allowance`;
  expect(said()).toEqual([sentence]);
  for (let pass = 0; pass < 3; pass++) await engine.settle();
  expect(said()).toEqual([]);
});

it('says it again when the answer changes', async () => {
  said();
  chain.broadcast = () => Promise.resolve({ ...refused, codespace: 'host', code: 2, log: 'not its hot key' });
  await engine.settle();
  await engine.settle();
  expect(said()).toEqual([expect.stringContaining('said host 2: not its hot key')]);
  chain.broadcast = () => Promise.resolve(refused);
  await engine.settle();
  expect(said()).toEqual([expect.stringContaining('said feegrant 5')]);
});

it('says once that no endpoint can be reached', async () => {
  said();
  const error = Object.assign(new Error('nobody is there'), { code: 'endpoint/unreachable', retryable: true });
  chain.broadcast = () => Promise.reject(error);
  await engine.settle();
  const once = said();
  expect(once).toHaveLength(chain.endpoints().length + 1);
  expect(once.at(-1)).toContain('no endpoint can be reached');
  await engine.settle();
  expect(said()).toEqual([]);
});
