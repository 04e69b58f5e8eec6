import { blsPublicKey, hex } from '@pacer/crypto';
import type { EndpointPool } from '@pacer/client';
import type { Clock } from '../clock.js';
import type { SharedConfig } from '../config/shared.js';
import type { OpenKeys } from '../keys/host-keys.js';
import type { Check, Finding } from './check.js';

const NS_PER_MS = 1_000_000n;
const MOST_SKEW_MS = 15_000;

/** Whether two endpoints at least follow the chain and have the same block at the same height. */
export function endpointsCheck(pool: EndpointPool): Check {
  return {
    name: 'endpoints',
    ask: async (signal) => {
      await pool.probe();
      const healthy = await pool.all();
      const faults = pool.health.flatMap(({ url, fault }) => (fault ? [`${url}: ${fault.message}`] : []));
      if (healthy.length < 2) {
        const said = `${healthy.length} of ${pool.endpoints.length} endpoints can be used; ${faults.join('; ')}`;
        return { ok: false, said, fix: 'name two nodes at least in rpc: a transaction is proven dead by two' };
      }
      const tips = await Promise.all(healthy.map((endpoint) => endpoint.status(signal)));
      const height = tips.reduce((least, tip) => (tip.height < least ? tip.height : least), tips[0]?.height ?? 0n);
      const hashes = await Promise.all(healthy.map(async (endpoint) => (await endpoint.block(height, signal))?.hash));
      if (new Set(hashes).size > 1) {
        const said = healthy.map(({ url }, index) => `${url} has ${hashes[index] ?? 'nothing'}`).join(', ');
        return {
          ok: false,
          said: `different blocks at height ${height}: ${said}`,
          fix: 'remove the wrong ones from rpc',
        };
      }
      if (new Set(tips.map((tip, index) => tip.nodeId || healthy[index]?.url)).size < 2) {
        return { ok: false, said: 'all endpoints are one node', fix: 'add a node of somebody else to rpc' };
      }
      const indexing = await Promise.allSettled(
        healthy.map((endpoint) => endpoint.transaction('0'.repeat(64), signal)),
      );
      if (indexing.filter(({ status }) => status === 'fulfilled').length < 2) {
        return {
          ok: false,
          said: 'fewer than two endpoints have an index of transactions',
          fix: 'set indexer = "kv" in the config.toml of the nodes, or name other nodes in rpc',
        };
      }
      const rest = faults.length > 0 ? `; not used: ${faults.join('; ')}` : '';
      return { ok: true, said: `${healthy.length} of ${pool.endpoints.length} agree on block ${height}${rest}` };
    },
  };
}

/** How far this machine's clock is from block time. Nothing is decided by it, but log lines and TLS are. */
export function clockCheck(pool: EndpointPool, clock: Clock): Check {
  return {
    name: 'clock',
    ask: async () => {
      const { status } = await pool.latest();
      const skewMs = clock.now() - Number(status.blockTimeNs / NS_PER_MS);
      const said = `this machine is ${(Math.abs(skewMs) / 1000).toFixed(1)} s ${skewMs < 0 ? 'behind' : 'ahead of'} block ${status.height}`;
      return Math.abs(skewMs) <= MOST_SKEW_MS + Number(status.params.targetBlockMs) * 2
        ? { ok: true, said }
        : { ok: false, said, fix: 'set the clock by NTP; if it is right, the chain stands still or the endpoints lag' };
    },
  };
}

/** Whether the chain knows the keys of the key file as this Host's. */
export function keysCheck(pool: EndpointPool, { host }: SharedConfig, keys: () => OpenKeys): Check {
  return {
    name: 'keys',
    ask: async (): Promise<Finding> => {
      const { hotKey, bls } = keys();
      const { query, status } = await pool.latest();
      const known = await query.host.host(host);
      if (hotKey.address !== known.hotKey && hotKey.address !== host) {
        return {
          ok: false,
          said: `the key file's hot key ${hotKey.address} is not ${known.hotKey || 'set'}, which the chain has for ${host}`,
          fix: "use this Host's key file, or have the operator set the hot key",
        };
      }
      const mine = hex(blsPublicKey(bls.reveal()));
      const member = (await query.host.members(status.epoch)).find((one) => one.host === host);
      if (member && hex(member.keys.bls) !== mine) {
        return {
          ok: false,
          said: `the key file's BLS key is not that of ${host} in epoch ${status.epoch}`,
          fix: 'use the key file with the keys registered for this epoch',
        };
      }
      const place = member
        ? `member of epoch ${status.epoch} with weight ${member.weight}`
        : `no member of epoch ${status.epoch}`;
      return { ok: true, said: `hot key ${hotKey.address} acts for ${host}, ${place}` };
    },
  };
}

/**
 * Whether the operator pays the hot key's fees.
 * @param messages type URLs that the program sends
 * @param need fees, in the fee denomination, that should be there
 */
export function allowanceCheck(
  pool: EndpointPool,
  { host }: SharedConfig,
  keys: () => OpenKeys,
  messages: readonly string[],
  need: bigint,
): Check {
  return {
    name: 'allowance',
    ask: async (): Promise<Finding> => {
      const { address } = keys().hotKey;
      const { query, status } = await pool.latest();
      const { feeDenom } = status.params;
      const balance = await query.bank.balance(host, feeDenom);
      const allowance = await query.feegrant.allowance({ granter: host, grantee: address });
      const grant = `have the operator grant ${address} a fee allowance for ${messages.join(', ')}`;
      if (!allowance) return { ok: false, said: `${host} pays no fees for ${address}`, fix: grant };
      const barred = messages.filter((message) => allowance.messages && !allowance.messages.includes(message));
      if (barred.length > 0) return { ok: false, said: `the allowance is not for ${barred.join(', ')}`, fix: grant };
      if (allowance.expiresNs !== undefined && allowance.expiresNs <= status.blockTimeNs) {
        return { ok: false, said: 'the allowance has expired', fix: grant };
      }
      const left = allowance.limit?.get(feeDenom) ?? (allowance.limit ? 0n : undefined);
      const said = `${left ?? 'any amount'} ${feeDenom} of allowance, ${balance} ${feeDenom} on the operator's account`;
      if (left !== undefined && left < need) return { ok: false, said, fix: grant };
      if (balance < need) return { ok: false, said, fix: `send ${need} ${feeDenom} to ${host}` };
      return { ok: true, said };
    },
  };
}
