import { describe, expect, test } from '@jest/globals';
import type { EndpointPool, FeeAllowance } from '@pacer/client';
import { FeeWatch } from '../alerts/fee-watch.js';
import { AgentMetrics } from '../metrics.js';
import { allowanceCheck } from './chain-checks.js';
import { feeFaults, readFees, type FeePlan, type FeeStanding } from './fees.js';

const [host, signer, denom] = ['pacer1host', 'pacer1hot', 'upacer'];
const plan = { host, signer, messages: ['/a', '/b'], need: () => Promise.resolve(100n) };
const grant: FeeAllowance = {
  granter: host,
  grantee: signer,
  limit: new Map([[denom, 500n]]),
  expiresNs: undefined,
  messages: undefined,
};

const standing = (change: Partial<FeeStanding> = {}): FeeStanding => ({
  ...{ balance: 1000n, denom, allowance: grant, left: 500n, expiresInSeconds: undefined, epochSeconds: 45, need: 100n },
  ...change,
});
const saidOf = (change: Partial<FeeStanding>, of: Omit<FeePlan, 'need'> = plan) =>
  feeFaults(standing(change), of).map(({ alert, said }) => `${alert}: ${said}`);

describe('fees', () => {
  test.each<[string, Partial<FeeStanding>, string[]]>([
    ['enough', {}, []],
    ['no limit', { left: undefined }, []],
    ['no allowance', { allowance: undefined, left: undefined }, ['allowance: pacer1host pays no fees for pacer1hot']],
    [
      'not for one of the messages',
      { allowance: { ...grant, messages: ['/a'] } },
      ['allowance: the allowance is not for /b'],
    ],
    ['expired', { expiresInSeconds: 0 }, ['allowance: the allowance has expired']],
    ['two epochs left', { expiresInSeconds: 90 }, ['allowance: the allowance expires in 2 minutes, within 3 epochs']],
    ['three epochs left', { expiresInSeconds: 135 }, []],
    ['just enough left', { left: 100n, balance: 100n }, []],
    [
      'too little left',
      { left: 99n },
      ['allowance: 99 upacer of allowance are left, less than the 100 that should be there'],
    ],
    [
      'an empty account too',
      { left: 0n, balance: 0n },
      [
        'allowance: 0 upacer of allowance are left, less than the 100 that should be there',
        "fee-balance: 0 upacer are on the operator's account, less than the 100 that should be there",
      ],
    ],
  ])('with %s', (_name, change, said) => {
    expect(saidOf(change)).toEqual(said);
  });

  test('of an operator that signs itself need no allowance', () => {
    expect(saidOf({ allowance: undefined, left: undefined }, { ...plan, signer: host })).toEqual([]);
  });
});

/** A pool whose chain answers with this state; tests of the real queries are end to end. */
function poolWith(state: { balance: bigint; allowance: FeeAllowance | undefined } | Error): EndpointPool {
  const query = () => {
    if (state instanceof Error) throw state;
    return { bank: { balance: async () => state.balance }, feegrant: { allowance: async () => state.allowance } };
  };
  const params = { feeDenom: denom, targetBlockMs: 500n, epochLength: 90n };
  return {
    latest: async () => ({ query: query(), status: { params, blockTimeNs: 5_000_000_000n } }),
  } as unknown as EndpointPool;
}

describe('what the doctor says of the allowance', () => {
  test('a running agent says too, and until the next look it stands', async () => {
    let now = 0;
    const clock = { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() };
    const state: { balance: bigint; allowance: FeeAllowance | undefined } = { balance: 7n, allowance: grant };
    const pool = poolWith(state);
    const metrics = new AgentMetrics('test', { processMetrics: false });
    const watch = new FeeWatch({ pool, plan, clock, everyMs: 1000 }, metrics);
    expect(watch.conditions).toEqual([]);
    await new Promise(setImmediate);
    const said = "7 upacer are on the operator's account, less than the 100 that should be there";
    const keys = () => ({ hotKey: { address: signer } }) as never;
    expect(await allowanceCheck(pool, { host } as never, keys, plan.messages, plan.need).ask()).toEqual({
      ...{ ok: false, said, fix: 'send 100 upacer to pacer1host' },
    });
    expect(watch.conditions).toEqual([
      { alert: 'fee-balance', key: signer, said, todo: 'send 100 upacer to pacer1host' },
    ]);
    state.balance = 5000n;
    now = 999;
    expect(watch.conditions).toHaveLength(1);
    now = 1000;
    expect(watch.conditions).toHaveLength(1);
    await new Promise(setImmediate);
    expect(watch.conditions).toEqual([]);
    const text = await metrics.registry.metrics();
    expect(text).toContain('pacer_fee_balance{denom="upacer",program="test"} 5000');
    expect(text).toContain('pacer_fee_allowance_left{denom="upacer",program="test"} 500');
    expect(text).not.toMatch(/^pacer_fee_allowance_expires_seconds/m);
  });

  test('that nobody can look is a finding of its own, and does not end what was found', async () => {
    const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };
    const watch = new FeeWatch(
      { pool: poolWith(new Error('no endpoint')), plan, clock },
      new AgentMetrics('test', { processMetrics: false }),
    );
    await watch.look();
    expect(watch.conditions).toMatchObject([{ alert: 'fee-unknown', said: expect.stringContaining('no endpoint') }]);
  });

  test('is read with what is left and until when, by block time', async () => {
    const allowance = { ...grant, expiresNs: 65_000_000_000n };
    expect(await readFees(poolWith({ balance: 1n, allowance }), plan)).toMatchObject({
      ...{ balance: 1n, left: 500n, expiresInSeconds: 60, epochSeconds: 45, need: 100n },
    });
  });
});
