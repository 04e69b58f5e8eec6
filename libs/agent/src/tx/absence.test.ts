import { describe, expect, it } from '@jest/globals';
import type { TxEngine } from './engine.js';
import { chain, endOf, engineOf, node, operation, restartNodes } from './engine.test.support.js';

describe('an attempt that vanished', () => {
  const vanish = async (engine: TxEngine): Promise<void> => {
    await engine.submit(operation());
    chain.commits(40, { drop: true });
  };

  it('is dead when two endpoints are past its deadline and neither has it', async () => {
    const engine = engineOf();
    await vanish(engine);
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'dead', provenBy: ['http://node0', 'http://node1'] });
    expect((await engine.submit(operation())).attempt).toBe(2);
  });

  it('is not dead on the word of one endpoint', async () => {
    const engine = engineOf();
    await vanish(engine);
    node(1).up = false;
    node(2).up = false;
    expect(await engine.settle()).toEqual([]);
    node(1).up = true;
    expect(endOf((await engine.settle())[0])).toBe('dead');
  });

  it('is not dead on the word of two endpoints that are one node', async () => {
    const engine = engineOf();
    await vanish(engine);
    const tip = chain.tip.bind(chain);
    chain.tip = async (endpoint) => ({ ...(await tip(endpoint)), nodeId: 'the same' });
    expect(await engine.settle()).toEqual([]);
  });

  it('is not dead on the word of an endpoint of another chain', async () => {
    const engine = engineOf();
    await vanish(engine);
    node(2).up = false;
    const tip = chain.tip.bind(chain);
    chain.tip = async (endpoint) => ({
      ...(await tip(endpoint)),
      ...(endpoint === 'http://node1' && { chainId: 'other-1' }),
    });
    expect(await engine.settle()).toEqual([]);
  });

  it('is not dead while an endpoint lags behind the deadline', async () => {
    const engine = engineOf();
    await vanish(engine);
    node(0).lag = 39;
    node(1).lag = 39;
    expect(await engine.settle()).toEqual([]);
    node(1).lag = 0;
    expect(endOf((await engine.settle())[0])).toBe('dead');
  });

  it('is not dead by an index alone: blocks that a witness lacks are no proof', async () => {
    const engine = engineOf();
    await vanish(engine);
    node(2).up = false;
    const block = chain.block.bind(chain);
    chain.block = (endpoint, height) => {
      if (endpoint === 'http://node1') throw Object.assign(new Error('pruned'), { code: 'pruned', retryable: false });
      return block(endpoint, height);
    };
    expect(await engine.settle()).toEqual([]);
  });

  it('is found in the blocks when no index has it', async () => {
    const engine = engineOf();
    await engine.submit(operation());
    chain.commits(40);
    for (const one of chain.nodes.values()) one.indexing = false;
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'ok', height: 2n });
  });

  it('is not dead on the word of endpoints without an index', async () => {
    const engine = engineOf();
    await vanish(engine);
    for (const one of chain.nodes.values()) one.indexing = false;
    expect(await engine.settle()).toEqual([]);
  });

  it('is found in the blocks when the indexes are empty', async () => {
    const engine = engineOf();
    await engine.submit(operation());
    chain.commits(40);
    chain.sighting = () => Promise.resolve(undefined);
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'ok', height: 2n });
  });

  it('is not broadcast any more once two endpoints are past its deadline, dead or not', async () => {
    const engine = engineOf();
    await vanish(engine);
    const before = chain.arrivals.length;
    for (const one of chain.nodes.values()) one.indexing = false;
    await engine.settle();
    expect(chain.arrivals).toHaveLength(before);
  });

  it('is broadcast again while one endpoint alone is past its deadline: it may be wrong about the time', async () => {
    const engine = engineOf();
    await vanish(engine);
    node(1).lag = 39;
    node(2).lag = 39;
    const before = chain.arrivals.length;
    await engine.settle();
    expect(chain.arrivals.length).toBeGreaterThan(before);
  });

  it('is not dead by statuses that are past the deadline over blocks that are not', async () => {
    const engine = engineOf();
    await engine.submit(operation());
    chain.commits(2, { drop: true });
    const tip = chain.tip.bind(chain);
    const future = 10n ** 15n;
    chain.tip = async (endpoint) => ({ ...(await tip(endpoint)), timeNs: (await tip(endpoint)).timeNs + future });
    expect(await engine.settle()).toEqual([]);
    chain.tip = tip;
    restartNodes();
    await engine.settle();
    chain.commit();
    expect(endOf((await engine.settle())[0])).toBe('ok');
  });
});
