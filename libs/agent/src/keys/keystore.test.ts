import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { createLogger, logError } from '../log.js';
import { Secret } from '../secret.js';
import { openKeys, readPassword } from './host-keys.js';
import { decryptKeystore } from './keystore.js';

interface Case {
  name: string;
  password: string;
  json: object;
  secret: string;
}

const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../proto/vectors/keystore.json'), 'utf8'),
) as { cases: Case[]; refused: Case[] };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const [first] = vectors.cases as [Case];

describe('a key file', () => {
  it.each(vectors.cases)('of the vectors opens: $name', ({ json, password, secret }) => {
    expect(hex(decryptKeystore(JSON.stringify(json), password).reveal())).toBe(secret);
  });

  it.each(vectors.refused)('of the vectors is refused: $name', ({ json, password }) => {
    expect(() => decryptKeystore(JSON.stringify(json), password)).toThrow(
      expect.objectContaining({ code: 'key-file-password', retryable: false }),
    );
  });

  it.each([
    ['not JSON', 'secret words'],
    ['another version', JSON.stringify({ ...first.json, version: 3 })],
    ['no JSON object', '[]'],
    ['costs that would stop the machine', JSON.stringify(first.json).replace('"n":1024', '"n":1073741824')],
    ['another cipher', JSON.stringify(first.json).replace('aes-128-ctr', 'aes-256-ctr')],
  ])('that is %s is malformed, and its content is not quoted', (_name, text) => {
    expect(() => decryptKeystore(text, first.password)).toThrow(
      expect.objectContaining({ code: 'key-file-malformed', message: expect.not.stringContaining('secret words') }),
    );
  });
});

describe('the keys of a Host', () => {
  const withFiles = (json: string, password: string, work: (file: string, passwordFile: string) => void): void => {
    const dir = mkdtempSync(join(tmpdir(), 'pacer-keys-'));
    try {
      writeFileSync(join(dir, 'host-key.json'), json);
      writeFileSync(join(dir, 'password.txt'), password);
      work(join(dir, 'host-key.json'), join(dir, 'password.txt'));
    } finally {
      rmSync(dir, { recursive: true });
    }
  };

  it('come from the file and the password, whose last line end does not count', () => {
    withFiles(JSON.stringify(first.json), `${first.password}\n`, (file, passwordFile) => {
      const keys = openKeys({ file, password: readPassword(passwordFile) });
      expect(keys.hotKey.address).toMatch(/^pacer1[0-9a-z]{38}$/);
      expect(keys.bls.reveal()).toHaveLength(32);
      expect(hex(keys.bls.reveal())).not.toBe(hex(keys.dealing.reveal()));
    });
  });

  it('in a missing file are asked for by the name of the setting', () => {
    expect(() => openKeys({ file: '/nowhere/key.json', password: '' })).toThrow(
      expect.objectContaining({
        code: 'key-file-unreadable',
        message: expect.stringContaining('key_file = "host-key.json"'),
      }),
    );
  });

  it('are in no log, whatever is logged with them', () => {
    withFiles(JSON.stringify(first.json), first.password, (file, passwordFile) => {
      const password = readPassword(passwordFile);
      const keys = openKeys({ file, password });
      const lines: string[] = [];
      const log = createLogger({
        program: 'test',
        level: 'trace',
        destination: { write: (line) => void lines.push(line) },
      });
      const bare = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
      for (const one of [log, bare]) {
        one.info(keys, 'keys');
        one.info(
          { keys, nested: [{ secret: keys.bls }] },
          `${String(keys.bls)} ${inspect(keys, { depth: 9, showHidden: true })}`,
        );
      }
      log.info({ bytes: keys.bls.reveal(), deep: { bytes: [keys.dealing.reveal()] } }, 'even bytes by mistake');
      for (const password of ['wrong', '']) {
        try {
          openKeys({ file, password });
        } catch (error) {
          logError(log, error, 'cannot open');
        }
      }
      lines.push(JSON.stringify(keys), inspect(keys), new Secret(Uint8Array.of(1)).toString());

      const secret = Buffer.from(first.secret, 'hex');
      const secrets = [secret, secret.subarray(0, 32), secret.subarray(32), keys.bls.reveal(), keys.dealing.reveal()];
      const encodings = ['hex', 'base64', 'base64url', 'latin1'] as const;
      const texts = secrets.flatMap((one) => [
        ...encodings.map((encoding) => Buffer.from(one).toString(encoding)),
        hex(one).toUpperCase(),
        [...one].join(','),
        JSON.stringify([...one]).slice(1, -1),
      ]);
      const output = lines.join('\n');
      expect(output).toContain('[redacted]');
      for (const text of [...texts, password]) expect(output.includes(text)).toBe(false);
    });
  });
});
