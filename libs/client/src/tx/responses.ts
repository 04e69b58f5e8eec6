import { toHex } from '@cosmjs/encoding';
import { TxMsgData } from 'cosmjs-types/cosmos/base/abci/v1beta1/abci';
import { EndpointError, PacerError } from '../errors/pacer-error.js';
import { type EndpointPool } from '../pool/endpoint-pool.js';
import { askAll } from '../pool/testimony.js';
import { type IncludedTx } from '../rpc/endpoint.js';
import { type EncodedMessage } from './direct-tx.js';

/**
 * What the messages of an included transaction answered, in their order.
 * @param data of `IncludedTx` or `TxResult`
 * @throws PacerError `tx/malformed-data` for bytes that are not a TxMsgData
 */
export function messageResponses(data: Uint8Array): EncodedMessage[] {
  try {
    return TxMsgData.decode(data).msgResponses.map(({ typeUrl, value }) => ({ typeUrl, value }));
  } catch (error) {
    throw new PacerError({
      code: 'tx/malformed-data',
      message: 'the result of the transaction is no TxMsgData',
      what: 'compare the versions of program and node',
      retryable: false,
      cause: error,
    });
  }
}

/**
 * The same from two nodes, for what is to be settled for good: undefined as well while no second one has it with the same result.
 */
export async function provenIn(pool: EndpointPool, height: bigint, hash: string): Promise<IncludedTx | undefined> {
  const tx = await includedIn(pool, height, hash);
  if (tx === undefined) return undefined;
  const { proven } = await askAll(pool, async (_query, endpoint) => {
    const block = await endpoint.block(height);
    const result = (await endpoint.blockResults(height))?.[tx.index];
    if (block === undefined || result === undefined) return undefined;
    const isSame =
      result.code === tx.code && result.codespace === tx.codespace && toHex(result.data) === toHex(tx.data);
    return block.txs[tx.index]?.hash === hash && isSame;
  });
  return proven ? tx : undefined;
}

/**
 * A transaction read from the block that holds it, which needs no index on the node.
 * @param hash upper-case hex
 * @returns undefined if the block does not hold it
 * @throws NoEndpointError when no endpoint has the block
 */
export async function includedIn(pool: EndpointPool, height: bigint, hash: string): Promise<IncludedTx | undefined> {
  return pool.read(async (endpoint) => {
    const block = await endpoint.block(height);
    const results = await endpoint.blockResults(height);
    if (block === undefined || results === undefined) {
      throw new EndpointError(endpoint.url, 'stale', `does not have block ${height}`);
    }
    const index = block.txs.findIndex((tx) => tx.hash === hash);
    if (index < 0) return undefined;
    const result = results[index];
    if (result === undefined) {
      throw new EndpointError(endpoint.url, 'malformed', `block ${height} has more transactions than results`);
    }
    return { hash, height, index, ...result };
  });
}
