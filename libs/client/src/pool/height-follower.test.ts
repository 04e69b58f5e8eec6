import { afterEach, describe, expect, test } from '@jest/globals';
import { type Behaviour, type FaultyNode, startFaultyNode, statusAnswer } from '../rpc/faulty-node.test.support.js';
import { EndpointPool } from './endpoint-pool.js';
import { HeightFollower } from './height-follower.js';

const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** A node that has blocks up to a height, and a way to spoil its next answers. */
interface Chain {
  height: number;
  earliest?: number;
  spoil?: (method: string, height: string) => Behaviour | undefined;
}

async function nodeOf(chain: Chain): Promise<FaultyNode> {
  const node = await startFaultyNode((method, params) => {
    const spoilt = chain.spoil?.(method, params.height ?? '');
    if (spoilt) return spoilt;
    if (method === 'status') return statusAnswer(chain);
    const height = Number(params.height);
    if (height > chain.height || height < (chain.earliest ?? 1)) {
      return { error: { code: -32603, message: 'Internal error', data: 'height' } };
    }
    const header = { height: String(height), time: '2026-11-23T16:00:00Z' };
    return { result: { block_id: { hash: 'AA' }, block: { header, data: { txs: [] } } } };
  });
  running.push(node.stop);
  return node;
}

/** A node that is well may take its time on a busy machine; where one is silent, `timeoutMs` is shorter. */
async function follow(chains: Chain[], kept?: bigint, take = 4, timeoutMs = 60_000) {
  const nodes = await Promise.all(chains.map(nodeOf));
  const pool = new EndpointPool({ urls: nodes.map(({ url }) => url), chainId: 'pacer-test-1', timeoutMs });
  running.push(() => {
    pool.close();
  });
  const cursor = { kept, load: () => cursor.kept, save: (height: bigint) => void (cursor.kept = height) };
  const stop = new AbortController();
  const errors: string[] = [];
  const follower = new HeightFollower({
    pool,
    cursor,
    pollMs: 5,
    signal: stop.signal,
    onError: ({ code }) => errors.push(code),
  });
  const seen: bigint[] = [];
  for await (const block of follower) {
    seen.push(block.height);
    for (const chain of chains) chain.height += 1;
    if (seen.length === take) break;
  }
  return { seen, kept: cursor.kept, errors };
}

describe('HeightFollower', () => {
  test('goes on after the cursor, in order and without gaps', async () => {
    expect((await follow([{ height: 9 }], 3n, 8)).seen).toEqual([4n, 5n, 6n, 7n, 8n, 9n, 10n, 11n]);
  });

  test('begins at the latest block when nothing was kept', async () => {
    expect((await follow([{ height: 9 }], undefined, 2)).seen).toEqual([9n, 10n]);
  });

  test('keeps a block only once it was dealt with, so that it comes again after a crash', async () => {
    const { seen, kept } = await follow([{ height: 9 }], 3n, 3);
    expect(seen).toEqual([4n, 5n, 6n]);
    expect(kept).toBe(5n);
  });

  test('loses nothing while an endpoint fails for a while', async () => {
    let failures = 0;
    const faults: Behaviour[] = [{ html: 502 }, 'truncate', 'close', 'hang', 'other-id'];
    const spoil = (method: string, height: string): Behaviour | undefined =>
      method === 'block' && height === '6' && failures < faults.length ? faults[failures++] : undefined;
    const { seen, errors } = await follow([{ height: 9, spoil }], 4n, 4, 5_000);
    expect(seen).toEqual([5n, 6n, 7n, 8n]);
    expect(failures).toBe(faults.length);
    expect(errors).toEqual(Array<string>(faults.length).fill('endpoint/none'));
  });

  test('takes a block from the endpoint that still has it', async () => {
    const pruned: Chain = { height: 9, earliest: 8 };
    expect((await follow([pruned, { height: 9 }], 3n, 3)).seen).toEqual([4n, 5n, 6n]);
  });

  test('stops rather than skip blocks that nobody has any more', async () => {
    const run = follow([{ height: 9, earliest: 8 }], 3n);
    await expect(run).rejects.toMatchObject({ code: 'follower/pruned', retryable: false });
  });

  test('ends on the signal while it waits', async () => {
    const node = await nodeOf({ height: 5 });
    const pool = new EndpointPool({ urls: [node.url], chainId: 'pacer-test-1' });
    running.push(() => {
      pool.close();
    });
    const stop = new AbortController();
    const follower = new HeightFollower({
      pool,
      cursor: { load: () => 5n, save: () => undefined },
      pollMs: 600_000,
      signal: stop.signal,
    });
    setTimeout(() => {
      stop.abort();
    }, 50);
    const seen: bigint[] = [];
    for await (const { height } of follower) seen.push(height);
    expect(seen).toEqual([]);
  });
});
