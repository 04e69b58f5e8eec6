import { addressText } from '@pacer/client';
import { ApiError } from './api-error.js';
import { readRequestHeaders, REQUEST_HEADERS } from './request-headers.js';

const all = {
  'pacer-requester': addressText(new Uint8Array(20).fill(1)),
  'pacer-epoch': '3',
  'pacer-timestamp-ms': '1795435200000',
  'pacer-nonce': '18446744073709551615',
  'pacer-max-fee': '0',
  'pacer-commission': '10',
  'pacer-signature': '0a'.repeat(64),
};

function refusal(headers: Record<string, string>): ApiError {
  try {
    readRequestHeaders(headers);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('they were read');
}

test('a request without any of them is unsigned', () => {
  expect(readRequestHeaders({ 'content-type': 'application/json' })).toBeUndefined();
});

test('all of them make the signed part', () => {
  expect(readRequestHeaders(all)).toEqual({
    ...{ requester: new Uint8Array(20).fill(1), epoch: 3n, timestampMs: 1795435200000n, nonce: 2n ** 64n - 1n },
    ...{ maxFee: 0n, commission: 10n, signature: new Uint8Array(64).fill(10) },
  });
});

test.each(Object.values(REQUEST_HEADERS))('without %s it is refused: half a signature is none', (name) => {
  const { [name]: _left, ...rest } = all;
  expect(refusal(rest)).toMatchObject({ status: 400, param: name });
});

test.each([
  ['an address of another network', 'pacer-requester', 'cosmos1qyqszqgpqyqszqgpqyqszqgpqyqszqgpjnp7du'],
  ['an address with a wrong checksum', 'pacer-requester', `${all['pacer-requester'].slice(0, -1)}x`],
  ['a number beyond 64 bits', 'pacer-nonce', '18446744073709551616'],
  ['a negative number', 'pacer-epoch', '-1'],
  ['a number in hex', 'pacer-max-fee', '0x10'],
  ['a number with a leading zero', 'pacer-commission', '01'],
  ['a signature in upper case', 'pacer-signature', '0A'.repeat(64)],
  ['a short signature', 'pacer-signature', '0a'.repeat(63)],
])('%s is refused by name', (_name, header, value) => {
  expect(refusal({ ...all, [header]: value })).toMatchObject({ status: 400, param: header });
});
