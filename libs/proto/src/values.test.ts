import { describe, expect, it } from '@jest/globals';
import { QueryStatusResponse } from './gen/pacer/epoch/v1/index.js';
import { Error as RewardError, errorFromJSON, errorToJSON, MsgClaimReward } from './gen/pacer/reward/v1/index.js';

const maxU64 = 2n ** 64n - 1n;

describe('generated code', () => {
  it('keeps a u64 exact up to its last bit, as a bigint', () => {
    const message = MsgClaimReward.fromPartial({
      signer: 's',
      host: 'h',
      epoch: maxU64,
      secret: new Uint8Array([0, 255]),
    });
    expect(MsgClaimReward.decode(MsgClaimReward.encode(message).finish())).toEqual(message);
    expect(MsgClaimReward.fromJSON(MsgClaimReward.toJSON(message))).toEqual(message);
  });

  it('refuses a u64 that does not fit', () => {
    expect(() => MsgClaimReward.encode(MsgClaimReward.fromPartial({ epoch: maxU64 + 1n }))).toThrow('too large');
    expect(() => MsgClaimReward.encode(MsgClaimReward.fromPartial({ epoch: -1n }))).toThrow('too large');
  });

  it('keeps nanoseconds of a block time: a Timestamp stays seconds and nanos, never a Date', () => {
    const blockTime = { seconds: 1_795_000_000n, nanos: 123_456_789 };
    const status = QueryStatusResponse.decode(
      QueryStatusResponse.encode(QueryStatusResponse.fromPartial({ blockTime })).finish(),
    );
    expect(status.blockTime).toEqual(blockTime);
  });

  it('drops the prefix of enum names in code and keeps it in JSON', () => {
    expect(RewardError.UNSPECIFIED).toBe(0);
    expect(errorToJSON(RewardError.UNSPECIFIED)).toBe('ERROR_UNSPECIFIED');
    for (const [name, code] of Object.entries(RewardError as Record<string, string | number>)) {
      if (typeof code !== 'number' || code < 0) continue;
      expect(name).not.toMatch(/^ERROR_/);
      expect(errorFromJSON(`ERROR_${name}`)).toBe(code);
    }
  });

  it('keeps an enum value that this version does not know', () => {
    expect(errorFromJSON('ERROR_FROM_THE_FUTURE')).toBe(RewardError.UNRECOGNIZED);
  });
});
