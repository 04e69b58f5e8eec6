import { addressBytes } from '@pacer/client';
import { unhex } from '@pacer/crypto';
import { ApiError } from './api-error.js';

/** What a client signed, beyond what follows from the chain, this Host and the body (§6). */
export interface SignedPart {
  /** 20 bytes. */
  readonly requester: Uint8Array;
  readonly epoch: bigint;
  readonly timestampMs: bigint;
  readonly nonce: bigint;
  readonly maxFee: bigint;
  readonly commission: bigint;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
}

/** The headers of a signed request. They are no part of the body, whose hash is signed. */
export const REQUEST_HEADERS = {
  requester: 'pacer-requester',
  epoch: 'pacer-epoch',
  timestampMs: 'pacer-timestamp-ms',
  nonce: 'pacer-nonce',
  maxFee: 'pacer-max-fee',
  commission: 'pacer-commission',
  signature: 'pacer-signature',
} as const;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * The signed part of a request; undefined if it has none of the headers.
 * @throws ApiError 400 that names the header that is missing or malformed
 */
export function readRequestHeaders(headers: Headers): SignedPart | undefined {
  const names = Object.values(REQUEST_HEADERS);
  if (names.every((name) => headers[name] === undefined)) return undefined;
  const text = (name: string): string => {
    const value = headers[name];
    if (typeof value === 'string') return value;
    throw refused(name, 'is missing; a signed request has all of ' + names.join(', '));
  };
  const u64 = (name: string): bigint => {
    const digits = text(name);
    const value = /^(0|[1-9]\d{0,19})$/.test(digits) ? BigInt(digits) : undefined;
    if (value === undefined || value >= 2n ** 64n) throw refused(name, 'is no decimal number of 64 bits');
    return value;
  };
  return {
    requester: requesterOf(text(REQUEST_HEADERS.requester)),
    epoch: u64(REQUEST_HEADERS.epoch),
    timestampMs: u64(REQUEST_HEADERS.timestampMs),
    nonce: u64(REQUEST_HEADERS.nonce),
    maxFee: u64(REQUEST_HEADERS.maxFee),
    commission: u64(REQUEST_HEADERS.commission),
    signature: signatureOf(text(REQUEST_HEADERS.signature)),
  };
}

function requesterOf(address: string): Uint8Array {
  try {
    return addressBytes(address);
  } catch (cause) {
    throw refused(REQUEST_HEADERS.requester, 'is no address of this network, pacer1…', cause);
  }
}

function signatureOf(text: string): Uint8Array {
  if (/^[0-9a-f]{128}$/.test(text)) return unhex(text);
  throw refused(REQUEST_HEADERS.signature, 'is not 128 digits of lower-case hex');
}

function refused(param: string, what: string, cause?: unknown): ApiError {
  return new ApiError(`${param} ${what}`, { status: 400, code: 'invalid_header', param, cause });
}
