import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { AgentError } from '../error.js';
import { withEnvironment } from './environment.js';
import { exampleOf } from './setting.js';
import { knownSections, pathSettings, sharedSettings, type SectionName, type SharedConfig } from './shared.js';

/** A program's section of pacer.toml: its name and its settings, each made by `setting`. */
export interface ProgramSettings<T extends z.ZodRawShape> {
  section: SectionName;
  settings: z.ZodObject<T>;
}

/** What a program reads: the shared settings and its own. */
export type Config<T extends z.ZodRawShape> = SharedConfig & { own: z.output<z.ZodObject<T>> };

type Table = Record<string, unknown>;

/**
 * Reads pacer.toml for one program. `PACER_<KEY>` in the environment overrides a shared setting, `PACER_<SECTION>_<KEY>` one of
 * the program's own; lists are separated by commas. Sections of other programs are left alone; every other unknown key is
 * refused.
 * @param path of pacer.toml
 * @throws AgentError `config-unreadable`, `config-missing`, `config-invalid`, `config-unknown-key`; the text names the key and
 *   shows an example
 */
export function loadConfig<T extends z.ZodRawShape>(
  path: string,
  { section, settings }: ProgramSettings<T>,
  env: Record<string, string | undefined> = process.env,
): Config<T> {
  const file = readTable(path);
  for (const other of knownSections) {
    if (file[other] !== undefined && !isTable(file[other])) {
      throw new AgentError(
        'config-invalid',
        `${path}: ${other} is a section: write [${other}] and its settings below it`,
      );
    }
  }
  const topLevel = Object.fromEntries(
    Object.entries(file).filter(([key]) => !knownSections.some((name) => name === key)),
  );
  const strict = settings.strict();
  const shared = check(path, undefined, sharedSettings, withEnvironment(sharedSettings, topLevel, 'PACER', env));
  const table = isTable(file[section]) ? file[section] : {};
  const own = check(path, section, strict, withEnvironment(strict, table, `PACER_${section.toUpperCase()}`, env));
  const absolute = Object.fromEntries(pathSettings.map((key) => [key, resolve(dirname(path), shared[key])]));
  return {
    chainId: shared.chain_id,
    host: shared.host_address,
    rpc: shared.rpc,
    keyFile: absolute.key_file ?? '',
    passwordFile: absolute.password_file ?? '',
    stateDir: absolute.state_dir ?? '',
    workJournal: absolute.work_journal ?? '',
    own,
  };
}

function readTable(path: string): Table {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new AgentError(
      'config-unreadable',
      `cannot read ${path}: name the file with --config, for example --config pacer.toml`,
      {
        cause: error,
      },
    );
  }
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AgentError('config-unreadable', `${path} is not TOML: ${why}; a line looks like chain_id = "pacer-1"`, {
      cause: error,
    });
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The first thing wrong, said with key, place, example and the name of its environment variable. */
function check<T extends z.ZodRawShape>(
  path: string,
  section: SectionName | undefined,
  schema: z.ZodObject<T>,
  table: Table,
): z.output<z.ZodObject<T>> {
  const result = schema.safeParse(table, { error: (issue) => (issue.input === undefined ? 'is missing' : undefined) });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = section ? `[${section}] of ${path}` : path;
  if (issue?.code === 'unrecognized_keys') {
    const known = Object.keys(schema.shape).join(', ');
    throw new AgentError('config-unknown-key', `${place}: ${issue.keys.join(', ')} is no setting; there are ${known}`);
  }
  const key = String(issue?.path[0] ?? '');
  const of = schema.shape[key];
  const example = of instanceof z.ZodType ? exampleOf(of) : undefined;
  const variable = ['PACER', section, key]
    .filter((part) => part !== undefined)
    .join('_')
    .toUpperCase();
  const missing = table[key] === undefined;
  const said = missing ? 'is missing' : (issue?.message ?? 'is not valid');
  throw new AgentError(
    missing ? 'config-missing' : 'config-invalid',
    `${place}: ${key} ${said}; write for example ${key} = ${example ?? '…'}, or set ${variable}`,
  );
}
