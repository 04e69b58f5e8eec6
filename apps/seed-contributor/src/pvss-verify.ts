import { compare, CryptoError, decodeSignature } from '@pacer/crypto';
import { PvssError, pvssRound, reconstruct, verifyDealing, verifyOpening, type PvssRound } from '@pacer/crypto/pvss';
import { completed, type PvssCase, type PvssFile, type PvssSubject } from './pvss-case.js';
import { PvssFileError } from './pvss-file-error.js';

/** What a file leaves out is empty. */
const EMPTY = new Uint8Array(0);

/** What came out of one entry. */
export interface Verdict {
  /** name of the case, or why it must be refused */
  name: string;
  what: PvssSubject;
  accepted: boolean;
  /** code of the refusal */
  error: string | undefined;
  /** why it was refused, or what was found right */
  said: string;
  /** whether that is what the file expects: cases are accepted, refused entries refused for their reason */
  expected: boolean;
}

/** Verifies every case of a file, and that its refused entries are refused. @throws PvssFileError */
export function* verifyFile(file: PvssFile): Generator<Verdict> {
  for (const one of file.cases)
    yield judged(one, file.subject ?? subjectOf(one), { name: one.name ?? 'the case', wanted: true });
  for (const one of file.refused) {
    const whole = completed(one, file);
    const name = one.name ?? one.why ?? 'refused';
    yield judged(whole, file.subject ?? subjectOf(whole), { name, wanted: false, reason: one.error ?? 'any' });
  }
}

function judged(
  one: PvssCase,
  what: PvssSubject,
  { name, wanted, reason = 'any' }: { name: string; wanted: boolean; reason?: string },
): Verdict {
  const right = (error?: string) =>
    wanted ? error === undefined : error !== undefined && (reason === 'any' || reason === error);
  try {
    const said = verify(what, one);
    return { name, what, accepted: true, error: undefined, said, expected: right() };
  } catch (error) {
    if (!(error instanceof PvssError || error instanceof CryptoError)) throw error;
    const code = error instanceof PvssError ? error.code : what === 'table' ? reasonInTable(error) : error.code;
    return { name, what, accepted: false, error: code, said: error.message, expected: right(code) };
  }
}

/** What an entry is about, by what it has. */
function subjectOf(one: PvssCase): PvssSubject {
  if (one.opening) return 'opening';
  if (one.dealing) return 'dealing';
  if (one.shares) return 'beacon';
  if (one.block_hash) return 'table';
  throw new PvssFileError('it has no dealing, opening, shares or block_hash: there is nothing to verify');
}

function verify(what: PvssSubject, one: PvssCase): string {
  switch (what) {
    case 'dealing':
      verifyDealing(roundOf(one), need(one, 'host'), one.dealing ?? EMPTY);
      return 'the dealing is valid';
    case 'opening':
      verifyOpening(roundOf(one), need(one, 'host'), one.opening ?? EMPTY, one.a_sums ?? EMPTY);
      return 'the opening is valid';
    case 'beacon': {
      const { beacon, secret } = reconstruct(beaconRound(one), one.a_zero ?? EMPTY, need(one, 'shares'));
      same('secret', one.secret, secret);
      same('beacon', one.beacon, beacon);
      return 'the shares make this beacon';
    }
    case 'table': {
      const bound = { beacon: one.beacon ?? EMPTY, blockHash: one.block_hash ?? EMPTY };
      const { tableHash, holders } = pvssRound({ ...tableOf(one), ...bound });
      for (const { ek } of holders) decodeSignature(ek);
      same('table hash', one.table_hash, tableHash);
      return 'the table has this hash';
    }
  }
}

/** The slot table of an entry, its hash given or computed. @throws PvssFileError, CryptoError */
export function roundOf(one: PvssCase): PvssRound {
  return pvssRound({ ...tableOf(one), tableHash: need(one, 'table_hash') });
}

function tableOf(one: PvssCase) {
  return { chainId: need(one, 'chain'), epoch: need(one, 'epoch'), holders: need(one, 'holders') };
}

/** A beacon is made from shares alone: whose they were does not matter any more. */
function beaconRound(one: PvssCase): PvssRound {
  const [slots, threshold] = [need(one, 'w'), need(one, 'threshold')];
  return {
    ...{ chainId: need(one, 'chain'), epoch: need(one, 'epoch'), tableHash: new Uint8Array(32), holders: [] },
    ...{ slots, threshold },
  };
}

/** A field that an entry must have. @throws PvssFileError */
export function need<K extends keyof PvssCase>(one: PvssCase, key: K): NonNullable<PvssCase[K]> {
  const value = one[key];
  if (value === undefined) throw new PvssFileError(`${one.name ?? 'the case'} has no ${key}`);
  return value;
}

function same(what: string, given: Uint8Array | undefined, made: Uint8Array): void {
  if (given === undefined || compare(given, made) === 0) return;
  throw new PvssError('beacon', `the ${what} of the file is another: refuse it`);
}

/** A table is refused for a key that is no point, or for its shape. */
function reasonInTable({ code }: CryptoError): string {
  return ['identity', 'non-canonical', 'not-on-curve', 'wrong-subgroup'].includes(code) ? 'point' : 'table';
}
