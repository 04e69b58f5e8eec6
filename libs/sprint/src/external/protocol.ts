// The lines of `pacer-sprint/1` (PROTOCOL.md): JSON, u64 as decimal strings, bytes as lower-case hex. Unknown fields are ignored.
import { hex, unhex } from '@pacer/crypto';
import { z } from 'zod';
import type { SprintReport, SprintTask } from '../prover.js';
import { BEACON_BYTES, HOST_BYTES, U64_MAX } from '../task.js';

export const PROTOCOL = 'pacer-sprint/1';

function decimal(most: bigint): z.ZodType<bigint, string> {
  return z
    .string()
    .regex(/^(0|[1-9][0-9]{0,19})$/, 'not an unsigned decimal string')
    .transform(BigInt)
    .refine((value) => value <= most, `above ${most}`);
}

function bytes(length: number): z.ZodType<Uint8Array, string> {
  return z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${2 * length}}$`), `not ${length} bytes of lower-case hex`)
    .transform(unhex);
}

const u64 = decimal(U64_MAX);
/** Which sizes there are is for `assertShape` to say. */
const size = z.int();

const work = z.object({
  type: z.literal('work'),
  chain: z.string(),
  epoch: u64,
  beacon: bytes(BEACON_BYTES),
  host: bytes(HOST_BYTES),
  dim: size,
  layers: size,
  heads: size,
  ff: size,
  seq: size,
  target: u64,
  first: u64,
  last: u64.optional(),
});

const ready = z.object({
  type: z.literal('ready'),
  protocol: z.literal(PROTOCOL),
  name: z.string().min(1).max(100),
  threads: z.int().min(1),
});

const report = z.object({
  type: z.literal('report'),
  epoch: u64,
  // 2^64 once the last u64 is done.
  frontier: decimal(U64_MAX + 1n),
  hits: z.array(u64),
  done: z.boolean().optional(),
});

const error = z.object({ type: z.literal('error'), code: z.string().min(1).max(100), message: z.string().max(10_000) });

const fromAgent = z.object({ type: z.enum(['work', 'stop']) });
const fromProver = z.discriminatedUnion('type', [ready, report, error]);

export type AgentLine = { readonly type: 'work'; readonly task: SprintTask } | { readonly type: 'stop' };
export type ProverLine = z.infer<typeof fromProver>;

/** A line that is not of this protocol; the message says why, the code is what a prover answers. */
export class LineError extends Error {
  readonly code: 'invalid_line' | 'invalid_work';

  constructor(message: string, code: 'invalid_line' | 'invalid_work' = 'invalid_line') {
    super(message);
    this.code = code;
  }
}

/** @throws LineError */
export function parseProverLine(line: string): ProverLine {
  return parse(fromProver, json(line));
}

/** @throws LineError, `invalid_work` for a work with a field that is missing or wrong */
export function parseAgentLine(line: string): AgentLine {
  const value = json(line);
  const { type } = parse(fromAgent, value);
  if (type === 'stop') return { type };
  const parsed = parse(work, value, 'invalid_work');
  const { chain, epoch, beacon, host, target, first, last, dim, layers, heads, ff, seq } = parsed;
  const shape = { dim, layers, heads, ff, seq };
  const task = { chainId: chain, epoch, beacon, host, shape, target, first, ...(last !== undefined && { last }) };
  return { type: 'work', task };
}

export function workLine({ chainId, epoch, beacon, host, shape, target, first, last }: SprintTask): string {
  const { dim, layers, heads, ff, seq } = shape;
  return lineOf({
    ...{ type: 'work', chain: chainId, epoch: String(epoch), beacon: hex(beacon), host: hex(host) },
    ...{ dim, layers, heads, ff, seq, target: String(target), first: String(first) },
    ...(last !== undefined && { last: String(last) }),
  });
}

export function readyLine(name: string, threads: number): string {
  return lineOf({ type: 'ready', protocol: PROTOCOL, name, threads });
}

export function reportLine(epoch: bigint, { frontier, hits, done }: SprintReport): string {
  const ends = done ? { done } : {};
  return lineOf({ type: 'report', epoch: String(epoch), frontier: String(frontier), hits: hits.map(String), ...ends });
}

export function errorLine(code: string, message: string): string {
  return lineOf({ type: 'error', code, message });
}

export const STOP_LINE = lineOf({ type: 'stop' });

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new LineError('it is no JSON');
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, code?: LineError['code']): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new LineError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'refused'}`, code);
}
