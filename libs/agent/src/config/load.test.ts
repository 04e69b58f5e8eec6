import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { z } from 'zod';
import { createLogger } from '../log.js';
import { jsonText } from '../program.js';
import { alertSettings } from './alerts.js';
import { loadConfig } from './load.js';
import { programSettings } from './program.js';
import { exampleOf, setting } from './setting.js';
import { sharedSettings } from './shared.js';

const program = programSettings(
  'claimer',
  {
    retry_blocks: setting(z.int().min(1).optional(), '360'),
    strict: setting(z.boolean().default(false), 'true'),
    models: setting(z.array(z.string()).default([]), '["pacer/ref-1"]'),
  },
  '127.0.0.1:9464',
);

const valid: Record<string, string> = {
  chain_id: '"pacer-1"',
  host_address: '"pacer1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnsry8tx"',
  rpc: '["http://127.0.0.1:26657", "http://127.0.0.1:26667"]',
  key_file: '"keys/host-key.json"',
  password_file: '"/etc/pacer/password"',
  state_dir: '"state"',
  work_journal: '"work.sqlite"',
};

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-config-'));
  path = join(dir, 'pacer.toml');
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

const write = (settings: Record<string, string>, rest = ''): void => {
  writeFileSync(
    path,
    `${Object.entries(settings)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join('')}${rest}`,
  );
};
const load = (env: Record<string, string> = {}) => loadConfig(path, program, env);

describe('the settings', () => {
  it('are read, with paths from the folder of the file and defaults for the rest', () => {
    write(valid, '[claimer]\nretry_blocks = 5\n[host]\nlisten = "x"\n[submitter]\nwhatever = 1\n');
    expect(load()).toEqual({
      chainId: 'pacer-1',
      host: 'pacer1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnsry8tx',
      rpc: ['http://127.0.0.1:26657', 'http://127.0.0.1:26667'],
      keyFile: join(dir, 'keys/host-key.json'),
      passwordFile: '/etc/pacer/password',
      stateDir: join(dir, 'state'),
      workJournal: join(dir, 'work.sqlite'),
      alerts: { webhook: undefined, refireMs: 1_800_000, deadManMs: undefined },
      own: { retry_blocks: 5, strict: false, models: [], listen: '127.0.0.1:9464', log_level: 'info' },
    });
  });

  it('are overridden by the environment, whatever their type', () => {
    write(valid);
    const config = load({
      PACER_CHAIN_ID: 'pacer-2',
      PACER_RPC: 'http://a:1, http://b:2',
      PACER_CLAIMER_RETRY_BLOCKS: '7',
      PACER_CLAIMER_STRICT: 'true',
      PACER_CLAIMER_MODELS: 'a,b',
      PACER_CLAIMER_LOG_LEVEL: '',
      PACER_SUBMITTER_STRICT: 'not mine',
    });
    expect(config).toMatchObject({ chainId: 'pacer-2', rpc: ['http://a:1', 'http://b:2'] });
    expect(config.own).toMatchObject({ retry_blocks: 7, strict: true, models: ['a', 'b'], log_level: 'info' });
  });

  it('can come from the environment alone', () => {
    write({});
    const env = Object.fromEntries(
      Object.entries(valid).map(([key, value]) => {
        const parsed = JSON.parse(value) as string | string[];
        return [`PACER_${key.toUpperCase()}`, Array.isArray(parsed) ? parsed.join(',') : parsed];
      }),
    );
    expect(load(env).rpc).toHaveLength(2);
  });

  it('require seven keys, each with an example that is valid', () => {
    expect(Object.keys(sharedSettings.shape)).toEqual(Object.keys(valid));
    const all = [sharedSettings.shape, alertSettings.shape, program.settings.shape];
    for (const schema of all.flatMap((shape) => Object.values(shape) as z.ZodType[])) {
      const example = exampleOf(schema);
      expect(schema.safeParse(JSON.parse(example ?? '')).success).toBe(true);
    }
  });
});

describe('the section of alerts', () => {
  const HOOK = 'https://hooks.example.org/services/aSecretTokenOfTheHook';

  it('is read by every program, from the file and the environment', () => {
    write(valid, `[alerts]\nwebhook = "${HOOK}"\nrefire_minutes = 10\n`);
    const { alerts } = load({ PACER_ALERTS_DEAD_MAN_MINUTES: '5' });
    expect(alerts).toMatchObject({ refireMs: 600_000, deadManMs: 300_000 });
    expect(new TextDecoder().decode(alerts.webhook?.reveal())).toBe(HOOK);
  });

  it('keeps the URL of the webhook a secret, in the settings and in the log', () => {
    write(valid, `[alerts]\nwebhook = "${HOOK}"\n`);
    const config = load();
    const lines: string[] = [];
    const log = createLogger({ program: 'test', destination: { write: (line) => void lines.push(line) } });
    log.info({ config, again: HOOK }, `settings: ${inspect(config, { depth: 9 })} ${jsonText(config)}`);
    log.warn(`POST ${HOOK} failed at /services/aSecretTokenOfTheHook`);
    expect(lines.join('')).not.toContain('aSecretTokenOfTheHook');
    expect(jsonText(config)).not.toContain('aSecretTokenOfTheHook');
  });

  it.each([
    ['webhook = "ftp://x"', /\[alerts\].*webhook .*PACER_ALERTS_WEBHOOK/],
    ['refire_minutes = 0', /refire_minutes is below 1/],
    ['url = "x"', /url is no setting; there are webhook/],
  ])('refuses %s', (line, said) => {
    write(valid, `[alerts]\n${line}\n`);
    expect(load).toThrow(expect.objectContaining({ message: expect.stringMatching(said) }));
  });

  it('is not quoted when the file is not TOML', () => {
    write(valid, `[alerts]\nwebhook = "${HOOK}" x\n`);
    expect(load).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/is not TOML: [^\n]*\(line 9, column \d+\)/) }),
    );
    expect(load).toThrow(expect.objectContaining({ message: expect.not.stringContaining('aSecretToken') }));
  });
});

describe('an error', () => {
  it.each(Object.keys(valid))('about a missing %s names key, example and variable', (key) => {
    write(Object.fromEntries(Object.entries(valid).filter(([other]) => other !== key)));
    const example = exampleOf((sharedSettings.shape as Record<string, z.ZodType>)[key]!)!;
    expect(load).toThrow(
      expect.objectContaining({
        code: 'config-missing',
        message: expect.stringMatching(new RegExp(`${key} is missing.*PACER_${key.toUpperCase()}`)),
      }),
    );
    expect(load).toThrow(expect.objectContaining({ message: expect.stringContaining(`${key} = ${example}`) }));
  });

  it.each([
    ['chain_id', '7'],
    ['chain_id', '""'],
    ['host_address', '"cosmos1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnsry8tx"'],
    ['rpc', '["http://127.0.0.1:26657"]'],
    ['rpc', '["http://127.0.0.1:26657", "http://127.0.0.1:26657/"]'],
    ['rpc', '["tcp://127.0.0.1:26657", "http://b:1"]'],
    ['rpc', '"http://127.0.0.1:26657"'],
    ['key_file', '""'],
  ])('about %s = %s names key and example', (key, value) => {
    write({ ...valid, [key]: value });
    expect(load).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining(`${key} = `) }),
    );
  });

  it('about a setting of the program names its section', () => {
    write(valid, '[claimer]\nretry_blocks = 0\n');
    expect(load).toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        message: expect.stringMatching(/\[claimer\].*retry_blocks .*retry_blocks = 360.*PACER_CLAIMER_RETRY_BLOCKS/),
      }),
    );
  });

  it('about an override that is no number keeps what was written', () => {
    write(valid);
    expect(() => load({ PACER_CLAIMER_RETRY_BLOCKS: 'often' })).toThrow(
      expect.objectContaining({ code: 'config-invalid' }),
    );
  });

  it.each([
    ['an unknown key at the top', 'chainid = "x"\n', 'chainid'],
    ['an unknown key of the program', '[claimer]\nretry = 1\n', 'retry'],
    ['an unknown section', '[claimr]\nretry_blocks = 1\n', 'claimr'],
  ])('about %s names it and what there is', (_name, rest, key) => {
    write(valid, rest);
    expect(load).toThrow(
      expect.objectContaining({
        code: 'config-unknown-key',
        message: expect.stringMatching(new RegExp(`${key} is no setting; there are`)),
      }),
    );
  });

  it('about a section that is no table says how to write it', () => {
    write({ ...valid, claimer: '1' });
    expect(load).toThrow(expect.objectContaining({ message: expect.stringContaining('[claimer]') }));
  });

  it('about the file itself says what to do', () => {
    expect(load).toThrow(
      expect.objectContaining({ code: 'config-unreadable', message: expect.stringContaining('--config') }),
    );
    writeFileSync(path, 'chain_id = ');
    expect(load).toThrow(
      expect.objectContaining({ code: 'config-unreadable', message: expect.stringContaining('TOML') }),
    );
  });
});
