import { expect, test } from '@jest/globals';
import { addressText, EndpointPool, type Member, type Snapshot } from '@pacer/client';
import { RewardState } from '@pacer/proto/reward/v1';
import { FactsReader } from './read-facts.js';

const host = addressText(new Uint8Array(20).fill(7));
const member = { host, keys: { bls: new Uint8Array(48).fill(1) } } as Member;

/** What the queries of one epoch answer; `asked` counts how often the members were read. */
function chainWith(answers: Member[][]) {
  const chain = { asked: 0, at };
  function at(height: bigint): Snapshot {
    const status = { height, epoch: 0n, blockTimeNs: 0n, meanBlockMs: 500n, schedule: { nextStart: 0n } };
    const query = {
      epoch: {
        schedule: () => Promise.resolve({ schedule: { start: 1n, cutoff: 73n }, beacon: new Uint8Array(32) }),
        params: () => Promise.resolve({ params: { epochLength: 90n } }),
      },
      host: { members: () => Promise.resolve(answers[Math.min(chain.asked++, answers.length - 1)]) },
      reward: {
        settlement: () => Promise.resolve({ settled: true, reward: { state: RewardState.CLAIMABLE, amount: 1n } }),
      },
    };
    return { height, status, query } as unknown as Snapshot;
  }
  return chain;
}

const readerHere = () =>
  new FactsReader({
    ...{ chainId: 'pacer-test', host, signer: undefined, attempts: { attempts: () => [] } },
    journal: { sigmas: { get: () => undefined }, duties: { get: () => undefined } },
    // Nothing here is claimed, so no endpoint is asked.
    pool: new EndpointPool({ urls: ['http://127.0.0.1:1'], chainId: 'pacer-test' }),
  });

test('one faulty answer that lacks the Host does not cost it the epoch: the members are read again', async () => {
  const chain = chainWith([[], [member]]);
  const reader = readerHere();
  expect((await reader.read(chain.at(74n))).epochs[0]?.member).toBe(false);
  expect((await reader.read(chain.at(75n))).epochs[0]?.member).toBe(true);
});

test('members that show the Host are read once', async () => {
  const chain = chainWith([[member]]);
  const reader = readerHere();
  for (const height of [74n, 75n, 76n]) expect((await reader.read(chain.at(height))).epochs[0]?.member).toBe(true);
  expect(chain.asked).toBe(1);
});
