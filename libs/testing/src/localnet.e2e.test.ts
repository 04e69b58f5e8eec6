import { readFileSync } from 'node:fs';
import { pacerd } from './pacerd.js';
import { type LocalNet, startLocalNet } from './localnet.js';

let net: LocalNet;
const steps: string[] = [];

beforeAll(async () => {
  net = await startLocalNet({ onStep: (line) => steps.push(line) });
}, 300_000);
afterAll(() => net.stop());

test('tells what it does', () => {
  expect(steps).toEqual(['keys and proofs of 4 Hosts made', 'genesis written and validated', '4 validators started']);
});

test('four validators make blocks, and each answers queries of the modules', async () => {
  await net.waitForHeight(3);
  for (const { rpc, address } of net.nodes) {
    const answer = await pacerd(['query', 'host', 'host', address, '--node', rpc.replace('http', 'tcp'), '-o', 'json']);
    expect(JSON.parse(answer)).toMatchObject({ host: { address } });
  }
}, 300_000);

test('every Host has a payout account of its own', () => {
  const all = net.nodes.flatMap(({ address, payout }) => [address, payout]);
  expect(new Set(all).size).toBe(8);
});

test('keys and passwords are readable by their owner alone, and passwords stand in no log', () => {
  for (const { passwordFile, process } of net.nodes) {
    const password = readFileSync(passwordFile, 'utf8').trim();
    expect(readFileSync(process.options.logFile, 'utf8')).not.toContain(password);
  }
});

test('three go on when one is killed, and it catches up when it is back', async () => {
  const last = net.node(3);
  await last.process.kill();
  const now = await net.height();
  await net.waitForHeight(now + 4);
  await last.process.start();
  await net.waitForHeight(now + 4, 240_000, last);
}, 600_000);

test('stop leaves no process behind', async () => {
  await net.stop();
  expect(net.nodes.filter(({ process }) => process.lingering)).toEqual([]);
}, 300_000);
