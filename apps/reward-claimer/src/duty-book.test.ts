import { describe, expect, test } from '@jest/globals';
import type { Member } from '@pacer/client';
import { BatchKind, type Header, type Model } from '@pacer/proto/inference/v1';
import { Verdict, type Result } from '@pacer/proto/validation/v1';
import { DutyBook, type DutyQuery } from './duty-book.js';

const self = 'pacer1self';
const owner = 'pacer1owner';
const model = 'pacer/ref-1';
const member = (host: string, weight: bigint): Member =>
  ({ epoch: 0n, host, weight, models: [model], payout: host, slots: 1n, stake: 1n }) as unknown as Member;
const bytes = (length: number, fill: number) => new Uint8Array(length).fill(fill);

/** A chain of headers and results, as its queries answer. */
class Ledger {
  readonly headers: Header[] = [];
  results: Result[] = [];
  /** headers handed out so far */
  read = 0;

  add(host: string, count = 40): Header {
    const id = BigInt(this.headers.length);
    const header = {
      id,
      host,
      kind: BatchKind.ARTIFACT,
      model: 1,
      height: 10n + id,
      count,
      root: bytes(32, Number(id)),
    };
    const complete = { ...header, totalTokens: 1n, totalFee: 0n, nextHash: bytes(32, 100 + Number(id)) } as Header;
    this.headers.push(complete);
    return complete;
  }

  readonly query: DutyQuery = {
    inference: {
      allHeaders: ({ from = 0n }) => {
        const headers = this.headers.slice(Number(from));
        this.read += headers.length;
        return Promise.resolve(headers);
      },
      models: () => Promise.resolve([{ id: model, number: 1, listed: true } as Model]),
    },
    validation: {
      allResults: () =>
        Promise.resolve({ results: this.results, quota: { headers: 0n, allowed: 0n, used: 0n } as never }),
      rate: () => Promise.resolve(500_000),
    },
  };
}

const draw = {
  ...{ chainId: 'pacer-test-1', host: self, epoch: 0n, sigma: bytes(96, 7) },
  members: [member(self, 250n), member(owner, 750n)],
};

describe('the duties of an epoch', () => {
  test('are half of the others’ records here, and none of the own', async () => {
    const ledger = new Ledger();
    ledger.add(owner);
    ledger.add(self);
    const { assigned, missing } = await new DutyBook(draw).look(ledger.query, 20n);
    // One Host besides the owner: n · r · w / (W − w_owner) = 40 · ½ · 250 / 250.
    expect(assigned).toBe(20);
    expect(missing.every(({ batch, owner: of }) => batch === 0n && of === owner)).toBe(true);
  });

  test('wait for the hash of the next block, and are drawn once', async () => {
    const ledger = new Ledger();
    ledger.add(owner);
    const last = ledger.add(owner);
    last.nextHash = new Uint8Array();
    const book = new DutyBook(draw);
    expect((await book.look(ledger.query, 20n)).assigned).toBe(20);
    last.nextHash = bytes(32, 101);
    expect((await book.look(ledger.query, 21n)).assigned).toBe(40);
    const { read } = ledger;
    expect((await book.look(ledger.query, 22n)).assigned).toBe(40);
    expect(ledger.read).toBe(read);
  });

  test('are missing without a result, and complete from the height at which none is', async () => {
    const ledger = new Ledger();
    ledger.add(owner);
    const book = new DutyBook(draw);
    const { missing } = await book.look(ledger.query, 20n);
    expect(missing).toHaveLength(20);
    const results = missing.map(({ batch, index }) => ({ batch, index, verdict: Verdict.MATCH }));
    ledger.results = results.slice(1);
    expect(await book.look(ledger.query, 21n)).toMatchObject({ missing: [missing[0]], completeSince: undefined });
    ledger.results = results;
    expect(await book.look(ledger.query, 22n)).toMatchObject({ missing: [], completeSince: 22n });
    expect(await book.look(ledger.query, 30n)).toMatchObject({ completeSince: 22n });
    ledger.add(owner);
    expect(await book.look(ledger.query, 31n)).toMatchObject({ assigned: 40, completeSince: undefined });
  });
});
