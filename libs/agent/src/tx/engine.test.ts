import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TxJournal } from '../journal/tx-journal.js';
import { chain, endOf, engineOf, hashes, journal, KEY, node, operation } from './engine.test.support.js';
import { modelMessages } from './model-chain.test.support.js';

describe('an operation', () => {
  it('is sent to every endpoint and ends ok when it is in a block', async () => {
    const engine = engineOf();
    const sent = await engine.submit(operation());
    expect(sent.state).toBe('broadcast');
    expect(chain.arrivals).toHaveLength(3);
    expect(hashes()).toEqual([sent.signed?.hash]);
    chain.commit();
    const [ended] = await engine.settle();
    expect(ended?.outcome).toEqual({ kind: 'ok', height: 2n });
    expect(chain.done.get(KEY)).toBe(1);
  });

  it('is not begun again once it is done', async () => {
    const engine = engineOf();
    await engine.submit(operation());
    chain.commit();
    await engine.settle();
    const again = await engine.submit(operation());
    expect(again.attempt).toBe(1);
    expect(engine.attempts(KEY)).toHaveLength(1);
  });

  it('waits for its effect to be visible before it is ok', async () => {
    const engine = engineOf();
    let visible = false;
    const effect = () => Promise.resolve(visible);
    await engine.submit(operation({ effect }));
    chain.commit();
    expect(await engine.settle()).toEqual([]);
    expect(engine.attempts(KEY)[0]?.includedHeight).toBe(2n);
    visible = true;
    expect(endOf((await engine.settle())[0])).toBe('ok');
  });

  it('does not end ok after a restart while nobody can tell its effect', async () => {
    await engineOf().submit(operation({ effect: () => Promise.resolve(false) }));
    chain.commit();
    const restarted = engineOf();
    expect(await restarted.settle()).toEqual([]);
    await restarted.submit(operation({ effect: () => Promise.resolve(true) }));
    expect(endOf(restarted.attempts(KEY)[0])).toBe('ok');
  });

  it('is not sent at all when the chain shows its effect', async () => {
    const attempt = await engineOf().submit(operation({ effect: () => Promise.resolve(true) }));
    expect(attempt.outcome).toEqual({ kind: 'superseded' });
    expect(chain.arrivals).toEqual([]);
  });

  it('is overtaken by an effect that another transaction brought', async () => {
    const engine = engineOf();
    let visible = false;
    await engine.submit(operation({ effect: () => Promise.resolve(visible) }));
    chain.commit({ drop: true });
    visible = true;
    expect(endOf((await engine.settle())[0])).toBe('superseded');
  });

  it('is credited to its own transaction when no index has it and the effect is visible', async () => {
    const engine = engineOf();
    for (const one of chain.nodes.values()) one.indexing = false;
    await engine.submit(operation({ effect: () => Promise.resolve(chain.shows(KEY)) }));
    chain.commit();
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'ok', height: 2n });
  });

  it('is credited to its own transaction when its block came while the effect was looked up', async () => {
    const engine = engineOf();
    for (const one of chain.nodes.values()) one.indexing = false;
    let looks = 0;
    const effect = () => {
      // Nobody has it when the engine asks where nodes stand; then the block comes.
      if (++looks === 2) chain.commit();
      return Promise.resolve(chain.shows(KEY));
    };
    await engine.submit(operation({ effect }));
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'ok', height: 2n });
  });

  it('stays open while one node alone can be searched for what brought its effect', async () => {
    const engine = engineOf();
    let visible = false;
    await engine.submit(operation({ effect: () => Promise.resolve(visible) }));
    chain.commit({ drop: true });
    visible = true;
    node(1).up = false;
    node(2).up = false;
    expect(await engine.settle()).toEqual([]);
    node(1).up = true;
    expect(endOf((await engine.settle())[0])).toBe('superseded');
  });

  it('refuses other messages under a key that is signed', async () => {
    const engine = engineOf();
    await engine.submit(operation());
    await expect(engine.submit(operation({ messages: modelMessages('claim/8') }))).rejects.toMatchObject({
      code: 'operation-conflict',
    });
  });

  it('keeps to the attempt that its caller planned', async () => {
    const engine = engineOf();
    chain.failures.set(KEY, 1);
    await engine.submit(operation({ attempt: 1 }));
    chain.commit();
    await engine.settle();
    expect((await engine.submit(operation({ attempt: 1 }))).attempt).toBe(1);
    await expect(engine.submit(operation({ attempt: 3 }))).rejects.toMatchObject({ code: 'operation-conflict' });
    expect((await engine.submit(operation({ attempt: 2 }))).attempt).toBe(2);
  });

  it('is begun once by two calls at the same time', async () => {
    const engine = engineOf();
    const [one, other] = await Promise.all([engine.submit(operation()), engine.submit(operation())]);
    expect(one.signed?.hash).toBe(other.signed?.hash);
    expect(hashes()).toHaveLength(1);
  });

  it('is the same bytes from two agents of one Host', async () => {
    const otherDir = mkdtempSync(join(tmpdir(), 'pacer-engine-'));
    const otherJournal = TxJournal.open({ stateDir: otherDir, program: 'test' });
    try {
      const agents = [engineOf(), engineOf(chain, otherJournal)];
      for (const agent of agents) await agent.submit(operation());
      expect(hashes()).toHaveLength(1);
      chain.commit();
      for (const agent of agents) expect(endOf((await agent.settle())[0])).toBe('ok');
      expect(chain.done.get(KEY)).toBe(1);
    } finally {
      otherJournal.close();
      rmSync(otherDir, { recursive: true });
    }
  });

  it('finds the block in which the other agent had the same bytes included before this one signed', async () => {
    for (const one of chain.nodes.values()) one.indexing = false;
    const otherDir = mkdtempSync(join(tmpdir(), 'pacer-engine-'));
    const otherJournal = TxJournal.open({ stateDir: otherDir, program: 'test' });
    try {
      chain.failures.set(KEY, 1);
      await engineOf(chain, otherJournal).submit(operation());
      chain.commits(3);
      const engine = engineOf();
      await engine.submit(operation());
      expect(hashes()).toHaveLength(1);
      chain.commits(40);
      expect((await engine.settle())[0]?.outcome).toMatchObject({ kind: 'failed', height: 2n, code: 9 });
    } finally {
      otherJournal.close();
      rmSync(otherDir, { recursive: true });
    }
  });
});

describe('an answer of a node', () => {
  it('of −32603, code 18 or 42 ends nothing: the chain is looked at', async () => {
    const engine = engineOf();
    await engine.submit(operation());
    await engine.settle();
    expect(engine.attempts(KEY)[0]).toMatchObject({ state: 'broadcast', refusal: { code: -32603 } });
    chain.commit();
    expect(endOf((await engine.settle())[0])).toBe('ok');
  });

  it('of refusal ends nothing, is shown, and the same bytes are sent again', async () => {
    const engine = engineOf();
    const refused = { kind: 'refused' as const, codespace: 'feegrant', code: 5, log: 'no allowance' };
    const take = chain.broadcast.bind(chain);
    chain.broadcast = () => Promise.resolve(refused);
    const sent = await engine.submit(operation());
    expect(sent.refusal).toMatchObject(refused);
    chain.broadcast = take;
    await engine.settle();
    chain.commit();
    expect(endOf((await engine.settle())[0])).toBe('ok');
    expect(hashes()).toEqual([sent.signed?.hash]);
  });

  it('that is lost ends nothing', async () => {
    const engine = engineOf();
    for (const one of chain.nodes.values()) one.losesAnswers = true;
    expect((await engine.submit(operation())).state).toBe('signed');
    for (const one of chain.nodes.values()) one.losesAnswers = false;
    chain.commit();
    await engine.settle();
    expect(endOf(engine.attempts(KEY)[0])).toBe('ok');
    expect(chain.done.get(KEY)).toBe(1);
  });
});

describe('an attempt that failed in a block', () => {
  it('ends with codespace, code and height, and the next one may begin', async () => {
    const engine = engineOf();
    chain.failures.set(KEY, 1);
    await engine.submit(operation());
    chain.commit();
    const [failed] = await engine.settle();
    expect(failed?.outcome).toEqual({
      kind: 'failed',
      height: 2n,
      codespace: 'reward',
      code: 9,
      log: 'duties missing',
    });
    await engine.submit(operation());
    chain.commit();
    expect((await engine.settle())[0]).toMatchObject({ attempt: 2, outcome: { kind: 'ok' } });
    expect(hashes()).toHaveLength(2);
  });
});

describe('settle', () => {
  it('carries the others further when one cannot move', async () => {
    const engine = engineOf();
    await engine.submit(operation({ effect: () => Promise.reject(new Error('query failed')) })).catch(() => undefined);
    await engine.submit(operation({ key: 'claim/8', messages: modelMessages('claim/8') }));
    chain.commit();
    expect((await engine.settle()).map(({ key }) => key)).toEqual(['claim/8']);
  });

  it('signs for nobody when the endpoints are of another chain', async () => {
    const status = await chain.status();
    chain.status = () => Promise.resolve({ ...status, chainId: 'other-1' });
    await expect(engineOf().submit(operation())).rejects.toMatchObject({ code: 'endpoints-disagree' });
    expect(journal.latest(KEY)?.state).toBe('intent');
  });
});
