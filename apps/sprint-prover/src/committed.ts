import { askAll, verdictOf, type EndpointPool, type HostWork } from '@pacer/client';
import { hex } from '@pacer/crypto';
import { decodeNonces } from '@pacer/sprint';
import type { Committed } from './checking.js';

/** What another Host committed, when two endpoints say the same: a bond is not spent on the word of one. */
export async function committedBy(pool: EndpointPool, epoch: bigint, host: string): Promise<Committed | undefined> {
  const { query } = await pool.latest();
  const own = await query.sprint.work({ epoch, host });
  if (!own || own.chunks.length === 0) return undefined;
  const bytes = bytesOf(own);
  const testimony = await askAll(pool, async ({ sprint }) => {
    const other = await sprint.work({ epoch, host });
    return other && bytesOf(other) === bytes;
  });
  if (verdictOf(testimony) !== true) return undefined;
  return { host, nonces: own.chunks.flatMap(({ nonces }) => decodeNonces(nonces, nonces.length)) };
}

function bytesOf({ chunks }: HostWork): string {
  return chunks.map(({ nonces }) => hex(nonces)).join(' ');
}
