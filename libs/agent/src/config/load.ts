import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { AgentError } from '../error.js';
import { redaction } from '../redaction.js';
import { alertConfig, alertSettings } from './alerts.js';
import { withEnvironment } from './environment.js';
import { exampleOf } from './setting.js';
import {
  knownSections,
  pathSettings,
  sharedSections,
  sharedSettings,
  type SectionName,
  type SharedConfig,
} from './shared.js';

/** A program's section of pacer.toml: its name and its settings, each made by `setting`. */
export interface ProgramSettings<T extends z.ZodRawShape> {
  section: SectionName;
  settings: z.ZodObject<T>;
}

/** What a program reads: the shared settings and its own. */
export type Config<T extends z.ZodRawShape> = SharedConfig & { own: z.output<z.ZodObject<T>> };

type Table = Record<string, unknown>;
type Section = SectionName | (typeof sharedSections)[number];

const sections: readonly string[] = [...knownSections, ...sharedSections];

/**
 * Reads pacer.toml for one program. `PACER_<KEY>` in the environment overrides a shared setting, `PACER_<SECTION>_<KEY>` one of
 * the program's own or of `[alerts]`; lists are separated by commas. Sections of other programs are left alone; every other
 * unknown key is refused. From then on no log line has the webhook's URL.
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
  for (const other of sections) {
    if (file[other] !== undefined && !isTable(file[other])) {
      throw new AgentError(
        'config-invalid',
        `${path}: ${other} is a section: write [${other}] and its settings below it`,
      );
    }
  }
  const topLevel = Object.fromEntries(Object.entries(file).filter(([key]) => !sections.includes(key)));
  const strict = settings.strict();
  const shared = check(path, undefined, sharedSettings, withEnvironment(sharedSettings, topLevel, 'PACER', env));
  const sectionOf = <S extends z.ZodRawShape>(name: Section, schema: z.ZodObject<S>) => {
    const table = isTable(file[name]) ? file[name] : {};
    return check(path, name, schema, withEnvironment(schema, table, `PACER_${name.toUpperCase()}`, env));
  };
  const own = sectionOf(section, strict);
  const alerts = sectionOf('alerts', alertSettings);
  if (alerts.webhook !== undefined) redaction.keepUrl(alerts.webhook);
  const absolute = Object.fromEntries(pathSettings.map((key) => [key, resolve(dirname(path), shared[key])]));
  return {
    chainId: shared.chain_id,
    host: shared.host_address,
    rpc: shared.rpc,
    keyFile: absolute.key_file ?? '',
    passwordFile: absolute.password_file ?? '',
    stateDir: absolute.state_dir ?? '',
    workJournal: absolute.work_journal ?? '',
    alerts: alertConfig(alerts),
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
    throw new AgentError(
      'config-unreadable',
      `${path} is not TOML: ${whyNotToml(error)}; a line looks like chain_id = "pacer-1"`,
    );
  }
}

/** What is wrong and where. The parser's text goes on with the lines around it, which may hold the webhook's URL. */
function whyNotToml(error: unknown): string {
  const [what] = (error instanceof Error ? error.message : String(error)).split('\n');
  return error instanceof TomlError ? `${what ?? ''} (line ${error.line}, column ${error.column})` : (what ?? '');
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The first thing wrong, said with key, place, example and the name of its environment variable. */
function check<T extends z.ZodRawShape>(
  path: string,
  section: Section | undefined,
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
