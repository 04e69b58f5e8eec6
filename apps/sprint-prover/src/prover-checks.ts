import { addressBytes, pacerQuery, type EndpointPool } from '@pacer/client';
import type { Check, Finding } from '@pacer/agent';
import { multiplyAdds, type SprintTask } from '@pacer/sprint';
import { ReferenceDigest } from '@pacer/sprint/reference';
import { isHit } from '@pacer/sprint';
import { proverOf } from './open-prover.js';
import type { ProverConfig } from './settings.js';

/** Nonces whose hits are compared with the plain reference. */
const COMPARED = 8n;
/** A target that every fourth digest is below. */
const EASY = 1n << 62n;
/** For how long the prover is timed, milliseconds. */
const TIMED_MS = 2_000;

/** Whether the prover of the settings starts, finds what the plain reference finds at this chain's sizes, and how fast. */
export function proverCheck(pool: EndpointPool, { chainId, host, own }: ProverConfig): Check {
  return {
    name: 'prover',
    ask: async (given): Promise<Finding> => {
      const { query, status } = await pool.latest();
      const { params } = await query.sprint.params(status.epoch);
      const { dim, layers, heads, ff, seq } = params;
      const shape = { dim, layers, heads, ff, seq };
      const task = { chainId, epoch: 0n, beacon: new Uint8Array(32), host: addressBytes(host), shape, first: 0n };
      const prover = await proverOf(own).open();
      // From when it is ready: until then it has what the settings give it.
      const signal = given ?? AbortSignal.timeout(60_000);
      try {
        const few: SprintTask = { ...task, target: EASY, last: COMPARED - 1n };
        const found: bigint[] = [];
        for await (const { hits } of prover.prove(few, signal)) found.push(...hits);
        const reference = new ReferenceDigest(task, shape);
        const all = Array.from({ length: Number(COMPARED) }, (_, nonce) => BigInt(nonce));
        const right = all.filter((nonce) => isHit(reference.digest(task.host, nonce), EASY));
        if (found.join() !== right.join()) {
          const said = `${prover.name} finds hits ${found.join(', ')} where there are ${right.join(', ')}`;
          return { ok: false, said, fix: 'its program or its card computes wrong: use another, or prover = "wasm"' };
        }
        const until = AbortSignal.any([signal, AbortSignal.timeout(TIMED_MS)]);
        let frontier = 0n;
        const began = performance.now();
        for await (const report of prover.prove({ ...task, target: 1n }, until)) ({ frontier } = report);
        const perSecond = Number(frontier) / ((performance.now() - began) / 1000);
        const gigaMacs = (perSecond * multiplyAdds(shape)) / 1e9;
        const rate = `${perSecond.toFixed(1)} nonces/s, ${gigaMacs.toFixed(2)} GMAC/s`;
        return {
          ok: true,
          said: `${prover.name} with ${prover.threads} threads is right at this chain's sizes: ${rate}`,
        };
      } finally {
        await prover.close();
      }
    },
  };
}

/** Whether the Host takes part in the Sprint of the current epoch. One that does not yet is no fault. */
export function sprintCheck(pool: EndpointPool, { host }: Pick<ProverConfig, 'host'>): Check {
  return {
    name: 'sprint',
    ask: (): Promise<Finding> =>
      pool.atLatest(async ({ endpoint, status, height }) => {
        const { sprint } = pacerQuery(endpoint, height);
        const [target, own] = [await sprint.target(status.epoch), await sprint.work({ epoch: status.epoch, host })];
        const what = `the Sprint of epoch ${status.epoch}`;
        if (own?.eligible !== true) {
          return {
            ok: true,
            said: `${host} takes no part in ${what}: its keys are not in use in the next epoch, or it has retired`,
          };
        }
        const odds = target && target.sprint.target > 0n ? (1n << 64n) / target.sprint.target : 0n;
        return { ok: true, said: `${host} takes part in ${what}; one nonce in ${odds} is a hit` };
      }),
  };
}

/** Whether the operator could stand for a challenge. */
export function bondCheck(pool: EndpointPool, { host, own }: Pick<ProverConfig, 'host' | 'own'>): Check {
  return {
    name: 'bond',
    ask: async (): Promise<Finding> => {
      if (!own.challenge) return { ok: true, said: 'nothing is challenged: challenge = false' };
      const { query, status } = await pool.latest();
      const { challengeBond } = (await query.sprint.params(status.epoch)).params;
      const { feeDenom } = status.params;
      const balance = await query.bank.balance(host, feeDenom);
      const said = `a challenge takes a bond of ${challengeBond} ${feeDenom}, and the operator has ${balance}`;
      return balance >= challengeBond
        ? { ok: true, said }
        : { ok: false, said, fix: `send ${challengeBond - balance} ${feeDenom} to ${host}, or set challenge = false` };
    },
  };
}
