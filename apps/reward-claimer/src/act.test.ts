import { expect, test } from '@jest/globals';
import { AgentError, createLogger, type Operation } from '@pacer/agent';
import { addressText, type EndpointPool } from '@pacer/client';
import { MsgClaimReward } from '@pacer/proto/reward/v1';
import { act, type Workshop } from './act.js';

const host = addressText(new Uint8Array(20).fill(7));
const kept = new Uint8Array(96).fill(5);
const of = { chainId: 'pacer-test', host, epoch: 4n, beacon: new Uint8Array(32).fill(9) };

/** A claimer whose signer is away. */
function workshopWith(secret: Uint8Array | undefined) {
  const submitted: Operation[] = [];
  const put: bigint[] = [];
  const away = () => Promise.reject(new AgentError('signer-unavailable', 'no connection', { retryable: true }));
  const query = { reward: { claimCost: () => Promise.resolve({ gas: 1_000n }) } };
  const work: Workshop = {
    ...{ host, log: createLogger({ program: 'test', destination: { write: () => undefined } }) },
    signer: {
      hotKey: { address: addressText(new Uint8Array(20).fill(8)), publicKey: new Uint8Array(33), sign: away },
      ...{ blsPublicKey: new Uint8Array(48), signSecret: away },
    },
    journal: {
      sigmas: { get: () => secret, put: (epoch: bigint) => put.push(epoch) > 0 },
    } as unknown as Workshop['journal'],
    engine: { submit: (operation) => Promise.resolve(submitted.push(operation) as never) },
    pool: { latest: () => Promise.resolve({ query }) } as unknown as EndpointPool,
    secrets: { of: () => of, kept: () => Promise.resolve(secret) },
  };
  return { work, submitted, put };
}

test('a claim takes the secret that was signed and kept, and does not need the signer for it', async () => {
  const { work, submitted } = workshopWith(kept);
  await act(work, { kind: 'claim', epoch: 4n, attempt: 1 });
  const [operation] = submitted;
  expect(operation).toMatchObject({ key: 'claim/4', attempt: 1, granter: host });
  expect(MsgClaimReward.decode(operation!.messages[0]!.value)).toMatchObject({ host, epoch: 4n, secret: kept });
});

test('without one nothing is begun while the signer is away: no attempt is spent', async () => {
  const { work, submitted, put } = workshopWith(undefined);
  const unavailable = { code: 'signer-unavailable', retryable: true };
  await expect(act(work, { kind: 'claim', epoch: 4n, attempt: 1 })).rejects.toMatchObject(unavailable);
  await expect(act(work, { kind: 'sign-secret', epoch: 4n })).rejects.toMatchObject(unavailable);
  expect(submitted).toEqual([]);
  expect(put).toEqual([]);
});
