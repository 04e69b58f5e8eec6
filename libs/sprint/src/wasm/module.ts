import { SprintError } from '../error.js';
import { KERNEL } from './kernel.generated.js';

/** A mutable global of the kernel. */
interface Global {
  readonly value: number;
}

/** What assembly/index.ts exports; pointers are bytes from the start of memory. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly weightKey: Global;
  readonly weights: Global;
  readonly staging: Global;
  readonly messages: Global;
  readonly bytes: Global;
  readonly bytesStride: Global;
  readonly digests: Global;
  layout(
    dim: number,
    layers: number,
    heads: number,
    ff: number,
    seq: number,
    nonces: number,
    prefixBytes: number,
  ): number;
  begin(): void;
  expandWeights(): void;
  pack(to: number, inputs: number): void;
  expandTokens(first: bigint, count: number): void;
  forward(count: number): void;
  hash(count: number): void;
}

type Module = object;

/** As much of the WebAssembly API as is used here: neither es2023 nor Node's types declare it. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => Module;
  readonly Instance: new (module: Module) => { readonly exports: unknown };
}

let compiled: Module | undefined;

/**
 * A new instance of the kernel with a memory of its own.
 * @throws SprintError `no_simd`, `no_memory`
 */
export function instantiate(): KernelExports {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi | undefined };
  if (compiled === undefined) {
    const bytes = Uint8Array.from(atob(KERNEL), (character) => character.charCodeAt(0));
    compiled = WebAssembly?.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
  }
  if (compiled === undefined || WebAssembly === undefined) {
    throw new SprintError(
      'no_simd',
      'there is no WebAssembly with 128-bit SIMD here: use a newer browser or Node, or another prover',
    );
  }
  try {
    return new WebAssembly.Instance(compiled).exports as KernelExports;
  } catch (cause) {
    throw new SprintError('no_memory', 'no memory for a WebAssembly instance: use fewer threads', { cause });
  }
}
