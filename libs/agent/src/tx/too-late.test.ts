import { describe, expect, it } from '@jest/globals';
import { chain, endOf, engineOf, hashes, journal, KEY, operation } from './engine.test.support.js';

describe('an operation that the chain takes up to a height', () => {
  it('is sent as long as the next block can be of that height', async () => {
    const { height } = await chain.status();
    await engineOf().submit(operation({ lastHeight: height + 1n }));
    expect(hashes()).toHaveLength(1);
  });

  it('is ended unsent when an earlier run left it, and there is no such block any more', async () => {
    const { height } = await chain.status();
    const { messages, gas } = operation();
    journal.intend(KEY, 1, { messages, gas, granter: undefined, wantsEffect: false, lastHeight: height }, 0);
    const ended = await engineOf().settle();
    expect(ended.map(endOf)).toEqual(['dead']);
    expect(ended[0]).toMatchObject({ signed: undefined, outcome: { provenBy: [] } });
    expect(hashes()).toEqual([]);
  });

  it('is ended by its effect, if the chain shows that', async () => {
    const { height } = await chain.status();
    const { messages, gas } = operation();
    journal.intend(KEY, 1, { messages, gas, granter: undefined, wantsEffect: true, lastHeight: height }, 0);
    const ended = await engineOf(chain, journal, { effects: () => async () => true }).settle();
    expect(ended.map(endOf)).toEqual(['superseded']);
  });
});
