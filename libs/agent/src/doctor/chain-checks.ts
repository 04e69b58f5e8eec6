import { blsPublicKey, hex } from '@pacer/crypto';
import type { EndpointPool } from '@pacer/client';
import type { Clock } from '../clock.js';
import type { SharedConfig } from '../config/shared.js';
import type { OpenKeys } from '../keys/host-keys.js';
import type { Check, Finding } from './check.js';
import { feeFaults, readFees } from './fees.js';

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
      const byNode = new Map<string, string[]>();
      for (const [index, { url }] of healthy.entries()) {
        const id = tips[index]?.nodeId ?? '';
        const node = id === '' ? url : id;
        byNode.set(node, [...(byNode.get(node) ?? []), url]);
      }
      const twins = [...byNode.values()]
        .filter((urls) => urls.length > 1)
        .map((urls) => `${urls.join(' and ')} are one node`);
      if (byNode.size < 2) {
        return {
          ok: false,
          said: twins.join('; '),
          fix: 'add a node of somebody else to rpc: one node is one witness',
        };
      }
      const indexing = await Promise.allSettled(
        healthy.map((endpoint) => endpoint.transaction('0'.repeat(64), signal)),
      );
      const bare = healthy.flatMap(({ url }, index) => (indexing[index]?.status === 'fulfilled' ? [] : [url]));
      const fix = 'set indexer = "kv" in the config.toml of the nodes, or name other nodes in rpc';
      if (healthy.length - bare.length < 2) {
        const said = `fewer than two endpoints have an index of transactions; without: ${bare.join(', ')}`;
        return { ok: false, said, fix };
      }
      const noted = [
        ...faults.map((fault) => `not used: ${fault}`),
        ...twins,
        ...bare.map((url) => `${url} has no index`),
      ];
      const said = [`${healthy.length} of ${pool.endpoints.length} agree on block ${height}`, ...noted].join('; ');
      if (noted.length === 0) return { ok: true, said };
      return {
        ok: true,
        warn: true,
        said,
        fix: bare.length > 0 ? fix : 'two are enough, none is to spare: look at the others',
      };
    },
  };
}

/**
 * Whether two endpoints still have all blocks of the current epoch: whether a transaction was included is looked up in them
 * when an index does not say.
 */
export function historyCheck(pool: EndpointPool): Check {
  return {
    name: 'history',
    ask: async (signal): Promise<Finding> => {
      const { start } = (await pool.latest()).status.schedule;
      const healthy = await pool.all();
      const tips = await Promise.all(healthy.map((endpoint) => endpoint.status(signal)));
      const pruned = healthy.flatMap(({ url }, index) => {
        const earliest = tips[index]?.earliestHeight ?? 0n;
        return earliest > start ? [`${url} has none before ${earliest}`] : [];
      });
      const rest = pruned.length > 0 ? `: ${pruned.join(', ')}` : '';
      const said = `${healthy.length - pruned.length} of ${healthy.length} endpoints have all blocks since ${start}${rest}`;
      const fix =
        'set min-retain-blocks = 0 in the app.toml of that node, or name another in rpc; a node that was synced from a snapshot gets there with the next epoch';
      if (pruned.length === 0) return { ok: true, said };
      return healthy.length - pruned.length < 2 ? { ok: false, said, fix } : { ok: true, warn: true, said, fix };
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
  need: (pool: EndpointPool) => Promise<bigint>,
): Check {
  return {
    name: 'allowance',
    ask: async (): Promise<Finding> => {
      const plan = { host, signer: keys().hotKey.address, messages, need };
      const standing = await readFees(pool, plan);
      const { balance, denom, left } = standing;
      const [worst, ...others] = feeFaults(standing, plan);
      if (!worst)
        return {
          ok: true,
          said: `${left ?? 'any amount'} ${denom} of allowance, ${balance} ${denom} on the operator's account`,
        };
      return {
        ok: false,
        said: [worst, ...others].map(({ said }) => said).join('; '),
        fix: [...new Set([worst, ...others].map(({ fix }) => fix))].join('; '),
      };
    },
  };
}
