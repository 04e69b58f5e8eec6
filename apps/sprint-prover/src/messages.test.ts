import { describe, expect, test } from '@jest/globals';
import { gasFor } from '@pacer/client';
import { MsgChallengeWork, MsgCommitWork } from '@pacer/proto/sprint/v1';
import { attemptFacts } from './attempt-facts.js';
import { challengeKey, messageOf, sprintKey, workKey } from './keys.js';
import { CHALLENGE, challengeOf, COMMIT, commitOf, readMessage } from './messages.js';

const parties = { host: 'pacer1host', signer: 'pacer1hot' };
const nonces = [14n, 17n, 393n, (1n << 64n) - 1n];

describe('a message with nonces', () => {
  test('carries them as the chain takes them, paid by the operator, with gas by their bytes', () => {
    const { messages, gas, granter } = commitOf(parties, 7n, nonces);
    expect([messages[0]?.typeUrl, gas, granter]).toEqual([COMMIT, gasFor(COMMIT, 14), parties.host]);
    // 14, then 3, 376 and the rest of a u64, in 1, 1, 2 and 10 bytes.
    const message = MsgCommitWork.decode(messages[0]!.value);
    expect(message).toMatchObject({ ...parties, epoch: 7n, tier: 0 });
    expect([...message.nonces.slice(0, 4)]).toEqual([14, 3, 0xf8, 0x02]);
    expect(readMessage(messages)).toMatchObject({ kind: 'commit', epoch: 7n, host: parties.host, nonces });
    expect(commitOf({ ...parties, signer: parties.host }, 7n, nonces)).not.toHaveProperty('granter');
  });

  test('is read again from the journal', () => {
    const intent = { ...commitOf(parties, 7n, nonces), granter: undefined, wantsEffect: true };
    const stored = { key: workKey(7n, 3), attempt: 2, state: 'intent' as const, intent };
    const bare = { signed: undefined, refusal: undefined, includedHeight: undefined, outcome: undefined };
    expect(attemptFacts({ ...stored, ...bare, createdMs: 1, finalMs: undefined })).toMatchObject({
      ...{ message: 3, attempt: 2, count: 4, lastNonce: (1n << 64n) - 1n, fromHeight: undefined },
    });
  });
});

test('a challenge carries what it is about, with the gas that the chain names', () => {
  const of = { epoch: 7n, accused: 'pacer1other', nonce: 5n };
  const { messages, gas } = challengeOf(parties, { ...of, challengeGas: 77n });
  expect([messages[0]?.typeUrl, gas]).toEqual([CHALLENGE, gasFor(CHALLENGE, 0, 77n)]);
  expect(MsgChallengeWork.decode(messages[0]!.value)).toMatchObject({ ...parties, ...of });
  expect(readMessage(messages)).toEqual({ kind: 'challenge', host: parties.host, ...of });
});

test('a message of another program is none of these', () => {
  expect(readMessage([{ typeUrl: '/other', value: new Uint8Array() }])).toBeUndefined();
  expect(readMessage([])).toBeUndefined();
});

test('keys name what they are about, and no key of one begins as that of another epoch', () => {
  expect([sprintKey(7n), workKey(7n, 2), challengeKey(7n, 'h', 5n)]).toEqual(['work/7', 'work/7/2', 'challenge/7/h/5']);
  expect([messageOf('work/7/12'), messageOf('work/7'), messageOf('challenge/7/h/5')]).toEqual([
    12,
    undefined,
    undefined,
  ]);
  expect(workKey(71n, 1).startsWith(`${sprintKey(7n)}/`)).toBe(false);
});
