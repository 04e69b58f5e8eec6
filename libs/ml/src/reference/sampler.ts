import { H, Stream, u64be, utf8 } from '@pacer/crypto';
import { MlError } from '../errors.js';
import type { Sampling } from '../node/ml-node.js';
import type { Distribution } from './distribution.js';

/** @throws MlError `unsupported_temperature` unless it is 0 or 1, `bad_request` for a malformed request or chain id */
export function assertSampling({ chainId, requestId, temperature }: Sampling): void {
  if (temperature !== 0 && temperature !== 1) {
    throw new MlError('unsupported_temperature', `temperature ${temperature} is not supported; ask for 0 or 1`);
  }
  if (requestId.length !== 32) {
    throw new MlError('bad_request', `a request id has 32 bytes, not ${requestId.length}; send the whole hash`);
  }
  if (/\p{Surrogate}/u.test(chainId)) {
    throw new MlError('bad_request', 'the chain id holds half a surrogate pair; send the id from genesis');
  }
}

/**
 * The choice at a position (protocol §7), the same for everyone who knows the request.
 * - temperature 0: the largest p, the lowest id on ties; it is always the first of the top-5
 * - temperature 1: x = below(Σp) from the stream of H("pacer/sample/v1", chain, request_id, u64be(position)); the first
 *   id whose cumulative p, in id order, exceeds x
 * @param position counted from the first output id, 0…
 */
export function choose(distribution: Distribution, sampling: Sampling, position: number): number {
  const { weights, total } = distribution;
  if (sampling.temperature === 0) return weights.indexOf(weights.reduce((a, b) => Math.max(a, b)));
  const seed = H('pacer/sample/v1', utf8(sampling.chainId), sampling.requestId, u64be(BigInt(position)));
  let left = Number(new Stream(seed).below(BigInt(total)));
  return weights.findIndex((weight) => (left -= weight) < 0);
}
