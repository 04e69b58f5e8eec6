import { describe, expect, it } from '@jest/globals';
import { chain, endOf, engineOf, hashes, KEY, operation } from './engine.test.support.js';

describe('an attempt whose checks fail in a block', () => {
  it('is open until its deadline, and the same bytes are sent: a later block can have them', async () => {
    const engine = engineOf();
    chain.checkFailures.set(KEY, 1);
    await engine.submit(operation());
    chain.commit();
    expect(await engine.settle()).toEqual([]);
    chain.commits(40);
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'ok', height: 3n });
    expect(hashes()).toHaveLength(1);
    expect(chain.done.get(KEY)).toBe(1);
  });

  it('has failed when its deadline is over and no block has it with another result; then comes the next', async () => {
    const engine = engineOf();
    chain.checkFailures.set(KEY, 1);
    await engine.submit(operation());
    chain.commits(40);
    expect((await engine.settle())[0]?.outcome).toMatchObject({
      kind: 'failed',
      height: 2n,
      codespace: 'sdk',
      code: 5,
    });
    await engine.submit(operation());
    chain.commit();
    expect(endOf((await engine.settle())[0])).toBe('ok');
    expect(chain.done.get(KEY)).toBe(1);
  });

  it('makes no second attempt that somebody could join with the first: bytes of it that come back are the only ones', async () => {
    const engine = engineOf();
    chain.checkFailures.set(KEY, 1);
    const { signed } = await engine.submit(operation());
    chain.commit();
    await engine.settle();
    await engine.submit(operation());
    // Whoever has seen the bytes in a block can send them again.
    await chain.broadcast('http://node1', signed!.bytes);
    chain.commits(40);
    await engine.settle();
    expect(engine.attempts(KEY)).toHaveLength(1);
    expect(chain.done.get(KEY)).toBe(1);
  });

  it('is final at once when it was a message that failed: its nonce is used', async () => {
    const engine = engineOf();
    chain.failures.set(KEY, 1);
    await engine.submit(operation());
    chain.commit();
    expect(endOf((await engine.settle())[0])).toBe('failed');
  });
});
