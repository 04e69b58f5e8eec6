import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { chain, endOf, engineOf, journal, KEY, node, operation, restartNodes } from './engine.test.support.js';
import type { Sighting } from './port.js';

const LIAR = 'http://node0';
let distrusted: string[];

beforeEach(() => {
  distrusted = [];
  Object.assign(chain, { distrust: (endpoint: string) => void distrusted.push(endpoint) });
});

/** From now on the liar's index says this of every transaction. */
function indexLies(says: Sighting | undefined): void {
  const sighting = chain.sighting.bind(chain);
  chain.sighting = (endpoint, hash) => (endpoint === LIAR ? Promise.resolve(says) : sighting(endpoint, hash));
}

/** From now on every block of the liar holds the transaction, with this result. */
function blocksLie(hash: string, code: number): void {
  const { block, result } = chain;
  chain.block = async (endpoint, height) => {
    const its = await block.call(chain, endpoint, height);
    return endpoint === LIAR ? { ...its, hashes: [hash] } : its;
  };
  chain.result = async (endpoint, height, index) =>
    endpoint === LIAR ? { code, codespace: 'reward', log: '' } : result.call(chain, endpoint, height, index);
}

describe('one endpoint that lies', () => {
  it.each([0, 9])('about an inclusion with code %i, in its index, ends nothing, and is found out', async (code) => {
    const engine = engineOf();
    await engine.submit(operation());
    chain.commits(3, { drop: true });
    indexLies({ height: 2n, code, codespace: 'reward', log: '' });
    restartNodes();
    expect(await engine.settle()).toEqual([]);
    expect(distrusted).toContain(LIAR);
    // It was sent again, so the next block has it, and what two nodes say counts.
    chain.commit();
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'ok', height: 5n });
    expect(chain.done.get(KEY)).toBe(1);
  });

  it.each([0, 9])(
    'about an inclusion with code %i, in index and blocks, cannot keep a dead one alive',
    async (code) => {
      const engine = engineOf();
      const { signed } = await engine.submit(operation());
      chain.commits(40, { drop: true });
      indexLies({ height: 2n, code, codespace: 'reward', log: '' });
      blocksLie(signed!.hash, code);
      expect((await engine.settle())[0]?.outcome).toMatchObject({
        kind: 'dead',
        provenBy: ['http://node1', 'http://node2'],
      });
    },
  );

  it('about the code of an included one does not make it fail', async () => {
    const engine = engineOf();
    const { signed } = await engine.submit(operation());
    chain.commit();
    indexLies({ height: 2n, code: 9, codespace: 'reward', log: 'duties missing' });
    blocksLie(signed!.hash, 9);
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'ok', height: 2n });
    expect(distrusted).toEqual([LIAR]);
  });

  it('by hiding an included one does not make it dead', async () => {
    const engine = engineOf();
    await engine.submit(operation());
    chain.commits(40);
    indexLies(undefined);
    const block = chain.block.bind(chain);
    chain.block = async (endpoint, height) => ({
      ...(await block(endpoint, height)),
      ...(endpoint === LIAR && { hashes: [] }),
    });
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'ok', height: 2n });
    expect(distrusted).toEqual([LIAR]);
  });

  it('about the time keeps nothing from being sent', async () => {
    const engine = engineOf();
    const { tip } = chain;
    chain.tip = async (endpoint) => {
      const its = await tip.call(chain, endpoint);
      return endpoint === LIAR ? { ...its, timeNs: its.timeNs + 10n ** 15n } : its;
    };
    for (const one of chain.nodes.values()) one.losesAnswers = true;
    await engine.submit(operation());
    chain.commit({ drop: true });
    restartNodes();
    for (const one of chain.nodes.values()) one.losesAnswers = false;
    await engine.settle();
    chain.commit();
    expect(endOf((await engine.settle())[0])).toBe('ok');
  });
});

describe('one endpoint alone', () => {
  it('that has it in a block is believed when a second one has too, and both are told', async () => {
    const engine = engineOf();
    await engine.submit(operation());
    chain.commit();
    node(1).up = false;
    node(2).up = false;
    expect(await engine.settle()).toEqual([]);
    expect(journal.latest(KEY)?.state).toBe('broadcast');
    node(2).up = true;
    node(2).lag = 1;
    expect(await engine.settle()).toEqual([]);
    node(2).lag = 0;
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'ok', height: 2n });
  });

  it('and another that contradict each other end nothing, and neither is called a liar', async () => {
    const engine = engineOf();
    const { signed } = await engine.submit(operation());
    node(2).up = false;
    chain.commits(40, { drop: true });
    indexLies({ height: 2n, code: 0, codespace: '', log: '' });
    blocksLie(signed!.hash, 0);
    expect(await engine.settle()).toEqual([]);
    expect(distrusted).toEqual([]);
  });
});

describe('an effect that no state shows', () => {
  it('does not keep an included one open for ever: a state is pruned, a block is not undone', async () => {
    const effect = jest.fn(() => Promise.resolve(false));
    const engine = engineOf();
    await engine.submit(operation({ effect }));
    chain.commit();
    expect(await engine.settle()).toEqual([]);
    chain.commits(40);
    expect((await engine.settle())[0]?.outcome).toEqual({ kind: 'ok', height: 2n });
  });
});
