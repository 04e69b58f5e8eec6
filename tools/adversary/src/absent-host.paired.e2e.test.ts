import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { emission } from '@pacer/crypto';
import { epochEnd, type ProgramName } from '@pacer/localnet';
import { RewardError } from '@pacer/proto/errors';
import { MsgClaimReward, RewardState } from '@pacer/proto/reward/v1';
import { waitFor } from '@pacer/testing';
import { Arena } from './arena.js';
import { commitBatch, discharge, wantedDuties } from './operator.js';

/**
 * Four Hosts over three epochs. The first is the owner of the only records; the second has duties that nobody does before epoch 1;
 * nobody claims for the third; the fourth does not contribute to the beacon in epochs 0 and 1.
 */
const [OWNER, LATE, FORGETFUL, ABSENT] = [0, 1, 2, 3];
const all: ProgramName[] = ['contributor', 'claimer'];
const PPM = 1_000_000n;

let arena: Arena;
/** S_1, as it came. */
let second: bigint;

beforeAll(async () => {
  arena = await Arena.start([all, all, ['contributor'], ['claimer']]);
  await commitBatch(arena, arena.node(OWNER), 0n, 40);
}, 300_000);
afterAll(() => arena.stop());

const rewardOf = async (index: number, epoch: bigint) =>
  (await arena.query.reward.settlement({ epoch, host: arena.node(index).address })).reward;

async function claimsOf(index: number, epoch: bigint) {
  await arena.audit.catchUp();
  const host = arena.node(index).address;
  const claims = arena.audit.messages(MsgClaimReward);
  return claims.filter(({ message }) => message.host === host && message.epoch === epoch).map(({ tx }) => tx);
}

async function inState(index: number, epoch: bigint, state: RewardState) {
  return waitFor(
    `the reward of Host ${index + 1} for epoch ${epoch} in state ${RewardState[state]}`,
    async () => {
      const now = await rewardOf(index, epoch);
      return now.state === state ? now : undefined;
    },
    { timeoutMs: 240_000 },
  );
}

/** Share of the emission of an epoch that a quarter of the weight earns. */
async function quarter(epoch: bigint): Promise<bigint> {
  const { params } = await arena.query.reward.params(epoch);
  return emission({ emission0: BigInt(params.emission), decayPpm: params.decayPpm, epoch }) / 4n;
}

async function statusOf(index: number): Promise<string> {
  const [command, args] = arena.host(index).command('claimer', ['status']);
  return (await promisify(execFile)(command, [...args])).stdout;
}

test('at the cutoff who has duties is refused, and claims again while they are missing', async () => {
  const { schedule } = await arena.query.epoch.status();
  await arena.until(schedule.cutoff);
  expect((await inState(OWNER, 0n, RewardState.PAID)).amount).toBe(await quarter(0n));
  for (const index of [LATE, ABSENT]) {
    await waitFor(`duties of Host ${index + 1} that its claimer asks for`, () =>
      wantedDuties(arena.node(index), 0n).length > 0 ? true : undefined,
    );
  }
  await discharge(arena, arena.node(ABSENT), 0n);
  await inState(ABSENT, 0n, RewardState.PAID);
}, 900_000);

test('epochs turn without one of four Hosts, and its absence is on the chain', async () => {
  const outcome = await epochEnd(arena.query, 0n);
  second = outcome.next;
  expect(outcome).toMatchObject({ holders: 4, dealers: 3, dealtSlots: 48, openers: 3, openSlots: 48 });
  expect(outcome.absent).toEqual([{ host: arena.node(ABSENT).address, missedDeal: true, missedOpen: true }]);
}, 900_000);

test('a claim that was refused in its epoch is paid in the next one, by retry, once its duties are done', async () => {
  const refusals = await waitFor('three refused claims', async () => {
    const claims = await claimsOf(LATE, 0n);
    return claims.length >= 3 ? claims : undefined;
  });
  expect(refusals[0]!.height).toBeLessThan(second);
  await discharge(arena, arena.node(LATE), 0n);
  const paid = await inState(LATE, 0n, RewardState.PAID);
  expect(paid.claimedHeight).toBeGreaterThanOrEqual(second);
  const claims = await claimsOf(LATE, 0n);
  const { DUTIES_MISSING } = RewardError;
  expect(claims.map(({ code }) => code)).toEqual([...claims.slice(1).map(() => DUTIES_MISSING as number), 0]);
  expect(await arena.query.bank.balance(arena.node(LATE).payout, 'upacer')).toBe(paid.amount);
}, 900_000);

test('an epoch of absence costs the settlement of the next exactly twice absence_ppm, and the others nothing', async () => {
  const { schedule } = await arena.query.epoch.schedule(1n);
  await arena.until(schedule.cutoff + 1n);
  const share = await quarter(1n);
  const { params } = await arena.query.sprint.params(0n);
  const penalty = 2 * params.absencePpm;
  expect(penalty).toBe(200_000);
  const less = share - (share * BigInt(penalty)) / PPM;
  expect(await rewardOf(ABSENT, 1n)).toMatchObject({ amount: less, absencePpm: penalty });
  for (const index of [OWNER, LATE, FORGETFUL])
    expect(await rewardOf(index, 1n)).toMatchObject({ amount: share, absencePpm: 0 });
  expect(await statusOf(ABSENT)).toContain("reduced by 20 %: absent from the making of this epoch's beacon in epoch 0");
}, 900_000);

test('what nobody claimed is burned when the second epoch after it begins, and the supply is less by exactly that', async () => {
  const { next: third } = await epochEnd(arena.query, 1n);
  const of = { epoch: 0n, host: arena.node(FORGETFUL).address };
  const { reward: unclaimed } = await arena.query.reward.settlement(of, third - 1n);
  expect(unclaimed.state).toBe(RewardState.CLAIMABLE);
  const burned = await inState(FORGETFUL, 0n, RewardState.BURNED);
  expect(burned).toMatchObject({ amount: unclaimed.amount, finalHeight: third, claimedHeight: 0n });
  const [before, after] = await Promise.all([third - 1n, third].map((height) => arena.query.reward.totals(height)));
  const change = (what: (totals: typeof before) => bigint) => what(after) - what(before);
  expect(change((totals) => totals!.burnedUnclaimed)).toBe(unclaimed.amount);
  const fees = change((totals) => totals!.burnedFees + totals!.burnedLeafFees);
  expect(change((totals) => totals!.supply)).toBe(-unclaimed.amount - fees);
  expect(await arena.query.bank.balance(arena.node(FORGETFUL).payout, 'upacer')).toBe(0n);
  expect(await statusOf(FORGETFUL)).toContain(`epoch 0: burned`);
}, 900_000);

test('two epochs of absence are two records and two penalties, and a Host that is back contributes again', async () => {
  const host = arena.node(ABSENT).address;
  const part = async (epoch: bigint) => (await arena.query.sprint.myShares({ epoch, host }))!;
  const { participation } = await part(2n);
  expect(participation).toMatchObject({ streak: 0n, rounds: 2n, missedDeals: 2n, missedOpens: 2n });
  await arena.host(ABSENT).processes.contributor.start();
  const { schedule } = await arena.query.epoch.schedule(2n);
  await arena.until(schedule.cutoff + 1n);
  const share = await quarter(2n);
  expect(await rewardOf(ABSENT, 2n)).toMatchObject({ amount: share - share / 5n, absencePpm: 200_000 });
  expect(await rewardOf(OWNER, 2n)).toMatchObject({ amount: share, absencePpm: 0 });
  await waitFor(
    'a dealing or an opening of the Host that is back',
    async () => {
      const { contribution } = await part((await arena.query.epoch.status()).epoch);
      return contribution.dealtHeight + contribution.openedHeight > 0n ? true : undefined;
    },
    { timeoutMs: 240_000 },
  );
}, 900_000);
