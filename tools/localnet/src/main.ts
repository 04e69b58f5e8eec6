#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { prepareLocalNet, SetupError, type LocalNet } from '@pacer/testing';
import { follow, followEpochs } from './follow.js';
import { type HostPrograms, programNames } from './host-programs.js';
import { hostProgramsOf } from './host-programs-of.js';

interface Options {
  validators: number;
  epochs?: number;
  dir?: string;
  chainId: string;
  programs: boolean;
  json: boolean;
}

const command = new Command('localnet')
  .description(
    'Runs a local Pacer network on loopback until you press Ctrl-C, or for some epochs: validators and the programs of their Hosts.',
  )
  .option('--validators <count>', 'number of Hosts, each with a validator', countUpTo(16), 4)
  .option('--epochs <count>', 'end after so many epochs, and tell of each what it came to', countUpTo(1_000))
  .option('--dir <folder>', 'folder for everything, kept afterwards (default: a temporary one, removed)')
  .option('--chain-id <id>', 'id of the chain', 'pacer-local-1')
  .option('--no-programs', 'validators alone, without engines and agents')
  .option('--json', 'a JSON document a line: the network when it is up, and each epoch when it is over', false)
  .action(run);

function countUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new InvalidArgumentError(`give a number from 1 to ${most}`);
    return value;
  };
}

async function run(options: Options): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      stop.abort(new Error(`stopped by ${signal}`));
    });
  const withPrograms = options.programs && options.validators > 1;
  if (options.epochs !== undefined && !withPrograms)
    command.error('error: epochs turn by the programs of at least 2 Hosts: leave out --no-programs and --validators 1');
  const dir = options.dir === undefined ? mkdtempSync(join(tmpdir(), 'pacer-localnet-')) : resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  const say = (line: string) => {
    if (!options.json) console.log(line);
  };
  let net: LocalNet | undefined;
  let programs: HostPrograms[] = [];
  let isDone = false;
  try {
    net = await prepareLocalNet({ validators: options.validators, dir, chainId: options.chainId, onStep: say });
    // Programs first: they wait for their chain, and no block is lost while they load.
    if (withPrograms) programs = await hostProgramsOf(net);
    await Promise.all(programs.map((one) => one.start(programNames, stop.signal)));
    await net.start();
    say(`${net.nodes.length} validators started`);
    await Promise.all(programs.map((one) => one.ready(stop.signal)));
    if (withPrograms)
      say(`engine, host, submitter, claimer, seed-contributor and sprint-prover of ${programs.length} Hosts are up`);
    print(net, options);
    if (options.epochs === undefined) await follow(net, stop.signal, say);
    else await followEpochs(net, options.epochs, options.json, stop.signal);
    isDone = true;
  } catch (error) {
    // Whoever stops it while it starts has what they want.
    if (!stop.signal.aborted) throw error;
  } finally {
    say('stopping');
    await Promise.all(programs.map((one) => one.stop()));
    await net?.stop();
    const isKept = options.dir !== undefined || (net !== undefined && !isDone && !stop.signal.aborted);
    if (!isKept) rmSync(dir, { recursive: true, force: true });
    else if (!isDone) console.error(`localnet: the logs of every program are in ${dir}`);
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

command.parseAsync().catch((error: unknown) => {
  console.error(`localnet: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof SetupError ? 2 : 1;
});
