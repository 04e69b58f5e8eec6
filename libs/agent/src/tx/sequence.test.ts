import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TxEngine } from './engine.js';
import { endOf, engineOf, journal, KEY, operation } from './engine.test.support.js';
import { ModelChain, modelMessages } from './model-chain.test.support.js';

const OTHER = { key: 'results/0/1', messages: modelMessages('results/0/1') };
let chain: ModelChain;

beforeEach(() => {
  chain = new ModelChain({ ordered: true });
});

/** An attempt without a sequence is refused by everybody; it is dead after its deadline, and the chain is known from then on. */
async function learn(engine: TxEngine): Promise<void> {
  const first = await engine.submit(operation());
  expect(first.refusal).toMatchObject({ codespace: 'sdk', code: 37 });
  chain.commits(40);
  expect(endOf((await engine.settle())[0])).toBe('dead');
}

describe('on a chain that takes no unordered transactions', () => {
  it('an operation goes out with a sequence once the first attempt is dead, and is done once', async () => {
    const engine = engineOf(chain);
    await learn(engine);
    const second = await engine.submit(operation());
    expect(second).toMatchObject({ attempt: 2, signed: { ordered: { sequence: 0n } } });
    chain.commit();
    expect(endOf((await engine.settle())[0])).toBe('ok');
    expect(chain.done.get(KEY)).toBe(1);
    expect(journal.latest(KEY)?.signed?.ordered).toEqual(second.signed?.ordered);
  });

  it('a restart remembers it by the journal', async () => {
    await learn(engineOf(chain));
    const { signed } = await engineOf(chain).submit(operation());
    expect(signed?.ordered).toMatchObject({ sequence: 0n });
  });

  it('one transaction is open at a time: the others wait unsigned', async () => {
    const engine = engineOf(chain, journal, { ordering: 'sequence' });
    const [one, other] = await Promise.all([engine.submit(operation()), engine.submit(operation(OTHER))]);
    expect([one.state, other.state].sort()).toEqual(['broadcast', 'intent']);
    chain.commit();
    await engine.settle();
    await engine.settle();
    chain.commit();
    await engine.settle();
    expect([endOf(journal.latest(KEY)), endOf(journal.latest(OTHER.key))]).toEqual(['ok', 'ok']);
    expect(chain.nextSequence).toBe(2n);
  });

  it('a sequence that another program used up ends in a proof, and the next attempt takes the new one', async () => {
    const engine = engineOf(chain, journal, { ordering: 'sequence' });
    await engine.submit(operation());
    for (const node of chain.nodes.values()) node.mempool.clear();
    chain.nextSequence = 5n;
    chain.commits(10);
    expect(await engine.settle()).toEqual([]);
    chain.commits(40);
    expect(endOf((await engine.settle())[0])).toBe('dead');
    expect((await engine.submit(operation())).signed?.ordered?.sequence).toBe(5n);
    chain.commit();
    expect(endOf((await engine.settle())[0])).toBe('ok');
    expect(chain.done.get(KEY)).toBe(1);
  });

  it('a failed inclusion uses the sequence up', async () => {
    const engine = engineOf(chain, journal, { ordering: 'sequence' });
    chain.failures.set(KEY, 1);
    await engine.submit(operation());
    chain.commit();
    expect(endOf((await engine.settle())[0])).toBe('failed');
    await engine.submit(operation());
    chain.commit();
    expect((await engine.settle())[0]).toMatchObject({
      attempt: 2,
      outcome: { kind: 'ok' },
      signed: { ordered: { sequence: 1n } },
    });
  });
});
