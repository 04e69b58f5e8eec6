import { parseArgs } from 'node:util';
import { bech32 } from '@scure/base';
import { unhex } from '@pacer/crypto';
import { BEACON_BYTES, HOST_BYTES, U64_MAX } from '../task.js';
import type { Shape } from '../shape.js';
import type { SprintEpoch } from '../epoch.js';

export const USAGE = `pacer-sprint: the WebAssembly prover of the Sprint
Without --nonce it speaks the line protocol pacer-sprint/1 on its standard input and output (PROTOCOL.md).
  --threads N            worker threads; as many as the machine runs at once if absent
With --nonce it prints that nonce's digest:
  --dim N --layers N --heads N --ff N --seq N   the sizes
  --chain ID --epoch N --beacon HEX             where the weights come from
  --host HEX_OR_BECH32 --nonce N                whose nonce
  --implementation wasm|reference               which program computes it (default wasm)
  --json                                        print {"digest":"…"}`;

/** A flag that is missing or wrong; the message is one line that names it. */
export class FlagError extends Error {}

export interface OneShot {
  readonly kind: 'digest';
  readonly epoch: SprintEpoch;
  readonly shape: Shape;
  readonly host: Uint8Array;
  readonly nonce: bigint;
  readonly implementation: 'wasm' | 'reference';
  readonly json: boolean;
}

export type Command = OneShot | { readonly kind: 'serve'; readonly threads?: number } | { readonly kind: 'help' };

const sizes = ['dim', 'layers', 'heads', 'ff', 'seq'] as const;
const digestOnly = [...sizes, 'chain', 'epoch', 'beacon', 'host', 'implementation', 'json'] as const;
const text = { type: 'string' } as const;

/** @throws FlagError */
export function commandOf(args: readonly string[]): Command {
  const values = valuesOf(args);
  if (values.help) return { kind: 'help' };
  if (values.nonce === undefined) {
    const extra = digestOnly.find((name) => values[name] !== undefined);
    if (extra) throw new FlagError(`--${extra} belongs to --nonce: give --nonce too, or neither`);
    if (values.threads === undefined) return { kind: 'serve' };
    return { kind: 'serve', threads: count('threads', values.threads, 1024) };
  }
  if (values.threads !== undefined) throw new FlagError('--threads does not go with --nonce: leave it out');
  const given = (name: 'chain' | 'epoch' | 'beacon' | 'host'): string => values[name] ?? missing(name);
  const size = (name: (typeof sizes)[number]): number => count(name, values[name] ?? missing(name), 4096);
  const { implementation = 'wasm', json = false } = values;
  if (implementation !== 'wasm' && implementation !== 'reference') {
    throw new FlagError(`--implementation ${implementation}: give wasm or reference`);
  }
  return {
    kind: 'digest',
    shape: { dim: size('dim'), layers: size('layers'), heads: size('heads'), ff: size('ff'), seq: size('seq') },
    epoch: {
      chainId: given('chain'),
      epoch: u64('epoch', given('epoch')),
      beacon: bytes('beacon', given('beacon'), BEACON_BYTES),
    },
    host: address(given('host')),
    nonce: u64('nonce', values.nonce),
    implementation,
    json,
  };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ dim: text, layers: text, heads: text, ff: text, seq: text, chain: text, epoch: text, beacon: text },
        ...{ host: text, nonce: text, implementation: text, threads: text },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new FlagError(line);
  }
}

function missing(name: string): never {
  throw new FlagError(`--${name} is missing: give it with --nonce`);
}

function count(name: string, value: string, most: number): number {
  const number = Number(value);
  if (/^[1-9][0-9]*$/.test(value) && number <= most) return number;
  throw new FlagError(`--${name} ${value}: give 1 to ${most}`);
}

function u64(name: string, value: string): bigint {
  if (/^[0-9]{1,20}$/.test(value) && BigInt(value) <= U64_MAX) return BigInt(value);
  throw new FlagError(`--${name} ${value}: give 0 to ${U64_MAX}`);
}

function bytes(name: string, value: string, length: number): Uint8Array {
  if (value.length === 2 * length && /^[0-9a-f]*$/.test(value)) return unhex(value);
  throw new FlagError(`--${name} ${value}: give ${length} bytes as ${2 * length} lower-case hex digits`);
}

/** A Host's address: hex, or bech32 with any prefix. */
function address(value: string): Uint8Array {
  const decoded = bech32.decodeUnsafe(value);
  const words = decoded && bech32.fromWordsUnsafe(decoded.words);
  if (!words) return bytes('host', value, HOST_BYTES);
  if (words.length !== HOST_BYTES) throw new FlagError(`--host ${value}: its address has not ${HOST_BYTES} bytes`);
  return Uint8Array.from(words);
}
