import { describe, expect, it } from '@jest/globals';
import { chain, endOf, engineOf, hashes, journal, KEY, operation } from './engine.test.support.js';

const later = 80;

/** Blocks of before are nowhere any more: the chain began anew from an export, or every node has pruned. */
function forgetBlocks(): void {
  for (const node of chain.nodes.values()) node.earliest = chain.head.height;
  chain.commits(later);
}

describe('an intent out of an old backup', () => {
  it('is not signed again when the chain shows what it was for', async () => {
    const effect = () => Promise.resolve(chain.shows(KEY));
    journal.intend(KEY, 1, { messages: operation().messages, gas: 100_000n, granter: undefined, wantsEffect: true }, 0);
    chain.done.set(KEY, 1);
    expect((await engineOf().submit(operation({ effect }))).outcome).toEqual({ kind: 'superseded' });
    expect(chain.arrivals).toEqual([]);
  });

  it('nor by a run that carries on what it finds', async () => {
    journal.intend(KEY, 1, { messages: operation().messages, gas: 100_000n, granter: undefined, wantsEffect: true }, 0);
    chain.done.set(KEY, 1);
    const engine = engineOf(chain, journal, { effects: () => () => Promise.resolve(chain.shows(KEY)) });
    expect(endOf((await engine.settle())[0])).toBe('superseded');
    expect(chain.arrivals).toEqual([]);
  });
});

describe('an attempt whose blocks no node has any more', () => {
  it('is dead when two nodes are past its deadline and the state denies its effect', async () => {
    const engine = engineOf();
    await engine.submit(operation({ effect: () => Promise.resolve(chain.shows(KEY)) }));
    chain.commits(2, { drop: true });
    forgetBlocks();
    expect((await engine.settle())[0]?.outcome).toEqual({
      kind: 'dead',
      provenBy: ['http://node0', 'http://node1', 'http://node2'],
    });
    await engine.submit(operation({ effect: () => Promise.resolve(chain.shows(KEY)) }));
    chain.commit();
    expect(endOf((await engine.settle())[0])).toBe('ok');
    expect(chain.done.get(KEY)).toBe(1);
  });

  it('is done when the state shows its effect', async () => {
    const engine = engineOf();
    await engine.submit(operation({ effect: () => Promise.resolve(chain.shows(KEY)) }));
    chain.commits(2);
    forgetBlocks();
    expect(endOf((await engine.settle())[0])).toBe('superseded');
    expect(hashes()).toHaveLength(1);
  });

  it.each([
    ['nobody can tell its effect', { effect: () => Promise.resolve(undefined) }],
    ['it has no effect that could be seen', {}],
  ])('stays open while %s', async (_, more) => {
    const engine = engineOf();
    await engine.submit(operation(more));
    chain.commits(2, { drop: true });
    forgetBlocks();
    expect(await engine.settle()).toEqual([]);
  });

  it('stays open while one node alone is past its deadline', async () => {
    const engine = engineOf();
    await engine.submit(operation({ effect: () => Promise.resolve(false) }));
    chain.commits(2, { drop: true });
    forgetBlocks();
    const [, ...others] = chain.nodes.values();
    for (const node of others) node.up = false;
    expect(await engine.settle()).toEqual([]);
  });
});
