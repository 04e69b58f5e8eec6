import type { Journal } from '@pacer/journal';
import { fetchLimited, type FetchLimits } from '../http/fetch-limited.js';
import { MAX_OPENED_BYTES } from '../records/opened-record.js';
import { RecordUnavailable } from './record-unavailable.js';

/** Where a record is: its place on chain. */
export type Place = Parameters<Journal['results']['get']>[0];

/** Time for the whole answer of an owner, in milliseconds. */
export const FETCH_TIMEOUT_MS = 10_000;

/**
 * Asks a record's owner for it.
 * @param apiUrl of the owner, as the chain has it: anything may stand there
 * @returns where it was asked for and what was sent, unread
 * @throws RecordUnavailable `no-address`; FetchError
 */
export async function fetchRecord(
  apiUrl: string,
  { epoch, batchId, index }: Place,
  limits: Partial<FetchLimits> = {},
): Promise<{ url: string; bytes: Uint8Array }> {
  const url = recordUrl(apiUrl, `v1/batches/${epoch}/${batchId}/${index}`);
  const bytes = await fetchLimited(url, { timeoutMs: FETCH_TIMEOUT_MS, maxBytes: MAX_OPENED_BYTES, ...limits });
  return { url, bytes };
}

function recordUrl(apiUrl: string, path: string): string {
  const url = URL.parse(path, apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);
  if (url && ['http:', 'https:'].includes(url.protocol)) return url.href;
  throw new RecordUnavailable('no-address', `its owner's API is at ${JSON.stringify(apiUrl)}, which is no web address`);
}
