import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ManagedProcess, startLocalNet, TcpProxy, waitFor, type LocalNet } from '@pacer/testing';

const main = join(import.meta.dirname, '../dist/main.js');
const SECRET_PATH = '/hooks/aTokenThatNobodyMayRead';

let net: LocalNet;
let proxies: TcpProxy[];
let claimer: ManagedProcess;
let logFile: string;
let receiver: Server;
/** what the receiver answers, and the last state that it was told of each alert */
let answer = 500;
const told = new Map<string, string>();

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
    request.on('end', () => {
      const { alerts } = JSON.parse(body) as { alerts: { status: string; labels: { alertname: string } }[] };
      if (answer === 200) for (const { status, labels } of alerts) told.set(labels.alertname, status);
      response.writeHead(answer).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  net = await startLocalNet();
  proxies = await Promise.all(
    [0, 1].map((index) => TcpProxy.start({ host: '127.0.0.1', port: net.node(index).ports.rpc })),
  );
  const host = net.node(1);
  // The key file of another Host: nothing that it signs is paid for or accepted.
  const { keyFile, passwordFile } = net.node(2);
  const settings = {
    ...{ chain_id: net.chainId, host_address: host.address, rpc: proxies.map(({ url }) => url) },
    ...{ key_file: keyFile, password_file: passwordFile, state_dir: 'alerts-state', work_journal: 'alerts.sqlite' },
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const webhook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${SECRET_PATH}`;
  const sections = [
    '[claimer]',
    'listen = "127.0.0.1:0"',
    '[alerts]',
    `webhook = "${webhook}"`,
    'dead_man_minutes = 1',
  ];
  const config = join(host.home, 'alerts.toml');
  writeFileSync(config, [...lines, ...sections, ''].join('\n'));
  logFile = join(host.home, 'alerts.log');
  const args = [main, 'run', '--config', config];
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  claimer = new ManagedProcess({ name: 'claimer', command: process.execPath, args, logFile, env });
}, 600_000);

afterAll(async () => {
  await claimer.stop();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await net.stop();
  receiver.closeAllConnections();
  receiver.close();
}, 300_000);

const is = (alert: string, status: string) =>
  waitFor(`${alert} ${status}`, () => told.get(alert) === status || undefined, { timeoutMs: 240_000 });
const metrics = async (): Promise<string> => {
  const url = /"url":"([^"]+)"/.exec(readFileSync(logFile, 'utf8'))?.[1];
  return (await fetch(`${url}/metrics`)).text();
};

test('a webhook that is down at first hears that nobody pays, and that the program lives', async () => {
  await claimer.start();
  const refused = 'answered 500; alerts are sent again';
  await waitFor('a POST that was refused', () => readFileSync(logFile, 'utf8').includes(refused) || undefined);
  answer = 200;
  await is('PacerAllowanceLow', 'firing');
  await is('PacerAlive', 'firing');
  // A node that is slow for a moment on a busy machine is asked again.
  const nodes = /^pacer_endpoints_nodes\{program="reward-claimer"\} 2$/m;
  const text = await waitFor('both nodes in the metrics', async () => {
    const now = await metrics();
    return nodes.test(now) ? now : undefined;
  });
  expect(text).toMatch(/^pacer_alerts_firing\{alert="allowance",severity="critical",program="reward-claimer"\} 1$/m);
  expect(text).toMatch(/^pacer_fee_balance\{denom="\w+",program="reward-claimer"\} [1-9]\d*$/m);
  expect(text).toMatch(/^pacer_chain_height\{program="reward-claimer"\} [1-9]\d*$/m);
}, 600_000);

test('a node that is away is in the metrics, and is no longer when it is back', async () => {
  // That it fires after a minute, and resolves, is the alert book's and its test's.
  const fault = /^pacer_endpoint_fault\{endpoint="http:[^"]+",fault="unreachable",program="reward-claimer"\} 1$/m;
  proxies[1]!.setMode('cut');
  await waitFor('the fault', async () => fault.test(await metrics()) || undefined);
  proxies[1]!.setMode('pass');
  await waitFor('its end', async () => !fault.test(await metrics()) || undefined);
}, 300_000);

test('it stops in time, and its log has no word of where it sent alerts', async () => {
  await claimer.stop();
  const log = readFileSync(logFile, 'utf8');
  expect(log).toContain('the webhook takes alerts again');
  expect(log).not.toContain('aTokenThatNobodyMayRead');
  expect(log).not.toContain('"unclassified":true');
}, 300_000);
