import { describe, expect, test } from '@jest/globals';
import type { Operation } from '@pacer/agent';
import { gasFor } from '@pacer/client';
import { LOCAL_TEST } from '@pacer/sprint';
import { act, type Workshop } from './act.js';
import { CHAIN, hosts, poolOf, truth, type Says } from './chain.test.support.js';
import type { Facts, Task } from './facts.js';
import { accused, attempt, factsOf, reviewFacts, sprintFacts } from './facts.test.support.js';
import { CHALLENGE, challengeOf, COMMIT, commitOf, readMessage } from './messages.js';
import { effectOf } from './shown.js';

const signal = new AbortController().signal;
const parties = { host: hosts[0]!, signer: hosts[1]! };
const task: Task = {
  ...{ chainId: CHAIN, epoch: 4n, beacon: new Uint8Array(32).fill(9), shape: LOCAL_TEST, target: 1n << 56n },
};

/** A workshop around endpoints that say these, with everything that it begins. */
function workshop(says: Says[], facts: Facts = factsOf(sprintFacts(), 480n), isProven = true) {
  const begun: unknown[] = [];
  const submitted: Operation[] = [];
  const work: Workshop = {
    ...{ parties, pool: poolOf(...says), looked: () => facts },
    engine: { submit: async (operation) => submitted.push(operation) as never },
    proving: {
      prepare: () => void begun.push('prepare'),
      begin: (of, floor, most) => void begun.push([of.epoch, floor, most]),
      rest: async () => void begun.push('rest'),
    },
    checking: { begin: (of, accusedHosts) => void begun.push([of.epoch, accusedHosts]) },
    ...{ task: () => task, provenTask: () => (isProven ? task : undefined), challengeGas: () => 77n },
  };
  return { work, begun, submitted };
}

describe('an action', () => {
  test('to prove begins above what the chain has', async () => {
    const chain = { count: 2, lastNonce: 17n, messages: 1, guiltyHeight: 0n };
    const { work, begun } = workshop([truth()], factsOf(sprintFacts({ chain }), 480n), false);
    await act(work, { kind: 'prove', epoch: 4n }, signal);
    expect(begun).toEqual([[4n, 18n, 4096]]);
  });

  test('to commit sends the nonces of the plan, with a deadline by the window, paid by the operator', async () => {
    const { work, submitted } = workshop([truth()]);
    await act(work, { kind: 'commit', epoch: 4n, message: 3, attempt: 2, nonces: [14n, 17n] }, signal);
    expect(submitted).toMatchObject([
      {
        key: 'work/4/3',
        attempt: 2,
        windowBlocks: 8n,
        lastHeight: 484n,
        granter: hosts[0],
        gas: gasFor(COMMIT, Uint8Array.of(14, 3).length),
      },
    ]);
    expect(readMessage(submitted[0]!.messages)).toMatchObject({ kind: 'commit', epoch: 4n, nonces: [14n, 17n] });
  });

  test('to commit waits while an endpoint denies the message before, whose end nobody knows yet', async () => {
    const open = { ...attempt(1, 1, 477n), lastNonce: 17n };
    const chain = { count: 2, lastNonce: 17n, messages: 1, guiltyHeight: 0n };
    const facts = factsOf(sprintFacts({ chain, attempts: [open] }), 481n);
    const action = { kind: 'commit' as const, epoch: 4n, message: 2, attempt: 1, nonces: [393n] };
    const shows = truth({ own: [[14n, 17n]] });
    for (const [says, count] of [
      [[shows, truth()], 0],
      [[shows, truth({ knows: false })], 1],
      [[shows, shows], 1],
    ] as const) {
      const { work, submitted } = workshop([...says], facts);
      await act(work, action, signal);
      expect(submitted).toHaveLength(count);
    }
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

  test('to check waits until two endpoints show the same Sprint', async () => {
    const facts = factsOf(sprintFacts(), 485n, { reviews: [reviewFacts({ others: [accused({ host: 'x' })] })] });
    const { work, begun } = workshop([truth()], facts, false);
    await act(work, { kind: 'check', epoch: 4n }, signal);
    expect(begun).toEqual([]);
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
