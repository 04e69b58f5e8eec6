import { type Schedule } from '@pacer/proto/epoch/v1';
import { MsgOpen } from '@pacer/proto/sprint/v1';
import { type ChainBlock } from './chain-watch.js';
import { type Injection } from './injections.js';
import { auditWindow, windowsOf, type HostWindow } from './window-audit.js';

const schedule = (epoch: bigint, start: bigint, nextStart: bigint) =>
  ({ epoch, cutoff: start + 72n, dealOpen: start + 10n, dealClose: start + 50n, nextStart }) as Schedule;

const window: HostWindow = { kind: 'open', host: 'h', epoch: 3n, from: 11n, to: 20n };
const message = (epoch: bigint) => ({
  typeUrl: `/${MsgOpen.$type}`,
  value: MsgOpen.encode({ signer: 's', host: 'h', epoch, opening: new Uint8Array() }).finish(),
});
const blocks = (at: bigint[], epoch = 3n): ChainBlock[] =>
  Array.from({ length: 30 }, (_, i) => {
    const height = BigInt(i + 1);
    const tx = { hash: '', height, code: 0, codespace: '', payer: '', fee: 0n, messages: [message(epoch)] };
    return { height, timeNs: 0n, seenMs: (i + 1) * 500, txs: at.includes(height) ? [tx] : [] };
  });
const fault = (beganMs: number, endedMs: number) => ({ fault: 'f', beganMs, endedMs }) as Injection;

test('windows that are not over are none', () => {
  const all = windowsOf('h', [schedule(0n, 1n, 91n), schedule(1n, 91n, 181n), schedule(2n, 181n, 0n)], 200n);
  expect(all.map(({ kind, epoch, from, to }) => `${kind}/${epoch} ${from}–${to}`)).toEqual([
    ...['deal/0 11–50', 'open/0 73–90', 'claim/0 73–180'],
    ...['deal/1 101–140', 'open/1 163–180'],
  ]);
});

test('counts the inclusions of this Host and epoch', () => {
  expect(auditWindow(window, blocks([12n]), [])).toMatchObject({ times: 1, isReachable: true, faults: [] });
  expect(auditWindow(window, blocks([12n, 13n]), [])).toMatchObject({ times: 2 });
  expect(auditWindow(window, blocks([12n], 4n), [])).toMatchObject({ times: 0 });
});

test('a window is reachable with enough quiet blocks in a row', () => {
  // Blocks 11 to 20 are seen from 5,500 to 10,000 ms.
  expect(auditWindow(window, blocks([]), [fault(0, 6_000)])).toMatchObject({ isReachable: true, faults: ['f'] });
  expect(auditWindow(window, blocks([]), [fault(7_000, 8_000)])).toMatchObject({ isReachable: false });
  expect(auditWindow(window, blocks([]), [fault(20_000, 30_000)])).toMatchObject({ isReachable: true, faults: [] });
});
