#!/usr/bin/env node
import { Command } from 'commander';
import { courier } from './courier.js';

interface Flags {
  chainId: string;
  rpc: string[];
  key: string;
  work: string;
  state: string;
}

const { chainId, rpc, key, work, state } = new Command('courier')
  .description(
    'Makes the payments of a work list exactly once: a program without any protection but that of @pacer/agent.',
  )
  .requiredOption('--chain-id <id>', 'id of the chain')
  .requiredOption('--rpc <url...>', 'RPC endpoints, two at least')
  .requiredOption('--key <file>', 'hex of the secret key of the account that pays')
  .requiredOption('--work <file>', 'the work list')
  .requiredOption('--state <folder>', 'folder of the journal')
  .parse()
  .opts<Flags>();

courier({ chainId, rpc, keyFile: key, workFile: work, stateDir: state }).catch((error: unknown) => {
  console.error(`courier: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
