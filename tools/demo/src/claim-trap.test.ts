import { type TcpProxy } from '@pacer/testing';
import { ClaimTrap, lastClaimIn } from './claim-trap.js';

const claim = (n: number) => Buffer.from(`${n} /pacer.reward.v1.MsgClaimReward`);
const request = (tx: Buffer, method = 'broadcast_tx_sync') =>
  Buffer.from(`POST / HTTP/1.1\r\n\r\n{"method":"${method}","params":{"tx":"${tx.toString('base64')}"}}`);

function trap() {
  let holds: (sent: Buffer) => boolean = () => false;
  const proxy = { hold: (matches: typeof holds) => ((holds = matches), new Promise(() => undefined)) };
  return { trap: new ClaimTrap([proxy as unknown as TcpProxy]), sees: (sent: Buffer) => holds(sent) };
}

test('finds the claim of the last request on a connection', () => {
  expect(lastClaimIn(Buffer.concat([request(claim(1)), request(claim(2))]))?.bytes).toEqual(claim(2));
});

test.each([
  ['another method', request(claim(1), 'tx_search')],
  ['another message', request(Buffer.from('/pacer.inference.v1.MsgCommitBatch'))],
  ['a request that is not complete', request(claim(1)).subarray(0, -4)],
])('finds none in %s', (_name, sent) => {
  expect(lastClaimIn(sent)).toBeUndefined();
});

test('lets everything pass until it is armed', () => {
  const { trap: one, sees } = trap();
  expect(sees(request(claim(1)))).toBe(false);
  expect(one.caught).toBeUndefined();
});

test('holds a new claim at every proxy, and never one that has passed before', () => {
  const { trap: one, sees } = trap();
  sees(request(claim(1)));
  one.arm();
  expect(sees(request(claim(1)))).toBe(false);
  expect(sees(request(claim(2)))).toBe(true);
  expect(sees(request(claim(2)))).toBe(true);
  expect(one.caught?.bytes).toEqual(claim(2));
});

test('disarmed it lets pass what it held, and armed again it holds the next', () => {
  const { trap: one, sees } = trap();
  one.arm();
  expect(sees(request(claim(1)))).toBe(true);
  one.disarm();
  expect(sees(request(claim(1)))).toBe(false);
  one.arm();
  expect(one.caught).toBeUndefined();
  expect(sees(request(claim(1)))).toBe(false);
  expect(sees(request(claim(2)))).toBe(true);
  expect(one.caught?.bytes).toEqual(claim(2));
});
