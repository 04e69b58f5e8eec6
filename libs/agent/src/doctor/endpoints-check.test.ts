import { describe, expect, test } from '@jest/globals';
import { RpcError, type EndpointPool } from '@pacer/client';
import { endpointsCheck, historyCheck } from './chain-checks.js';
import { diagnosisText, runDoctor, type Check } from './check.js';

interface Node {
  node?: string;
  earliest?: bigint;
  hash?: string;
  index?: boolean;
}

/** A pool whose endpoints are all well, at height 100 of an epoch that began at 91; what differs is said for each. */
function poolOf(...nodes: Node[]): EndpointPool {
  const endpoints = nodes.map(({ node, earliest = 1n, hash = 'AA', index = true }, place) => ({
    url: `http://${place}`,
    status: async () => ({ nodeId: node ?? `node${place}`, height: 100n, earliestHeight: earliest }),
    block: async () => ({ hash }),
    transaction: async () => {
      if (!index)
        throw new RpcError(`http://${place}`, 'tx_search', {
          code: -32603,
          message: 'transaction indexing is disabled',
        });
      return undefined;
    },
  }));
  return {
    ...{ endpoints, health: [], probe: async () => [], all: async () => endpoints },
    latest: async () => ({ status: { schedule: { start: 91n } } }),
  } as unknown as EndpointPool;
}
const linesOf = async (check: Check) => diagnosisText(await runDoctor([check]));

describe('the endpoints', () => {
  test('of two nodes are right', async () => {
    expect(await linesOf(endpointsCheck(poolOf({}, {})))).toBe('ok  endpoints: 2 of 2 agree on block 100\n');
  });
  test('of one node are named, and wrong without another', async () => {
    const twins = [{ node: 'a' }, { node: 'a' }];
    expect(await linesOf(endpointsCheck(poolOf(...twins)))).toMatch(
      /^NO .*http:\/\/0 and http:\/\/1 are one node\n {4}→ add a node/,
    );
    expect(await linesOf(endpointsCheck(poolOf(...twins, {})))).toMatch(
      /^!! .*100; http:\/\/0 and http:\/\/1 are one node\n/,
    );
  });
  test('without an index are named, and wrong when fewer than two have one', async () => {
    expect(await linesOf(endpointsCheck(poolOf({}, { index: false })))).toMatch(
      /^NO .*without: http:\/\/1\n {4}→ set indexer = "kv"/,
    );
    expect(await linesOf(endpointsCheck(poolOf({}, {}, { index: false })))).toMatch(
      /^!! .*http:\/\/2 has no index\n {4}→ set indexer/,
    );
  });
  test('with different blocks are wrong', async () => {
    expect(await linesOf(endpointsCheck(poolOf({}, { hash: 'BB' })))).toMatch(/^NO .*different blocks at height 100/);
  });
});

describe('the history', () => {
  test('since the epoch began is right', async () => {
    expect(await linesOf(historyCheck(poolOf({}, { earliest: 91n })))).toBe(
      'ok  history: 2 of 2 endpoints have all blocks since 91\n',
    );
  });
  test('that was pruned is named, and wrong when fewer than two have it', async () => {
    expect(await linesOf(historyCheck(poolOf({}, { earliest: 92n })))).toMatch(
      /^NO {2}history: 1 of 2 endpoints have all blocks since 91: http:\/\/1 has none before 92\n {4}→ set min-retain-blocks/,
    );
    expect(await linesOf(historyCheck(poolOf({}, {}, { earliest: 92n })))).toMatch(
      /^!! .*http:\/\/2 has none before 92/,
    );
  });
});
