import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agentCommand, runCommand, terminalProgress } from '@pacer/agent';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addPvssCommand } from './pvss-command.js';

const vectors = join(import.meta.dirname, '../../../proto/vectors');
const file = (name: string) => join(vectors, `pvss-${name}.json`);

type Case = Record<string, unknown> & { name: string };
const casesOf = (name: string) => (JSON.parse(readFileSync(file(name), 'utf8')) as { cases: Case[] }).cases;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-pvss-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true });
});

function written(value: unknown): string {
  const path = join(dir, 'case.json');
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

async function pvss(...args: string[]) {
  let out = '';
  let err = '';
  const shown: string[] = [];
  const to = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const command = agentCommand('pacer-test', 'a test');
  addPvssCommand(command, to, (text) => shown.push(text));
  return { code: await runCommand(command, ['pvss', ...args], to), out, err, shown };
}

describe('pvss verify', () => {
  test.each(['table', 'dealing', 'opening', 'beacon'])(
    'says of the entries of pvss-%s.json what it should',
    async (name) => {
      // Hundreds of refused entries differ in a byte; @pacer/crypto verifies them all.
      const all = JSON.parse(readFileSync(file(name), 'utf8')) as { refused: unknown[] };
      const some = { ...all, refused: all.refused.filter((_, index) => index < 20 || index % 20 === 0) };
      const { code, out, err } = await pvss('verify', written(some));
      expect({ code, err }).toEqual({ code: 0, err: '' });
      for (const one of casesOf(name)) expect(out).toContain(`accepted: ${one.name}: `);
      expect(out).toMatch(/\d+ entries were refused, as they should be\n$/);
    },
  );

  test('refuses a dealing with a changed byte, in one sentence', async () => {
    const one = casesOf('dealing')[3]!;
    const dealing = String(one.dealing).replace(/..$/, (byte) => (byte === '00' ? '01' : '00'));
    const { code, out, err } = await pvss('verify', written({ ...one, dealing }));
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^refused: three slots: host a: dealing\/(proof|scalar): .*\n$/);
  });

  test('refuses a beacon that its shares do not make', async () => {
    const { code, out } = await pvss(
      'verify',
      written({ ...casesOf('beacon')[3]!, beacon: '00'.repeat(32) }),
      '--json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([{ what: 'beacon', accepted: false, error: 'beacon', expected: false }]);
  });

  test('says so when a file does not say of an entry what is true', async () => {
    const text = readFileSync(file('dealing'), 'utf8');
    const of = JSON.parse(text) as { cases: Case[]; refused: Case[] };
    const lie = { ...of, refused: [{ name: 'a lie', case: of.cases[3]!.name, error: 'proof' }] };
    const { code, err } = await pvss('verify', written(lie));
    expect(code).toBe(1);
    expect(err).toMatch(/^1 of 8 entries are not as they should be: accepted: a lie/);
  });
});

describe('pvss deal and open', () => {
  test('compute what the vectors have, and show how far it is', async () => {
    const [deal] = casesOf('dealing');
    const dealt = await pvss('deal', file('dealing'), '--case', deal!.name);
    expect(dealt).toMatchObject({ code: 0, out: `${String(deal!.dealing)}\n` });
    expect(dealt.shown.at(-2)).toBe('9 of 9 slots');
    const [open] = casesOf('opening');
    const opened = await pvss('open', written(open), '--json');
    expect(opened.code).toBe(0);
    expect(JSON.parse(opened.out)).toMatchObject({ opening: open!.opening });
  });

  test('want one case, and name those that there are', async () => {
    const { code, err } = await pvss('deal', file('dealing'));
    expect(code).toBe(1);
    expect(err).toContain('has 7 cases: name one of them with --case, of "nine slots: host a"');
  });

  test('refuse sums that are not of the Host’s key', async () => {
    const [one] = casesOf('opening');
    const { code, err } = await pvss('open', written({ ...one!, dk: '07'.repeat(32) }));
    expect(code).toBe(1);
    expect(err).toContain('not those of the sums');
  });

  test.each<[string, (one: Case) => unknown]>([
    ['that is not JSON', (one) => `${JSON.stringify(one)},`],
    ['with a field of another kind', (one) => ({ ...one, epoch: 7 })],
    ['with another hex', (one) => ({ ...one, table_hash: 'XY' })],
    ['without a table hash', (one) => ({ ...one, table_hash: undefined })],
    ['whose dk is too long', (one) => ({ ...one, dk: `${String(one.dk)}00` })],
  ])('never echo the secrets of a file %s', async (_name, spoil) => {
    const [one] = casesOf('dealing');
    const { code, out, err } = await pvss('deal', written(spoil(one!)));
    expect(code).toBe(1);
    expect(err).toMatch(/^pacer-test: .+\n$/);
    expect(out + err).not.toContain(String(one!.dk).slice(0, 8));
  });

  test('are called wrongly with another word', async () => {
    expect((await pvss('reveal', file('dealing'))).code).toBe(2);
  });
});

test('progress is for terminals', () => {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  terminalProgress({ write })('half');
  terminalProgress({ write, isTTY: true })('half');
  expect(written).toEqual(['\r\u001b[Khalf']);
});
