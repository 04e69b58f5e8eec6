import type { Check, Finding, OpenKeys } from '@pacer/agent';
import { EndpointError, pacerQuery, type EndpointPool } from '@pacer/client';
import { compare, dealingPublicKey } from '@pacer/crypto';
import { addDealings, pvssRound, sumsOf } from '@pacer/crypto/pvss';
import { threadedScheme } from './scheme.js';
import type { ContributorConfig } from './settings.js';
import { checkedTable, type Table } from './table.js';

type Whose = Pick<ContributorConfig, 'chainId' | 'host'>;

/** Whether the key file's dealing key is the one under which this epoch's shares are encrypted to the Host. */
export function dealingKeyCheck(pool: EndpointPool, of: Whose, keys: () => OpenKeys): Check {
  return {
    name: 'dealing key',
    ask: async (): Promise<Finding> => {
      const mine = dealingPublicKey(keys().dealing.reveal());
      const { dealingKey, round } = await tableOf(pool, of);
      if (!dealingKey) return { ok: true, said: `${of.host} is no member of epoch ${round.epoch}` };
      if (compare(mine, dealingKey) === 0)
        return { ok: true, said: `it is that of ${of.host} in epoch ${round.epoch}` };
      return {
        ok: false,
        said: `the key file's dealing key is not that of ${of.host} in epoch ${round.epoch}`,
        fix: 'use the key file with the keys registered for this epoch: nothing is dealt or opened with another',
      };
    },
  };
}

/** The Host's slots in an endpoint's slot table, whose hash is computed. Without slots there is nothing to do, and no fault. */
export function slotsCheck(pool: EndpointPool, of: Whose): Check {
  return {
    name: 'slots',
    ask: async (): Promise<Finding> => {
      const { held, round } = await tableOf(pool, of);
      const place = `${round.slots} slots of epoch ${round.epoch}, of which ${round.threshold} open its beacon`;
      if (!held) return { ok: true, said: `none of ${place}: nothing to deal or open` };
      return { ok: true, said: `${held.first} to ${held.first + held.count - 1} of ${place}` };
    },
  };
}

/** Whether worker threads deal, verify and open, by a round of two slots with a key that nobody has. */
export function workersCheck(workers: number | undefined): Check {
  return {
    name: 'workers',
    ask: async (signal = AbortSignal.timeout(60_000)): Promise<Finding> => {
      const scheme = threadedScheme(workers);
      const dk = new Uint8Array(32).fill(1);
      const host = new Uint8Array(20);
      const holders = [{ address: host, ek: dealingPublicKey(dk), slots: 2 }];
      const round = pvssRound({ chainId: 'workers', epoch: 0n, tableHash: new Uint8Array(32), holders });
      const dealing = await scheme.deal(round, dk, host, { signal });
      await scheme.verifyDealing(round, host, dealing, { signal });
      await scheme.open(round, dk, host, sumsOf(round, host, addDealings(round, [dealing])), { signal });
      return { ok: true, said: 'worker threads deal, verify and open' };
    },
  };
}

function tableOf(pool: EndpointPool, { chainId, host }: Whose): Promise<Table> {
  return pool.atLatest(async ({ endpoint, status, height }) => {
    const query = pacerQuery(endpoint, height);
    const [deal, members] = await Promise.all([
      query.sprint.dealStatus(status.epoch),
      query.host.members(status.epoch),
    ]);
    if (!deal) throw new EndpointError(endpoint.url, 'untrue', `has no round of epoch ${status.epoch}`);
    return checkedTable(chainId, host, { url: endpoint.url, status, deal, members });
  });
}
