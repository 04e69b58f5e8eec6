#!/usr/bin/env node
import { hex } from '@pacer/crypto';
import { SprintError } from '../error.js';
import { ReferenceDigest } from '../reference/reference-digest.js';
import { ShapeError } from '../shape.js';
import { openWasmProver } from '../wasm/open.node.js';
import { SprintDigest } from '../wasm/sprint-digest.js';
import { commandOf, FlagError, type OneShot, USAGE } from './flags.js';
import { serve } from './serve.js';

function digest({ epoch, shape, host, nonce, implementation, json }: OneShot): string {
  const Digest = implementation === 'wasm' ? SprintDigest : ReferenceDigest;
  const value = hex(new Digest(epoch, shape).digest(host, nonce));
  return json ? JSON.stringify({ digest: value }) : value;
}

/** The error of a shape, which begins with a size's name or is about all of them, in words of flags. */
function flagsOf({ message }: ShapeError): string {
  return /^(dim|layers|heads|ff|seq) /.test(message) ? `--${message}` : `--dim, --layers, --ff: ${message}`;
}

async function main(args: readonly string[]): Promise<void> {
  const command = commandOf(args);
  switch (command.kind) {
    case 'help':
      console.log(USAGE);
      return;
    case 'digest':
      console.log(digest(command));
      return;
    case 'serve': {
      const { threads } = command;
      const prover = await openWasmProver(threads === undefined ? {} : { threads });
      // Whoever reads is gone.
      process.stdout.on('error', () => process.exit(0));
      await serve(prover, process.stdin, process.stdout);
      process.exit(0);
    }
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const wrong = error instanceof FlagError || error instanceof ShapeError;
  if (!wrong && !(error instanceof SprintError)) throw error;
  console.error(`pacer-sprint: ${error instanceof ShapeError ? flagsOf(error) : error.message}`);
  process.exitCode = wrong ? 2 : 1;
}
