import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EndpointError, type Health } from '@pacer/client';
import { createLogger } from '../log.js';
import { AgentMetrics } from '../metrics.js';
import { Secret } from '../secret.js';
import type { Attempt } from '../tx/attempt.js';
import type { ForeignTx } from '../tx/foreign-watch.js';
import { ALERTS } from './alert.js';
import { Monitor } from './monitor.js';
import { Receiver, until } from './webhook.test.support.js';
import type { WatchedWindow } from './window-alarms.js';

const MINUTE = 60_000;
let now: number;
let wall: number;
let health: Health[];
let height: bigint;
let unfinished: Pick<Attempt, 'createdMs'>[];
let receiver: Receiver;
let metrics: AgentMetrics;
let monitor: Monitor;
let found: (height: bigint) => Promise<ForeignTx[]>;

const status = (nodeId: string, change: object = {}) => ({
  ...{
    chainId: 'pacer-1',
    nodeId,
    height: 100n,
    timeNs: 1_700_000_000_000_000_000n,
    earliestHeight: 1n,
    catchingUp: false,
  },
  ...change,
});
const [a, b] = ['http://user:pass@a.example:26657/token', 'http://b.example:26657'];

beforeEach(async () => {
  [now, wall, height, unfinished] = [0, 1_700_000_000_000, 100n, []];
  health = [
    { url: a, status: status('a') },
    { url: b, status: status('b') },
  ];
  found = async () => [];
  receiver = await Receiver.start();
  const webhook = new Secret(new TextEncoder().encode(`http://127.0.0.1:${receiver.port}/hook`));
  metrics = new AgentMetrics('reward-claimer', { processMetrics: false });
  monitor = new Monitor({
    program: 'reward-claimer',
    config: {
      host: 'pacer1host',
      chainId: 'pacer-1',
      alerts: { webhook, refireMs: 30 * MINUTE, deadManMs: 5 * MINUTE },
    },
    clock: { now: () => wall + now, monotonic: () => now, sleep: () => Promise.resolve() },
    log: createLogger({ program: 'test', destination: { write: () => undefined } }),
    metrics,
    pool: {
      get health() {
        return health;
      },
      get minHeight() {
        return height;
      },
    },
    windows: ['claim'],
    foreign: { look: (at) => found(at) },
    store: { keys: () => [], latest: () => undefined, unfinished: () => unfinished as Attempt[] },
  });
});
afterEach(async () => {
  await monitor.close();
  await receiver.stop();
});

const passAt = (ms: number): void => {
  now = ms;
  monitor.passed(0.01);
};
const valueOf = async (name: string): Promise<number | undefined> => {
  const text = await metrics.registry.metrics();
  const value = new RegExp(`^${name.replace(/[{}"[\]().:/]/g, '\\$&')} (.*)$`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
};
const labelled = (name: string, labels = ''): string => `${name}{${labels}${labels && ','}program="reward-claimer"}`;
const claim = (change: Partial<WatchedWindow> = {}): WatchedWindow => {
  return { key: 'claim/7', kind: 'claim', from: 0n, end: 200n, state: 'open', why: 'refused', todo: '', ...change };
};

describe('the monitor', () => {
  test('tells the webhook of a window that passes, is missed, and is done', async () => {
    monitor.windows([claim({ end: 110n })], 100n);
    passAt(0);
    await until(() => receiver.knows.PacerDeadlineNear === 'firing');
    monitor.windows([claim({ end: 110n })], 110n);
    monitor.windows([], 111n);
    passAt(1000);
    await until(() => receiver.knows.PacerMissedWindow === 'firing' && receiver.knows.PacerDeadlineNear === 'resolved');
    expect(await valueOf(labelled('pacer_windows_missed_total', 'window="claim"'))).toBe(1);
    expect(await valueOf(labelled('pacer_window_passed_ratio', 'window="claim"'))).toBe(0);
    expect(await valueOf(labelled('pacer_window_blocks_left', 'window="claim"'))).toBeUndefined();
    // Long after, it is no longer news.
    passAt(1000 + ALERTS['missed-window'].keepSeconds * 1000);
    await until(() => receiver.knows.PacerMissedWindow === 'resolved');
  });

  test('tells of endpoints that are not used, and of fewer than two nodes, once it has lasted, without credentials', async () => {
    health = [{ url: a, fault: new EndpointError(a, 'unreachable', `connect to ${a}: refused`) }, health[1]!];
    passAt(0);
    await until(() => receiver.knows.PacerAlive === 'firing');
    passAt(59_000);
    expect(receiver.knows).toEqual({ PacerAlive: 'firing' });
    passAt(60_000);
    passAt(300_000);
    await until(
      () => receiver.knows.PacerTooFewEndpoints === 'firing' && receiver.knows.PacerEndpointFault === 'firing',
    );
    const said = JSON.stringify(receiver.posts.flatMap(({ alerts }) => alerts));
    expect(said).toContain('http://a.example:26657 is not used: connect to http://a.example:26657: refused');
    expect(said).not.toMatch(/user:pass|token/);
    expect(await valueOf(labelled('pacer_endpoints_healthy'))).toBe(1);
    expect(
      await valueOf(labelled('pacer_endpoint_fault', 'endpoint="http://a.example:26657",fault="unreachable"')),
    ).toBe(1);
    health = [{ url: a, status: status('a') }, health[1]!];
    passAt(300_001);
    passAt(301_001 + 120_000);
    await until(
      () => receiver.knows.PacerTooFewEndpoints === 'resolved' && receiver.knows.PacerEndpointFault === 'resolved',
    );
    expect(
      await valueOf(labelled('pacer_endpoint_fault', 'endpoint="http://a.example:26657",fault="unreachable"')),
    ).toBeUndefined();
  });

  test('counts two endpoints of one node as one', async () => {
    health = health.map(({ url }) => ({ url, status: status('a') }));
    passAt(0);
    expect(await valueOf(labelled('pacer_endpoints_healthy'))).toBe(2);
    expect(await valueOf(labelled('pacer_endpoints_nodes'))).toBe(1);
  });

  test('tells of a halt, of journals, of surprises, of jumps and of transactions of others, each for as long as it should', async () => {
    monitor.beat({ kind: 'halted', height: 100n, sinceMs: 0 });
    monitor.failed('plan', 'disk-full');
    monitor.failed('claim', 'unclassified');
    monitor.failed('claim', 'endpoint/none');
    monitor.disturbed('clock-back');
    monitor.foreign({ hash: 'AB12', height: 99n, messages: ['/a'] });
    passAt(0);
    const all = [
      'PacerChainHalted',
      'PacerJournalError',
      'PacerUnclassifiedFailure',
      'PacerClockJump',
      'PacerForeignTransaction',
    ];
    await until(() => all.every((name) => receiver.knows[name] === 'firing'));
    expect(await valueOf(labelled('pacer_journal_errors_total', 'code="disk-full"'))).toBe(1);
    expect(await valueOf(labelled('pacer_chain_halted'))).toBe(1);
    expect(await valueOf(labelled('pacer_tx_foreign_total'))).toBe(1);
    expect(await valueOf(labelled('pacer_alerts_firing', 'alert="journal",severity="critical"'))).toBe(1);
    monitor.beat({ kind: 'resumed', height: 101n, afterMs: 1 });
    passAt(1);
    await until(() => receiver.knows.PacerChainHalted === 'resolved');
    expect(receiver.knows.PacerJournalError).toBe('firing');
  });

  test('searches for transactions of others beside the loop, one search at a time, also after one that failed', async () => {
    const asked: bigint[] = [];
    let answer: (txs: ForeignTx[]) => void = () => undefined;
    found = (at) => {
      asked.push(at);
      return new Promise((resolve) => (answer = resolve));
    };
    passAt(0);
    passAt(1);
    expect(asked).toEqual([100n]);
    answer([{ hash: 'CD34', height: 99n, messages: ['/pacer.reward.v1.MsgClaimReward'] }]);
    await new Promise(setImmediate);
    found = () => Promise.reject(new Error('no endpoint'));
    passAt(2);
    await until(() => receiver.knows.PacerForeignTransaction === 'firing');
    found = async (at) => {
      asked.push(at);
      return [];
    };
    passAt(3);
    expect(asked).toEqual([100n, 100n]);
  });

  test('sends a sign of life every five minutes, and only while passes end', async () => {
    for (let minute = 0; minute <= 14; minute++) passAt(minute * MINUTE);
    now = 60 * MINUTE; // the loop hangs
    await until(() => receiver.posts.length > 0 && receiver.knows.PacerAlive === 'firing');
    passAt(61 * MINUTE);
    await until(() =>
      receiver.posts
        .flatMap(({ alerts }) => alerts)
        .some(({ startsAt }) => startsAt === new Date(wall + 61 * MINUTE).toISOString()),
    );
  });

  test('shows the pulse of the chain and the age of what is under way, by the right clocks', async () => {
    passAt(0);
    wall += 3_600_000; // set ahead by an hour: the age of a block does not follow it
    passAt(30_000);
    expect(await valueOf(labelled('pacer_chain_block_age_seconds'))).toBe(30);
    height = 101n;
    unfinished = [{ createdMs: wall + now - 7_000 }, { createdMs: wall + now - 90_000 }];
    passAt(30_000);
    expect(await valueOf(labelled('pacer_chain_block_age_seconds'))).toBe(0);
    expect(await valueOf(labelled('pacer_chain_height'))).toBe(101);
    expect(await valueOf(labelled('pacer_chain_block_timestamp_seconds'))).toBe(1_700_000_000);
    expect(await valueOf(labelled('pacer_tx_oldest_unfinished_seconds'))).toBe(90);
  });
});
