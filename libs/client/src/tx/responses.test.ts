import { describe, expect, test } from '@jest/globals';
import { toBase64 } from '@cosmjs/encoding';
import { MsgSubmitResultsResponse, Outcome } from '@pacer/proto/validation/v1';
import { TxMsgData } from 'cosmjs-types/cosmos/base/abci/v1beta1/abci';
import { EndpointPool } from '../pool/endpoint-pool.js';
import { txHash } from '../rpc/endpoint.js';
import { startFaultyNode, statusAnswer } from '../rpc/faulty-node.test.support.js';
import { includedIn, messageResponses, provenIn } from './responses.js';

const outcomes = [Outcome.RECORDED, Outcome.OWN_BATCH];
const data = TxMsgData.encode(
  TxMsgData.fromPartial({
    msgResponses: [
      {
        typeUrl: '/pacer.validation.v1.MsgSubmitResultsResponse',
        value: MsgSubmitResultsResponse.encode({ outcomes }).finish(),
      },
    ],
  }),
).finish();

test('the outcomes of results are read from the data of their transaction', () => {
  const [answer] = messageResponses(data);
  expect(answer?.typeUrl).toBe('/pacer.validation.v1.MsgSubmitResultsResponse');
  expect(MsgSubmitResultsResponse.decode(answer!.value).outcomes).toEqual(outcomes);
});

test('bytes that are no data of a transaction are refused', () => {
  expect(() => messageResponses(new Uint8Array([255, 255, 255]))).toThrow('no TxMsgData');
});

describe('includedIn', () => {
  const [first, second] = [new Uint8Array([1]), new Uint8Array([2])];
  async function pooled(results: object[]) {
    const header = { height: '5', time: '2026-11-23T16:00:00Z' };
    const block = { block_id: { hash: 'AA' }, block: { header, data: { txs: [first, second].map(toBase64) } } };
    const node = await startFaultyNode((method) => {
      if (method === 'status') return statusAnswer({ height: 9 });
      return { result: method === 'block' ? block : { height: '5', txs_results: results } };
    });
    return { pool: new EndpointPool({ urls: [node.url], chainId: 'pacer-test-1' }), stop: node.stop };
  }

  test('finds a transaction by its place in the block', async () => {
    const { pool, stop } = await pooled([
      { code: 9, codespace: 'reward' },
      { code: 0, data: toBase64(data) },
    ]);
    expect(await includedIn(pool, 5n, txHash(second))).toMatchObject({ height: 5n, index: 1, code: 0, data });
    expect(await includedIn(pool, 5n, txHash(first))).toMatchObject({ index: 0, code: 9, codespace: 'reward' });
    expect(await includedIn(pool, 5n, txHash(new Uint8Array([3])))).toBeUndefined();
    await stop();
  });

  test('does not take a block without its results for an answer', async () => {
    const { pool, stop } = await pooled([{ code: 0 }]);
    await expect(includedIn(pool, 5n, txHash(second))).rejects.toMatchObject({ code: 'endpoint/none' });
    await stop();
  });
});

describe('provenIn', () => {
  const tx = new Uint8Array([1]);
  const header = { height: '5', time: '2026-11-23T16:00:00Z' };
  const block = { block_id: { hash: 'AA' }, block: { header, data: { txs: [toBase64(tx)] } } };

  /** What two nodes together prove, by the data that each has of the result. */
  async function provenBy(...has: Uint8Array[]): Promise<unknown> {
    const nodes = await Promise.all(
      has.map((its, index) =>
        startFaultyNode((method) => {
          if (method === 'status') return statusAnswer({ height: 9, id: `node${index}` });
          const results = { height: '5', txs_results: [{ code: 0, data: toBase64(its) }] };
          return { result: method === 'block' ? block : results };
        }),
      ),
    );
    const pool = new EndpointPool({ urls: nodes.map(({ url }) => url), chainId: 'pacer-test-1' });
    const found = await provenIn(pool, 5n, txHash(tx));
    pool.close();
    await Promise.all(nodes.map(({ stop }) => stop()));
    return found;
  }

  test('gives what two nodes have alike', async () => {
    expect(await provenBy(data, data)).toMatchObject({ height: 5n, index: 0, code: 0, data });
  });

  test('gives nothing while two nodes have different data of it', async () => {
    expect(await provenBy(data, new Uint8Array([9]))).toBeUndefined();
  });
});
