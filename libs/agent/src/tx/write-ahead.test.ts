import { describe, expect, it } from '@jest/globals';
import { dirname } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../clock.js';
import { AgentError } from '../error.js';
import { TxJournal } from '../journal/tx-journal.js';
import type { TxStore } from './attempt.js';
import { TxEngine } from './engine.js';
import { chain, engineOf, hashes, journal, KEY, operation } from './engine.test.support.js';
import { CHAIN_ID, modelSigner } from './model-chain.test.support.js';

/** The journal on a disk that is full when `step` is to be written. */
function fullAt(step: 'intend' | 'sign' | 'broadcast'): TxStore {
  const full = () => {
    throw new AgentError('disk-full', 'no space is left', { retryable: true });
  };
  return {
    latest: (key) => journal.latest(key),
    attempts: (key) => journal.attempts(key),
    unfinished: () => journal.unfinished(),
    keys: (prefix) => journal.keys(prefix),
    intend: (...of) => journal.intend(...of),
    reintend: (...of) => journal.reintend(...of),
    sign: (...of) => journal.sign(...of),
    broadcast: (...of) => journal.broadcast(...of),
    included: (...of) => journal.included(...of),
    finish: (...of) => journal.finish(...of),
    [step]: full,
  };
}

function engineOn(store: TxStore) {
  const signed: string[] = [];
  const sign: typeof modelSigner.sign = async (request) => {
    const tx = await modelSigner.sign(request);
    signed.push(tx.hash);
    return tx;
  };
  const parts = { chainId: CHAIN_ID, chain, clock: systemClock, log: pino({ level: 'silent' }) };
  return { engine: new TxEngine({ ...parts, store, signer: { ...modelSigner, sign } }), signed };
}

describe('what cannot be written is not gone beyond', () => {
  it('an intent: nothing is signed', async () => {
    const { engine, signed } = engineOn(fullAt('intend'));
    await expect(engine.submit(operation())).rejects.toMatchObject({ code: 'disk-full' });
    expect(signed).toEqual([]);
    expect(chain.arrivals).toEqual([]);
  });

  it('signed bytes: nothing is sent, and what is signed later is the one that counts', async () => {
    const { engine } = engineOn(fullAt('sign'));
    await expect(engine.submit(operation())).rejects.toMatchObject({ code: 'disk-full' });
    expect(chain.arrivals).toEqual([]);
    expect(journal.latest(KEY)).toMatchObject({ attempt: 1, state: 'intent', signed: undefined });
    const { signed } = await engineOf().submit(operation());
    expect(hashes()).toEqual([signed?.hash]);
  });

  it('that they were sent: the same bytes are sent again', async () => {
    const { engine } = engineOn(fullAt('broadcast'));
    await expect(engine.submit(operation())).rejects.toMatchObject({ code: 'disk-full' });
    expect(journal.latest(KEY)?.state).toBe('signed');
    chain.commit({ drop: true });
    await engineOf().submit(operation());
    expect(hashes()).toEqual([journal.latest(KEY)?.signed?.hash]);
  });
});

/** What a program that opens the file now would find. */
function onDisk(): string | undefined {
  const looking = TxJournal.openReadOnly({ stateDir: dirname(journal.path), program: 'test' });
  const state = looking?.latest(KEY)?.state;
  looking?.close();
  return state;
}

it('an intent is durable before the signer is asked', async () => {
  const states: (string | undefined)[] = [];
  const parts = { chainId: CHAIN_ID, chain, store: journal, clock: systemClock, log: pino({ level: 'silent' }) };
  const engine = new TxEngine({
    ...parts,
    signer: {
      ...modelSigner,
      sign: (request) => {
        states.push(onDisk());
        return modelSigner.sign(request);
      },
    },
  });
  await engine.submit(operation());
  expect(states).toEqual(['intent']);
});
