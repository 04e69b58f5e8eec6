import { describe, expect, test } from '@jest/globals';
import { createLogger, systemClock, type Operation } from '@pacer/agent';
import { gasFor } from '@pacer/client';
import { hex } from '@pacer/crypto';
import { deal, open } from '@pacer/crypto/pvss';
import { MsgDeal, MsgOpen } from '@pacer/proto/sprint/v1';
import { Writable } from 'node:stream';
import { act, partEffect, type Workshop } from './act.js';
import { addresses, dks, hosts, ownOpening, poolOf, round, signerOf, truth } from './chain.test.support.js';
import { DEAL, OPEN, readMessage } from './messages.js';
import { Preparations } from './preparations.js';
import type { Scheme } from './scheme.js';

/** A workshop around a true chain of two endpoints, with everything that it logs, submits and counts. */
function workshop(says = truth({ closeHeight: 451n })) {
  const submitted: Operation[] = [];
  const lines: string[] = [];
  const counted: unknown[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const table = { round, held: { first: 1, count: 2 }, dealingKey: undefined, dealGas: 77n };
  const scheme: Scheme = {
    deal: async (of, dk, host, { onProgress }) => {
      for (let done = 1; done <= 40; done++) onProgress?.(done, 40);
      return deal(of, dk, host);
    },
    verifyDealing: async () => undefined,
    open: async (of, dk, host, sums) => open(of, dk, host, sums),
  };
  const work: Workshop = {
    ...{ host: hosts[0]!, signer: signerOf(dks[0]!, scheme), scheme, pool: poolOf(says, says), clock: systemClock },
    ...{ parties: { host: hosts[0]!, signer: hosts[1]! }, preparations: new Preparations() },
    engine: { submit: async (operation) => submitted.push(operation) as never },
    looked: () => ({ table, height: 420n }),
    computed: (part, how) => counted.push([part, how]),
    log: createLogger({ program: 'test', destination }),
  };
  const ready = (key: string) => {
    const { state } = work.preparations.state(key, hex(round.tableHash));
    return state === 'computing' ? undefined : state;
  };
  const end = async (key: string) => {
    for (let state = ready(key); ; state = ready(key)) {
      if (state !== undefined) return state;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return { work, submitted, lines, counted, end };
}

describe('an action', () => {
  test('to deal sends what was computed before, paid by the operator', async () => {
    const { work, submitted, end } = workshop();
    await act(work, { kind: 'deal', epoch: 4n, attempt: 1 });
    expect(submitted).toEqual([]);
    await act(work, { kind: 'prepare-dealing', epoch: 4n });
    expect(await end('deal/4')).toBe('ready');
    await act(work, { kind: 'deal', epoch: 4n, attempt: 2 });
    const [operation] = submitted;
    expect(operation).toMatchObject({ key: 'deal/4', attempt: 2, granter: hosts[0], gas: gasFor(DEAL, 0, 77n) });
    const [message] = operation!.messages;
    expect(MsgDeal.decode(message!.value)).toMatchObject({ signer: hosts[1], host: hosts[0], epoch: 4n });
    expect(hex(MsgDeal.decode(message!.value).dealing)).toBe(hex(deal(round, dks[0]!, addresses[0]!)));
  });

  test('to open sends the opening of the final sums', async () => {
    const { work, submitted, end } = workshop();
    await act(work, { kind: 'prepare-opening', epoch: 4n });
    expect(await end('open/4')).toBe('ready');
    await act(work, { kind: 'open', epoch: 4n, attempt: 1 });
    expect(submitted[0]).toMatchObject({ key: 'open/4', attempt: 1, gas: gasFor(OPEN, 0, 55n) });
    expect(hex(MsgOpen.decode(submitted[0]!.messages[0]!.value).opening)).toBe(hex(ownOpening));
  });

  test('of an epoch that is over comes to nothing', async () => {
    const { work, submitted, counted } = workshop();
    for (const kind of ['prepare-dealing', 'prepare-opening'] as const) await act(work, { kind, epoch: 3n });
    for (const kind of ['deal', 'open'] as const) await act(work, { kind, epoch: 3n, attempt: 1 });
    expect([submitted, counted]).toEqual([[], []]);
  });

  test('shows how far it is: all of it in metrics, tenths in the log, and the key nowhere', async () => {
    const { work, lines, counted, end } = workshop();
    await act(work, { kind: 'prepare-dealing', epoch: 4n });
    await end('deal/4');
    expect(counted).toHaveLength(41);
    expect(lines.filter((line) => line.includes('is being computed'))).toHaveLength(10);
    expect(lines.at(-1)).toMatch(/deal\/4 is computed and verified, in/);
    expect(lines.join('')).not.toContain(hex(dks[0]!).slice(0, 16));
  });

  test('whose computation fails says so once, and why', async () => {
    const { work, lines, counted, end } = workshop(truth());
    await act(work, { kind: 'prepare-opening', epoch: 4n });
    expect(await end('open/4')).toBe('failed');
    expect(counted).toEqual([['open', 'failed']]);
    expect(lines.join('')).toMatch(
      /open\/4 could not be computed and is tried again: .*its dealings are said to be closed/,
    );
  });
});

test('the effect of a message is what two endpoints show or deny, however many answer', async () => {
  const message = {
    typeUrl: DEAL,
    value: MsgDeal.encode(MsgDeal.fromPartial({ host: hosts[0]!, epoch: 4n })).finish(),
  };
  expect(readMessage([message])).toMatchObject({ part: 'deal', epoch: 4n, host: hosts[0] });
  expect(await partEffect(poolOf(truth(), truth({ dealt: 9n })), [message])?.()).toBeUndefined();
  expect(await partEffect(poolOf(truth(), truth()), [message])?.()).toBe(false);
  expect(await partEffect(poolOf(truth({ dealt: 9n }), truth({ dealt: 9n })), [message])?.()).toBe(true);
  expect(await partEffect(poolOf(truth({ dealt: 9n }), truth({ knows: false })), [message])?.()).toBeUndefined();
  expect(await partEffect(poolOf(truth({ dealt: 9n })), [message])?.()).toBe(true);
  expect(partEffect(poolOf(truth()), [{ typeUrl: '/other', value: new Uint8Array() }])).toBeUndefined();
});
