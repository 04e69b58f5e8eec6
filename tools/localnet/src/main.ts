#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError, startLocalNet, type LocalNet } from '@pacer/testing';
import { type HostPrograms } from './host-programs.js';
import { hostProgramsOf } from './host-programs-of.js';

interface Options {
  validators: number;
  dir?: string;
  chainId: string;
  programs: boolean;
  json: boolean;
}

const command = new Command('localnet')
  .description(
    'Runs a local Pacer network on loopback until you press Ctrl-C: validators and the programs of their Hosts.',
  )
  .option('--validators <count>', 'number of Hosts, each with a validator', count, 4)
  .option('--dir <folder>', 'folder for everything, kept afterwards (default: a temporary one, removed)')
  .option('--chain-id <id>', 'id of the chain', 'pacer-local-1')
  .option('--no-programs', 'validators alone, without engines and agents')
  .option('--json', 'print the network as one JSON document when it is up', false)
  .action(run);

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 16) throw new InvalidArgumentError('give a number from 1 to 16');
  return value;
}

async function run(options: Options): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      stop.abort();
    });
  const dir = options.dir === undefined ? mkdtempSync(join(tmpdir(), 'pacer-localnet-')) : resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  const say = (line: string) => {
    if (!options.json) console.log(line);
  };
  let net: LocalNet | undefined;
  let programs: HostPrograms[] = [];
  try {
    net = await startLocalNet({ validators: options.validators, dir, chainId: options.chainId, onStep: say });
    if (options.programs && net.nodes.length > 1) {
      programs = await hostProgramsOf(net);
      await Promise.all(programs.map((one) => one.start()));
      await Promise.all(programs.map((one) => one.ready()));
      say(`engine, host, submitter and claimer of ${programs.length} Hosts are up`);
    }
    print(net, options);
    await follow(net, stop.signal, say);
  } finally {
    say('stopping');
    await Promise.all(programs.map((one) => one.stop()));
    await net?.stop();
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

function print(net: LocalNet, options: Options): void {
  const hosts = net.nodes.map(({ name, address, rpc, api, hostUrl, home }) => ({
    name,
    address,
    rpc,
    api,
    hostUrl,
    home,
  }));
  if (options.json) {
    console.log(JSON.stringify({ chainId: net.chainId, dir: net.dir, hosts }));
    return;
  }
  console.log(`\nchain ${net.chainId} in ${net.dir}`);
  for (const host of hosts)
    console.log(`  ${host.name}  rpc ${host.rpc}  rest ${host.api}  requests ${host.hostUrl}/v1/chat/completions`);
  console.log('\nCtrl-C stops everything.\n');
}

async function follow(net: LocalNet, signal: AbortSignal, say: (line: string) => void): Promise<void> {
  while (!signal.aborted) {
    const dead = net.nodes.find((node) => !node.process.running);
    if (dead)
      throw new Error(`the ${dead.process.options.name} has ended; the end of its log:\n${dead.process.tail(10)}`);
    say(`height ${await net.height()}`);
    await sleep(10_000, undefined, { signal }).catch(() => undefined);
  }
}

command.parseAsync().catch((error: unknown) => {
  console.error(`localnet: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof SetupError ? 2 : 1;
});
