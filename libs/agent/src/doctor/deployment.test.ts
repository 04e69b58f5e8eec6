import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Receiver } from '../alerts/webhook.test.support.js';
import { systemClock } from '../clock.js';
import { Health } from '../health.js';
import { serveHealth } from '../http.js';
import { TxJournal } from '../journal/tx-journal.js';
import { AgentMetrics } from '../metrics.js';
import { redaction } from '../redaction.js';
import { Secret } from '../secret.js';
import { diagnosisText, runDoctor, type Check } from './check.js';
import { filesystemCheck } from './filesystem-check.js';
import { runningCheck } from './running-check.js';
import { secretFilesCheck } from './secret-files-check.js';
import { webhookCheck } from './webhook-check.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-doctor-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

const linesOf = async (check: Check) => diagnosisText(await runDoctor([check]));

describe('the file system', () => {
  const on = (type: number) =>
    linesOf(filesystemCheck([join(dir, 'state'), '/other'], (path) => (path === dir ? type : 0xef53)));

  test('of a disk is right', async () => {
    expect(await on(0xef53)).toMatch(/^ok {2}file system: the journals are on a local disk\n$/);
  });
  test('in memory or of a container wants a look', async () => {
    expect(await on(0x01021994)).toMatch(/^!! {2}file system: \/.*state is on tmpfs\n {4}→ put it on a disk/);
    expect(await on(0x794c7630)).toMatch(/^!! .*overlayfs\n.*mount a volume/);
  });
  test('of a network is wrong, also where the number is negative', async () => {
    expect(await on(0x6969)).toMatch(/^NO .*is on NFS\n.*put it on a local disk/);
    expect(await on(0xff534d42 | 0)).toMatch(/^NO .*is on CIFS/);
  });
  test('is read from the machine', async () => {
    expect(await linesOf(filesystemCheck(['/dev/shm/pacer/state']))).toMatch(
      /^!! .*\/dev\/shm\/pacer\/state is on tmpfs/,
    );
  });
});

test('key file and password that others can read or replace are named with the command that helps', async () => {
  const [keyFile, passwordFile] = [join(dir, 'key.json'), join(dir, 'password')];
  for (const file of [keyFile, passwordFile]) writeFileSync(file, 'x');
  const with_ = (key: number, password: number) => {
    chmodSync(keyFile, key);
    chmodSync(passwordFile, password);
    return linesOf(secretFilesCheck({ keyFile, passwordFile }));
  };
  expect(await with_(0o600, 0o400)).toMatch(
    /^ok {2}secret files: .*key\.json has mode 0600, .*password has mode 0400\n$/,
  );
  expect(await with_(0o600, 0o640)).toMatch(
    /^!! .*password has mode 0640: others can read it\n {4}→ chmod 600 .*password\n$/,
  );
  expect(await with_(0o664, 0o644)).toMatch(
    /^NO .*key\.json has mode 0664: others can replace it\n {4}→ chmod 600 .*key\.json\n$/,
  );
});

describe('the webhook', () => {
  const at = (port: number) => {
    const webhook = new Secret(new TextEncoder().encode(`http://127.0.0.1:${port}/a/secret/path`));
    const config = { host: 'pacer1host', chainId: 'pacer-1', alerts: { webhook, refireMs: 1, deadManMs: undefined } };
    return linesOf(webhookCheck(config, 'reward-claimer', systemClock));
  };

  test('is sent a test that wakes nobody', async () => {
    const receiver = await Receiver.start();
    const { port } = receiver;
    try {
      expect(await at(port)).toMatch(/^ok {2}webhook: it took a test alert/);
      expect(receiver.knows).toEqual({ PacerTest: 'resolved' });
      receiver.receives = 404;
      expect(await at(port)).toMatch(
        /^NO {2}webhook: the webhook at http:\/\/127\.0\.0\.1:\d+ answered 404\n {4}→ correct webhook/,
      );
    } finally {
      await receiver.stop();
    }
    expect(await at(port)).toMatch(/^NO .*cannot be reached \(\w+\)/);
  });

  test('that is not set wants a look', async () => {
    const config = { host: '', chainId: '', alerts: { webhook: undefined, refireMs: 1, deadManMs: undefined } };
    expect(await linesOf(webhookCheck(config, 'x', systemClock))).toMatch(/^!! .*tells nobody/);
  });
});

describe('a program that runs', () => {
  const place = () => ({ stateDir: dir, program: 'reward-claimer' });

  test('is asked for its last pass', async () => {
    const health = new Health(systemClock, 1000);
    const metrics = new AgentMetrics('reward-claimer', { processMetrics: false });
    const server = await serveHealth('127.0.0.1:0', health, metrics.registry);
    const listen = server.url.replace('http://', '');
    let nowMs = Date.now();
    const check = runningCheck(place(), listen, () => nowMs);
    // On a machine that is busy a program that is well may be asked once more.
    const answer = async () => {
      let lines = await linesOf(check);
      while (lines.includes('does not answer')) lines = await linesOf(check);
      return lines;
    };
    expect(await linesOf(check)).toMatch(/^ok {2}running: no reward-claimer runs/);
    const journal = TxJournal.open(place());
    const openedMs = Date.now();
    try {
      expect(await answer()).toMatch(/^!! .*has not ended a pass yet/);
      metrics.passed(0.1);
      nowMs = Date.now();
      expect(await answer()).toMatch(/^ok .*its last pass ended \d+ s ago/);
      nowMs += 130_000;
      expect(await answer()).toMatch(/^NO .*ended 1[3-9]\d s ago\n {4}→ restart reward-claimer/);
      await server.close();
      expect(await linesOf(check)).toMatch(/^NO .*holds its journal and does not answer/);
      nowMs = openedMs;
      expect(await linesOf(check)).toMatch(/^!! .*has just been started/);
    } finally {
      journal.close();
    }
  });

  test('and hangs is noticed', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const journal = TxJournal.open(place());
    try {
      const { port } = silent.address() as AddressInfo;
      const later = () => Date.now() + 60_000;
      expect(await linesOf(runningCheck(place(), `0.0.0.0:${port}`, later))).toMatch(
        /^NO .*does not answer at http:\/\/127/,
      );
    } finally {
      journal.close();
      silent.closeAllConnections();
      silent.close();
    }
  });
});

test('no answer of the doctor has a secret in it', async () => {
  redaction.keep('a password that is known');
  const said = 'http://user:pass@node:26657 does not open with a password that is known';
  expect(await linesOf({ name: 'x', ask: () => ({ ok: true, said }) })).toBe(
    'ok  x: http://[redacted]@node:26657 does not open with [redacted]\n',
  );
});
