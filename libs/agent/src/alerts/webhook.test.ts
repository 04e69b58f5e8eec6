import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '../log.js';
import { Secret } from '../secret.js';
import { ALERTS, type AlertName, type Notice } from './alert.js';
import { Receiver, until } from './webhook.test.support.js';
import { Webhook } from './webhook.js';

const PATH = '/services/T0/secret-token';
const origin = { program: 'reward-claimer', host: 'pacer1host', chainId: 'pacer-1' };
/** A receiver that is well may take its time on a busy machine. */
const pace = { timeoutMs: 60_000, retryMs: 10, tries: 3, restMs: 20 };
/** For one that never answers. */
const IMPATIENT = { timeoutMs: 1_000 };

let receiver: Receiver;
let lines: string[];
let hooks: Webhook[];

beforeEach(async () => {
  receiver = await Receiver.start();
  lines = [];
  hooks = [];
});
afterEach(async () => {
  await Promise.all(hooks.map((hook) => hook.close(0)));
  await receiver.stop();
});

const hookAt = (base: string, change: Partial<typeof pace> = {}): Webhook => {
  const log = createLogger({
    program: 'test',
    level: 'trace',
    destination: { write: (line) => void lines.push(line) },
  });
  const url = new Secret(new TextEncoder().encode(`${base}${PATH}`));
  const hook = new Webhook({ url, origin, log, pace: { ...pace, ...change } });
  hooks.push(hook);
  return hook;
};
const here = () => `http://127.0.0.1:${receiver.port}`;
const notice = (alert: AlertName, status: Notice['status'] = 'firing', key = 'k'): Notice => ({
  ...{ alert, alertname: ALERTS[alert].alertname, status, key, severity: ALERTS[alert].severity },
  ...{ said: 'what is so', todo: 'what to do', startedMs: 0, endedMs: status === 'resolved' ? 1000 : undefined },
});

describe('the webhook', () => {
  test('gets what Alertmanager would send', async () => {
    hookAt(here()).send([notice('allowance'), notice('endpoints', 'resolved')]);
    await until(() => receiver.posts.length === 1);
    const [{ path, headers, status, alerts }] = receiver.posts as [(typeof receiver.posts)[0]];
    expect([path, headers['content-type'], status]).toEqual([PATH, 'application/json', 'firing']);
    expect(alerts).toMatchObject([
      {
        status: 'firing',
        labels: { alertname: 'PacerAllowanceLow', severity: 'critical', key: 'k', ...{ program: 'reward-claimer' } },
        annotations: { summary: 'what is so', runbook_url: expect.stringMatching(/docs\/operate\.md#allowance$/) },
        startsAt: '1970-01-01T00:00:00.000Z',
        endsAt: '0001-01-01T00:00:00Z',
      },
      { status: 'resolved', labels: { alertname: 'PacerTooFewEndpoints' }, endsAt: '1970-01-01T00:00:01.000Z' },
    ]);
    expect(alerts[0]?.fingerprint).not.toBe(alerts[1]?.fingerprint);
  });

  test.each([500, 429, 404, 302, 'nothing'] as const)(
    'that answers %s hears it all later, in its last state',
    async (receives) => {
      receiver.receives = receives;
      const hook = hookAt(here(), receives === 'nothing' ? IMPATIENT : {});
      hook.send([notice('allowance'), notice('journal')]);
      await until(() => receiver.refused >= 2);
      hook.send([notice('allowance', 'resolved')]);
      receiver.receives = 200;
      await until(() => hook.waiting === 0);
      expect(receiver.knows).toEqual({ PacerAllowanceLow: 'resolved', PacerJournalError: 'firing' });
    },
  );

  test('that is down hears it when it is up again', async () => {
    const { port } = receiver;
    await receiver.stop();
    const hook = hookAt(`http://127.0.0.1:${port}`);
    hook.send([notice('missed-window')]);
    await until(() => lines.some((line) => line.includes('ECONNREFUSED')));
    receiver = await Receiver.start(port);
    await until(() => hook.waiting === 0);
    expect(receiver.knows).toEqual({ PacerMissedWindow: 'firing' });
    const messages = lines.map((line) => (JSON.parse(line) as { level: string; msg: string }).msg);
    expect(messages.at(0)).toMatch(
      /^the webhook at http:\/\/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\); alerts are sent again/,
    );
    expect(messages.at(-1)).toBe('the webhook takes alerts again');
    expect(lines.filter((line) => line.includes('"level":"warn"'))).toHaveLength(1);
  });

  test('never keeps more than a thousand alerts, and what fires rather than what is over', async () => {
    receiver.receives = 'nothing';
    const hook = hookAt(here(), IMPATIENT);
    hook.send([notice('journal')]);
    for (let i = 0; i < 3000; i++) hook.send([notice('deadline', 'resolved', `claim/${i}`)]);
    expect(hook.waiting).toBe(1000);
    receiver.receives = 200;
    await until(() => hook.waiting === 0);
    expect(receiver.knows.PacerJournalError).toBe('firing');
    expect(Math.max(...receiver.posts.map(({ alerts }) => alerts.length))).toBeLessThanOrEqual(100);
  });

  test('gets a last moment at the end, and no more than that', async () => {
    const hook = hookAt(here());
    hook.send([notice('journal')]);
    await hook.close(60_000);
    expect(receiver.knows).toEqual({ PacerJournalError: 'firing' });

    receiver.receives = 'nothing';
    const hanging = hookAt(here(), { timeoutMs: 3_600_000 });
    hanging.send([notice('journal')]);
    await until(() => receiver.refused > 0);
    await hanging.close(50);
    expect(hanging.waiting).toBe(1);
  });

  test('is sent signs of life, of which only the last one waits', async () => {
    receiver.receives = 500;
    const hook = hookAt(here());
    for (let at = 0; at < 5; at++) hook.beat(at);
    await until(() => receiver.refused > 1);
    expect(hook.waiting).toBe(1);
    receiver.receives = 200;
    await until(() => hook.waiting === 0);
    expect(receiver.posts.flatMap(({ alerts }) => alerts).map(({ startsAt }) => startsAt)).toEqual([
      '1970-01-01T00:00:00.004Z',
    ]);
  });

  test('gets credentials of its URL as a header, and no log line has them, or its path', async () => {
    const hook = hookAt(here().replace('//', '//user:p%40ss@'));
    hook.send([notice('journal')]);
    await until(() => receiver.posts.length === 1);
    expect(receiver.posts[0]?.headers.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
    receiver.receives = 500;
    hook.send([notice('journal')]);
    await until(() => lines.length > 0);
    expect(lines.join('')).not.toMatch(/secret-token|p%40ss|p@ss/);
  });
});
