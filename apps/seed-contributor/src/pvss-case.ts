import { readFileSync } from 'node:fs';
import { unhex } from '@pacer/crypto';
import { z } from 'zod';
import { PvssFileError } from './pvss-file-error.js';

const bytes = z
  .string()
  .regex(/^([0-9a-f]{2})*$/, 'is not lower-case hex')
  .transform((text) => unhex(text));

const holder = z.object({ address: bytes, ek: bytes, slots: z.number() });
const share = z.object({ slot: z.number(), share: bytes });
const mutation = z.object({ at: z.int().min(0), xor: bytes });

/** What an entry of the vectors may have (proto/vectors/pvss-*.json); which of it, depends on what it is about. */
const entry = z.object({
  name: z.string().optional(),
  chain: z.string().optional(),
  epoch: z
    .string()
    .regex(/^\d{1,20}$/, 'is not a number in quotation marks')
    .transform(BigInt)
    .optional(),
  beacon: bytes.optional(),
  block_hash: bytes.optional(),
  holders: z.array(holder).optional(),
  table_hash: bytes.optional(),
  threshold: z.number().optional(),
  w: z.number().optional(),
  host: bytes.optional(),
  dk: bytes.optional(),
  dealing: bytes.optional(),
  a_sums: bytes.optional(),
  y_sums: bytes.optional(),
  opening: bytes.optional(),
  a_zero: bytes.optional(),
  shares: z.array(share).optional(),
  secret: bytes.optional(),
  // Of a refused entry: the reason, and the change to the case of this name that it is.
  error: z.string().optional(),
  why: z.string().optional(),
  case: z.string().optional(),
  mutation: mutation.optional(),
});

/** One case: inputs and, where they are known, outputs. */
export type PvssCase = z.output<typeof entry>;

/** What a case is about. */
export type PvssSubject = 'table' | 'dealing' | 'opening' | 'beacon';

/** The cases of a file, and those of its entries that must be refused. */
export interface PvssFile {
  /** what they all are about, if the file says so */
  subject?: PvssSubject;
  cases: PvssCase[];
  refused: PvssCase[];
}

const formulas = {
  'pvss-table': 'table',
  'pvss-dealing': 'dealing',
  'pvss-opening': 'opening',
  'pvss-beacon': 'beacon',
} as const;

const vectors = z.object({
  formula: z.enum(Object.keys(formulas) as (keyof typeof formulas)[], 'is no pvss formula'),
  cases: z.array(entry),
  refused: z.array(entry).default([]),
});

/**
 * Reads one case, or a file of vectors. What it holds is never quoted in an error: it may hold a dk.
 * @param path `-` for standard input
 * @throws PvssFileError
 */
export function readPvssFile(path: string): PvssFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new PvssFileError(`${nameOf(path)} ${why}: name a file of proto/vectors, or one of its cases`);
  }
  const isFile = typeof value === 'object' && value !== null && 'cases' in value;
  if (isFile) {
    const { formula, cases, refused } = parsed(vectors, value, path);
    return { subject: formulas[formula], cases, refused };
  }
  return { cases: [parsed(entry, value, path)], refused: [] };
}

/** The one case that is meant: by name, or the only one there is. @throws PvssFileError */
export function theCase({ cases }: PvssFile, path: string, name: string | undefined): PvssCase {
  const [first, ...others] = name === undefined ? cases : cases.filter((one) => one.name === name);
  if (first && others.length === 0) return first;
  const names = cases.map((one) => JSON.stringify(one.name ?? '')).join(', ');
  throw new PvssFileError(`${nameOf(path)} has ${cases.length} cases: name one of them with --case, of ${names}`);
}

/** Refused entries with what they leave to the case that they name, the change applied. @throws PvssFileError */
export function completed(refused: PvssCase, { cases }: PvssFile): PvssCase {
  const of = refused.case === undefined ? undefined : cases.find(({ name }) => name === refused.case);
  if (refused.case !== undefined && !of) throw new PvssFileError(`no case is named ${JSON.stringify(refused.case)}`);
  const whole = { ...of, ...refused };
  const { mutation: change } = refused;
  if (!change) return whole;
  const subject = whole.dealing ? 'dealing' : 'opening';
  const changed = (whole[subject] ?? new Uint8Array()).slice();
  changed[change.at] = (changed[change.at] ?? 0) ^ (change.xor[0] ?? 0);
  return { ...whole, [subject]: changed };
}

function parsed<T extends z.ZodType>(schema: T, value: unknown, path: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue && issue.path.length > 0 ? issue.path.join('.') : 'its top';
  throw new PvssFileError(`${nameOf(path)}: ${where} ${issue?.message ?? 'is not valid'}`);
}

function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}
