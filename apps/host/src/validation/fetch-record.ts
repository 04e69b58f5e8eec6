import type { Journal } from '@pacer/journal';
import { fetchLimited, type FetchLimits } from '../http/fetch-limited.js';
import { MAX_OPENED_BYTES, type OpenedRecord, readOpenedRecord } from '../records/opened-record.js';
import { RecordUnavailable } from './record-unavailable.js';

/** Where a record is: its place on chain. */
export type Place = Parameters<Journal['results']['get']>[0];

/** Time for the whole answer of an owner, in milliseconds. */
export const FETCH_TIMEOUT_MS = 10_000;

/**
 * Asks a record's owner for it.
 * @param apiUrl of the owner, as the chain has it: anything may stand there
 * @throws RecordUnavailable when nothing of the right shape came in time; FetchError `aborted`
 */
export async function fetchRecord(
  apiUrl: string,
  { epoch, batchId, index }: Place,
  limits: Partial<FetchLimits> = {},
): Promise<OpenedRecord> {
  const url = recordUrl(apiUrl, `v1/batches/${epoch}/${batchId}/${index}`);
  const bytes = await fetchLimited(url, { timeoutMs: FETCH_TIMEOUT_MS, maxBytes: MAX_OPENED_BYTES, ...limits });
  const record = readOpenedRecord(bytes);
  if (record) return record;
  const start = JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 60)));
  throw new RecordUnavailable('not-a-record', `${url} answered ${start}, which is no opened record`);
}

function recordUrl(apiUrl: string, path: string): string {
  const url = URL.parse(path, apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);
  if (url && ['http:', 'https:'].includes(url.protocol)) return url.href;
  throw new RecordUnavailable('no-address', `its owner's API is at ${JSON.stringify(apiUrl)}, which is no web address`);
}
