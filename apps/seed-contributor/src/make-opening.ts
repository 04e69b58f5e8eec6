import {
  askAllPatiently,
  addressBytes,
  EndpointError,
  gasFor,
  pacerQuery,
  type MyShares,
  type PacerQuery,
  type Snapshot,
} from '@pacer/client';
import { compare } from '@pacer/crypto';
import { PvssError } from '@pacer/crypto/pvss';
import type { MakingParts } from './make-dealing.js';
import { OPEN } from './messages.js';
import { patience } from './patience.js';
import { payloadOf } from './payload.js';
import type { Made } from './preparations.js';
import type { Computing } from './scheme.js';
import type { Table } from './table.js';

/**
 * Computes a Host's opening from the final sums, verified against what was committed to. Sums that one endpoint alone shows,
 * or that do not fit each other, are not opened: that endpoint is passed over, and the next one asked.
 * @throws NoEndpointError when no endpoint's sums can be opened, CryptoError, PvssError `worker`, the reason of an aborted signal
 */
export function makeOpening(parts: MakingParts, table: Table, computing: Computing): Promise<Made> {
  const { host, signer, pool } = parts;
  const { round } = table;
  return pool.atLatest(async ({ endpoint, height }) => {
    const { aSums: a, ySums: y, openGas } = await finalShares(parts, table, { endpoint, height }, computing.signal);
    try {
      // It is verified before it is returned: sums that somebody made up are not decrypted for them.
      const bytes = await signer.open(round, addressBytes(host), { a, y }, computing);
      return { bytes, gas: gasFor(OPEN, 0, openGas), payload: payloadOf(bytes) };
    } catch (error) {
      if (!(error instanceof PvssError) || error.retryable) throw error;
      throw new EndpointError(endpoint.url, 'untrue', `its sums of epoch ${round.epoch}: ${error.message}`, error);
    }
  });
}

/** The sums of an endpoint, if dealings are closed there and another one has the same. */
async function finalShares(
  { host, pool, clock }: MakingParts,
  { round: { epoch }, held }: Table,
  { endpoint, height }: Pick<Snapshot, 'endpoint' | 'height'>,
  signal: AbortSignal,
): Promise<MyShares> {
  const untrue = (said: string) => new EndpointError(endpoint.url, 'untrue', `epoch ${epoch}: ${said}`);
  const shares = await pacerQuery(endpoint, height).sprint.myShares({ epoch, host });
  if (!shares?.closed) throw untrue('its dealings are said to be closed, and not to be');
  const { firstSlot, slots } = shares.contribution;
  if (firstSlot !== held?.first || slots !== held.count)
    throw untrue('its slots of this Host are not those of its table');
  // Opening sums that are not final would tell the last dealer what it must not know: one endpoint's word is not enough.
  const hasThem = async ({ sprint }: PacerQuery): Promise<boolean | undefined> => {
    const theirs = await sprint.myShares({ epoch, host });
    if (!theirs?.closed) return undefined;
    return compare(theirs.ySums, shares.ySums) === 0 && compare(theirs.aSums, shares.aSums) === 0;
  };
  const { agreed, against } = await askAllPatiently(pool, hasThem, patience(clock, signal));
  if (agreed) return shares;
  throw untrue(`no other endpoint has the same sums yet${against.map((url) => `; ${url} has others`).join('')}`);
}
