import { hex, u64be, utf8 } from './bytes.js';
import { requestId } from './request-id.js';
import { H } from './tag.js';
import { codeOf } from './testing/refusal.js';

const request = {
  chainId: 'pacer-test-1',
  epoch: 1n,
  requester: new Uint8Array(20).fill(1),
  ta: new Uint8Array(20).fill(2),
  sha256Body: new Uint8Array(32).fill(3),
  timestampMs: 4n,
  maxFee: 5n,
  commission: 6n,
  nonce: 7n,
};

test('the id hashes every field, in the order of the protocol', () => {
  const { requester, ta, sha256Body } = request;
  const numbers = [4n, 5n, 6n, 7n].map(u64be);
  const expected = H('pacer/request/v1', utf8('pacer-test-1'), u64be(1n), requester, ta, sha256Body, ...numbers);
  expect(hex(requestId(request))).toBe(hex(expected));
});

test('no field can be changed, nor two numbers swapped', () => {
  const ids = [
    request,
    { ...request, chainId: 'pacer-test-2' },
    { ...request, epoch: 2n },
    { ...request, requester: request.ta, ta: request.requester },
    { ...request, ta: request.requester },
    { ...request, sha256Body: new Uint8Array(32) },
    { ...request, timestampMs: 5n },
    { ...request, maxFee: 6n, commission: 5n },
    { ...request, commission: 7n, nonce: 6n },
    { ...request, nonce: 8n },
  ].map((fields) => hex(requestId(fields)));
  expect(new Set(ids).size).toBe(ids.length);
});

test.each([
  ['requester', { requester: new Uint8Array(32) }, 'bad-length'],
  ['ta', { ta: new Uint8Array(0) }, 'bad-length'],
  ['sha256Body', { sha256Body: new Uint8Array(31) }, 'bad-length'],
  ['epoch', { epoch: -1n }, 'out-of-range'],
  ['timestampMs', { timestampMs: 2n ** 64n }, 'out-of-range'],
  ['maxFee', { maxFee: -1n }, 'out-of-range'],
  ['commission', { commission: -1n }, 'out-of-range'],
  ['nonce', { nonce: 2n ** 64n }, 'out-of-range'],
])('a malformed %s is refused', (_field, change, code) => {
  expect(codeOf(() => requestId({ ...request, ...change }))).toBe(code);
});
