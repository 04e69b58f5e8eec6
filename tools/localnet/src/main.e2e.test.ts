import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, '..', 'dist', 'main.js');

interface Network {
  chainId: string;
  dir: string;
  hosts: { name: string; address: string; rpc: string; hostUrl: string }[];
}

/** The first line that a program prints. */
async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.slice(0, text.indexOf('\n'));
}

test('a whole network with its programs answers requests, and Ctrl-C leaves neither process nor folder', async () => {
  const child = spawn(process.execPath, [main, '--json', '--validators', '2', '--chain-id', 'pacer-local-7'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const net = JSON.parse(await firstLine(child.stdout)) as Network;
  expect(net).toMatchObject({ chainId: 'pacer-local-7', hosts: [{ name: 'host1' }, { name: 'host2' }] });
  const answer = await fetch(`${net.hosts[1]?.hostUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'pacer/ref-1', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 2 }),
  });
  expect(answer.status).toBe(200);
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(existsSync(net.dir)).toBe(false);
  for (const { rpc, hostUrl } of net.hosts)
    for (const url of [`${rpc}/status`, `${hostUrl}/healthz`]) await expect(fetch(url)).rejects.toThrow('fetch failed');
}, 300_000);

test('for one epoch it ends with 0, and tells what the epoch came to as the chain has it', async () => {
  const child = spawn(process.execPath, [main, '--epochs', '1', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines: unknown[] = [];
  for await (const line of createInterface(child.stdout)) lines.push(JSON.parse(line));
  expect(await ended).toEqual([0, null]);
  const [net, epoch, ...more] = lines as [Network, Record<string, string | number>];
  expect(more).toEqual([]);
  expect(existsSync(net.dir)).toBe(false);
  expect(epoch).toMatchObject({
    ...{ epoch: '0', start: '1', slots: 64, holders: 4, threshold: 33, burned: '0' },
    beacon: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const { dealers, dealtSlots, openers, openSlots } = epoch;
  expect([dealtSlots, openSlots]).toEqual([Number(dealers) * 16, Number(openers) * 16]);
  expect([dealtSlots, openSlots].every((held) => Number(held) >= 33)).toBe(true);
  // The schedule of the local preset (§2): closed from S + 50 on, opened from the cutoff on, S_1 = max(S + L, B + 15).
  const heights = [epoch.closeHeight, epoch.firstOpening, epoch.beaconHeight, epoch.next];
  const [close = 0, first = 0, beacon = 0, next = 0] = heights.map(Number);
  expect(close).toBeGreaterThanOrEqual(51);
  expect(first).toBeGreaterThanOrEqual(Math.max(73, close + 1));
  expect(beacon).toBeGreaterThanOrEqual(first);
  expect(next).toBe(Math.max(91, beacon + 15));
}, 600_000);

test.each([
  ['a number that makes no sense', ['--validators', '0'], /give a number from 1 to 16/],
  ['a number of epochs that makes no sense', ['--epochs', '0'], /give a number from 1 to 1000/],
  ['epochs without the programs that turn them', ['--epochs', '1', '--no-programs'], /leave out --no-programs/],
  ['epochs of a single Host, whose programs would have one node', ['--epochs', '1', '--validators', '1'], /at least 2/],
  ['a flag that does not exist', ['--nodes', '4'], /unknown option/],
])('%s is refused with a sentence', (_name, args, text) => {
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  expect(stderr).toMatch(text);
  expect(status).not.toBe(0);
});

test('a machine without pacerd is told how to build it, with exit code 2', () => {
  const env = { ...process.env, PACERD: '/nowhere/pacerd' };
  const { status, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8', env });
  expect(stderr).toBe('localnet: The program pacerd is not at /nowhere/pacerd: build it with `npm run build`.\n');
  expect(status).toBe(2);
});
