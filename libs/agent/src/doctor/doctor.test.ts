import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentError } from '../error.js';
import { TxJournal } from '../journal/tx-journal.js';
import { diagnosisText, runDoctor } from './check.js';
import { diskCheck, lockCheck } from './machine-checks.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-doctor-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('the doctor', () => {
  it('asks every question, also after one that failed, and says what to do', async () => {
    const diagnoses = await runDoctor([
      { name: 'a', ask: () => ({ ok: true, said: 'well' }) },
      {
        name: 'b',
        ask: () => {
          throw new AgentError('key-file-password', 'the password does not open the key file');
        },
      },
      { name: 'c', ask: () => Promise.resolve({ ok: false, said: 'no allowance', fix: 'grant one' }) },
      { name: 'd', ask: () => Promise.reject(new TypeError('oops')) },
    ]);
    expect(diagnosisText(diagnoses)).toBe(
      'ok  a: well\n' +
        'NO  b: the password does not open the key file\n' +
        'NO  c: no allowance\n    → grant one\n' +
        'NO  d: oops\n    → report this: nobody expected it\n',
    );
  });

  it('knows whether the state folder can be written', async () => {
    expect(await runDoctor([diskCheck(join(dir, 'new'))])).toMatchObject([{ ok: true }]);
    writeFileSync(join(dir, 'file'), '');
    expect(await runDoctor([diskCheck(join(dir, 'file', 'state'))])).toMatchObject([
      { ok: false, said: expect.stringContaining('state_dir') },
    ]);
  });

  it('knows whether the program runs', async () => {
    const place = { stateDir: dir, program: 'reward-claimer' };
    expect(await runDoctor([lockCheck(place)])).toMatchObject([{ ok: true, said: expect.stringContaining('is free') }]);
    const journal = TxJournal.open(place);
    expect(await runDoctor([lockCheck(place)])).toMatchObject([
      { ok: true, said: expect.stringContaining(`process ${process.pid}`) },
    ]);
    journal.close();
  });
});
