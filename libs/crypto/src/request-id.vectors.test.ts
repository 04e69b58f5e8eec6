import { hex, unhex } from './bytes.js';
import { requestId } from './request-id.js';
import { readCases } from './testing/vectors.js';

interface RequestCase {
  chain: string;
  epoch: string;
  requester: string;
  ta: string;
  sha256_body: string;
  timestamp_ms: string;
  max_fee: string;
  commission: string;
  nonce: string;
  request_id: string;
}

const cases = readCases<RequestCase>('request-id.json');

test.each(cases)('$name', (request) => {
  const id = requestId({
    chainId: request.chain,
    epoch: BigInt(request.epoch),
    requester: unhex(request.requester),
    ta: unhex(request.ta),
    sha256Body: unhex(request.sha256_body),
    timestampMs: BigInt(request.timestamp_ms),
    maxFee: BigInt(request.max_fee),
    commission: BigInt(request.commission),
    nonce: BigInt(request.nonce),
  });
  expect(hex(id)).toBe(request.request_id);
});
