import { AgentError, type Clock, type HostSigner } from '@pacer/agent';
import { addressBytes, askAllPatiently, gasFor, type EndpointPool, type PacerQuery } from '@pacer/client';
import { compare, hex } from '@pacer/crypto';
import { DEAL } from './messages.js';
import { patience } from './patience.js';
import { payloadOf } from './payload.js';
import type { Made } from './preparations.js';
import type { Computing, Scheme } from './scheme.js';
import type { Table } from './table.js';

/** What dealings and openings are made with. */
export interface MakingParts {
  host: string;
  signer: Pick<HostSigner, 'deal' | 'open'>;
  pool: EndpointPool;
  scheme: Pick<Scheme, 'verifyDealing'>;
  clock: Clock;
}

/**
 * Computes a Host's dealing to a slot table that two endpoints show, and verifies it as the chain will. The same table and key
 * give the same bytes.
 * @throws AgentError `endpoints-disagree`, CryptoError, PvssError, the reason of an aborted signal
 */
export async function makeDealing(parts: MakingParts, { round, dealGas }: Table, computing: Computing): Promise<Made> {
  const { host, signer, scheme } = parts;
  await assertShared(parts, round, computing.signal);
  const address = addressBytes(host);
  const bytes = await signer.deal(round, address, computing);
  await scheme.verifyDealing(round, address, bytes, computing);
  return { bytes, gas: gasFor(DEAL, 0, dealGas), payload: payloadOf(bytes) };
}

/** An attempt to deal is not spent on the word of one endpoint: another has to have the same slot table. */
async function assertShared(
  { pool, clock }: MakingParts,
  { epoch, tableHash }: Table['round'],
  signal: AbortSignal,
): Promise<void> {
  const hasIt = async ({ sprint }: PacerQuery): Promise<boolean | undefined> => {
    const status = await sprint.dealStatus(epoch);
    return status && compare(status.round.tableHash, tableHash) === 0;
  };
  const { agreed, against } = await askAllPatiently(pool, hasIt, patience(clock, signal));
  if (agreed) return;
  const who = against.length > 0 ? `${against.join(', ')} has another` : 'no other endpoint has one yet';
  throw new AgentError(
    'endpoints-disagree',
    `slot table ${hex(tableHash)} of epoch ${epoch} is shown by one endpoint alone, ${who}: remove the wrong one from rpc`,
    { retryable: true },
  );
}
