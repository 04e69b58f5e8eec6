import { createHash } from 'node:crypto';
import { type RpcFault } from './rpc-fault.js';

/** A JSON-RPC call, as far as a lie about its answer needs it. */
export interface RpcCall {
  readonly id: number | string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Asks the node behind the proxy, and gives its result. */
export type AskNode = (method: string, params: object) => Promise<Json>;

/** A JSON object whose shape is CometBFT's. */
export interface Json {
  [key: string]: Json | Json[] | string | number | boolean | null | undefined;
}

interface Status extends Json {
  node_info: Json;
  sync_info: Json & { latest_block_height: string; latest_block_time: string };
}

/** Transactions that were broadcast through a proxy, by their hash: what it can show as included. */
export type Seen = ReadonlyMap<string, string>;

export function txHashOf(base64: string): string {
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex').toUpperCase();
}

/**
 * The answer of an endpoint that lies: JSON-RPC text, or undefined where this fault leaves this call alone.
 * @throws what `ask` throws when the node does not answer
 */
export async function falsehood(fault: RpcFault, call: RpcCall, ask: AskNode, seen: Seen): Promise<string | undefined> {
  if (fault === 'hides-tx')
    return call.method === 'tx_search' ? result(call, { txs: [], total_count: '0' }) : undefined;
  if (fault === 'shows-absent-tx') return call.method === 'tx_search' ? shown(call, ask, seen) : undefined;
  if (typeof fault === 'string') return undefined;
  if ('staleBy' in fault) return stale(fault.staleBy, call, ask);
  if (call.method !== 'status') return undefined;
  const status = (await ask('status', {})) as Status;
  if ('chainId' in fault)
    return result(call, { ...status, node_info: { ...status.node_info, network: fault.chainId } });
  if ('skewMs' in fault) {
    const { latest_block_time: time } = status.sync_info;
    const sync = { ...status.sync_info, latest_block_time: shifted(time, fault.skewMs) };
    return result(call, { ...status, sync_info: sync });
  }
  return undefined;
}

/** A transaction as included in the block before the tip, with its real bytes and a result that is made up. */
async function shown(call: RpcCall, ask: AskNode, seen: Seen): Promise<string | undefined> {
  const hash = /'([0-9A-Fa-f]{64})'/.exec(String(call.params.query))?.[1]?.toUpperCase() ?? '';
  const tx = seen.get(hash);
  if (tx === undefined) return undefined;
  const { sync_info: sync } = (await ask('status', {})) as Status;
  const height = String(Math.max(1, Number(sync.latest_block_height) - 1));
  const one = {
    hash,
    height,
    index: 0,
    tx,
    tx_result: { code: 0, data: null, log: '', gas_wanted: '0', gas_used: '0' },
  };
  return result(call, { txs: [one], total_count: '1' });
}

async function stale(by: number, call: RpcCall, ask: AskNode): Promise<string | undefined> {
  const status = (await ask('status', {})) as Status;
  const tip = Math.max(1, Number(status.sync_info.latest_block_height) - by);
  const asked = Number(call.params.height ?? 0);
  switch (call.method) {
    case 'status': {
      const { header } = (await ask('block', { height: String(tip) })).block as unknown as { header: { time: string } };
      const sync = {
        ...{ ...status.sync_info, latest_block_height: String(tip) },
        latest_block_time: header.time,
      };
      return result(call, { ...status, sync_info: sync });
    }
    case 'block':
    case 'block_results':
      if (asked > tip) return missing(call, asked, tip);
      return result(call, await ask(call.method, { ...call.params, height: String(asked || tip) }));
    case 'abci_query':
      if (asked > tip) return result(call, { response: futureHeight(tip) });
      return result(call, await ask(call.method, { ...call.params, height: String(asked || tip) }));
    case 'tx_search': {
      const found = await ask(call.method, call.params);
      const txs = ((found.txs ?? []) as Json[]).filter(({ height }) => Number(height) <= tip);
      return result(call, { ...found, txs, total_count: String(txs.length) });
    }
    default:
      return undefined;
  }
}

function result({ id }: RpcCall, value: Json): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result: value });
}

/** As CometBFT says that it does not have a block yet. */
function missing({ id }: RpcCall, height: number, tip: number): string {
  const data = `height ${height} must be less than or equal to the current blockchain height ${tip}`;
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32603, message: 'Internal error', data } });
}

/** As the SDK says so of its state: ErrInvalidHeight. */
function futureHeight(tip: number): Json {
  const log = 'cannot query with height in the future; please provide a valid height: invalid height';
  return { code: 26, codespace: 'sdk', log, height: String(tip), key: null, value: null };
}

/** RFC 3339 with its nanoseconds, moved by milliseconds. */
function shifted(time: string, ms: number): string {
  const [, seconds = time, fraction = ''] = /^(.*?)(\.\d+)?Z$/.exec(time) ?? [];
  return `${new Date(Date.parse(`${seconds}Z`) + ms).toISOString().slice(0, 19)}${fraction}Z`;
}
