import { describe, expect, test } from '@jest/globals';
import { systemClock, type Operation } from '@pacer/agent';
import { gasFor } from '@pacer/client';
import { LOCAL_TEST } from '@pacer/sprint';
import { act, type Workshop } from './act.js';
import { CHAIN, hosts, poolOf, truth, type Says } from './chain.test.support.js';
import type { Facts, Task } from './facts.js';
import { accused, factsOf, reviewFacts, sprintFacts } from './facts.test.support.js';
import { CHALLENGE, challengeOf, COMMIT, commitOf, readMessage } from './messages.js';
import { effectOf } from './shown.js';

const signal = new AbortController().signal;
const parties = { host: hosts[0]!, signer: hosts[1]! };
const task: Task = {
  ...{ chainId: CHAIN, epoch: 4n, beacon: new Uint8Array(32).fill(9), shape: LOCAL_TEST, target: 1n << 56n },
};

/** A workshop around endpoints that say these, with everything that it begins. */
function workshop(says: Says[], facts: Facts = factsOf(sprintFacts(), 480n)) {
  const begun: unknown[] = [];
  const submitted: Operation[] = [];
  const work: Workshop = {
    ...{ parties, pool: poolOf(...says), clock: { ...systemClock, sleep: async () => undefined }, looked: () => facts },
    engine: { submit: async (operation) => submitted.push(operation) as never },
    proving: {
      prepare: () => void begun.push('prepare'),
      begin: (of, floor) => void begun.push([of.epoch, floor]),
      rest: async () => void begun.push('rest'),
    },
    checking: { begin: (of, accusedHosts) => void begun.push([of.epoch, accusedHosts]) },
    ...{ task: () => task, challengeGas: () => 77n },
  };
  return { work, begun, submitted };
}

describe('an action', () => {
  test('to prove begins when two endpoints show the same beacon and target, above what the chain has', async () => {
    const chain = { count: 2, lastNonce: 17n, messages: 1, guiltyHeight: 0n };
    const one = workshop([truth(), truth()], factsOf(sprintFacts({ chain }), 480n));
    await act(one.work, { kind: 'prove', epoch: 4n }, signal);
    expect(one.begun).toEqual([[4n, 18n]]);
    const other = workshop([truth(), truth({ target: 1n })]);
    await expect(act(other.work, { kind: 'prove', epoch: 4n }, signal)).rejects.toMatchObject({
      ...{ code: 'endpoints-disagree', retryable: true, message: expect.stringContaining('http://b has another') },
    });
    const behind = workshop([truth(), truth({ beaconHeight: 0n })]);
    await expect(act(behind.work, { kind: 'prove', epoch: 4n }, signal)).rejects.toThrow(
      'no other endpoint has one yet',
    );
    expect([other.begun, behind.begun]).toEqual([[], []]);
  });

  test('to commit sends the nonces of the plan, with a deadline by the window, paid by the operator', async () => {
    const { work, submitted } = workshop([truth()]);
    await act(work, { kind: 'commit', epoch: 4n, message: 3, attempt: 2, nonces: [14n, 17n] }, signal);
    expect(submitted).toMatchObject([
      {
        key: 'work/4/3',
        attempt: 2,
        windowBlocks: 8n,
        granter: hosts[0],
        gas: gasFor(COMMIT, Uint8Array.of(14, 3).length),
      },
    ]);
    expect(readMessage(submitted[0]!.messages)).toMatchObject({ kind: 'commit', epoch: 4n, nonces: [14n, 17n] });
  });

  test('to challenge names the nonce, with the gas that the chain asks for', async () => {
    const { work, submitted } = workshop([truth()]);
    await act(work, { kind: 'challenge', epoch: 4n, accused: 'pacer1other', nonce: 5n, attempt: 1 }, signal);
    expect(submitted).toMatchObject([{ key: 'challenge/4/pacer1other/5', attempt: 1, gas: gasFor(CHALLENGE, 0, 77n) }]);
  });

  test('to check names the Hosts that are not checked enough', async () => {
    const others = [accused({ host: 'x' }), accused({ host: 'y', checked: 16 }), accused({ host: 'z', guilty: true })];
    const { work, begun } = workshop([truth()], factsOf(sprintFacts(), 485n, { reviews: [reviewFacts({ others })] }));
    await act(work, { kind: 'check', epoch: 4n }, signal);
    expect(begun).toEqual([[4n, ['x']]]);
  });

  test('to prepare and to rest go to the prover', async () => {
    const { work, begun } = workshop([truth()]);
    await act(work, { kind: 'prepare', epoch: 4n }, signal);
    await act(work, { kind: 'rest', epoch: 4n }, signal);
    expect(begun).toEqual(['prepare', 'rest']);
  });
});

describe('the effect of a message', () => {
  const { messages } = commitOf(parties, 4n, [14n, 17n]);
  const ask = (key: string, ...says: Says[]) => effectOf(poolOf(...says), key, messages)?.();
  const has = (...own: bigint[][]) => truth({ own });

  test('is that the chain has these very nonces as this message, by two endpoints', async () => {
    expect(await ask('work/4/1', has(), has())).toBe(false);
    expect(await ask('work/4/1', has([14n, 17n]), has([14n, 17n]))).toBe(true);
    expect(await ask('work/4/2', has([3n], [14n, 17n]), has([3n], [14n, 17n]))).toBe(true);
    expect(await ask('work/4/1', has([14n]), has([14n]))).toBe(false);
    expect(await ask('work/4/1', has([14n, 17n]), has())).toBeUndefined();
    expect(await ask('work/4/1', has([14n, 17n]), truth({ knows: false }))).toBeUndefined();
  });

  test('of a challenge is that the accused is found guilty, whoever brought it about', async () => {
    const challenge = challengeOf(parties, { epoch: 4n, accused: hosts[1]!, nonce: 5n, challengeGas: 0n });
    const shown = (...says: Says[]) => effectOf(poolOf(...says), 'challenge/4/h/5', challenge.messages)?.();
    expect(await shown(truth(), truth())).toBe(false);
    expect(await shown(truth({ otherGuilty: 9n }), truth({ otherGuilty: 9n }))).toBe(true);
    expect(effectOf(poolOf(truth()), 'x', [{ typeUrl: '/other', value: new Uint8Array() }])).toBeUndefined();
  });
});
