import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { type ChainTx } from './chain-watch.js';
import { type Delivery } from './courier/work-list.js';
import { auditDeliveries, paymentsIn } from './delivery-audit.js';

const delivery = (n: number): Delivery => ({ key: `send/${n}`, to: 'sink', amount: BigInt(100 + n), isShown: false });

function tx(from: string, amount: bigint, code = 0): ChainTx {
  const value = MsgSend.encode({
    fromAddress: from,
    toAddress: 'sink',
    amount: [{ denom: 'upacer', amount: String(amount) }],
  });
  return {
    ...{ hash: '', height: 1n, code, codespace: 'sdk', payer: from, fee: 7n },
    messages: [{ typeUrl: MsgSend.typeUrl, value: value.finish() }],
  };
}

const audit = (deliveries: Delivery[], txs: ChainTx[]) => auditDeliveries('me', deliveries, paymentsIn(txs));

test('each delivery once: nothing is wrong, and the sums are those of the blocks', () => {
  expect(audit([delivery(1), delivery(2)], [tx('me', 101n), tx('me', 102n)])).toEqual({
    ...{ lost: [], doubled: [], foreign: [], failed: [], paid: 203n, fees: 14n },
  });
});

test('one in no block is lost, and one that only failed too; the fee is gone', () => {
  const { lost, failed, fees } = audit([delivery(1), delivery(2)], [tx('me', 101n, 5)]);
  expect(lost.map(({ key }) => key)).toEqual(['send/1', 'send/2']);
  expect([failed, fees]).toEqual([['sdk/5'], 7n]);
});

test('one that failed and then succeeded is done once', () => {
  expect(audit([delivery(1)], [tx('me', 101n, 5), tx('me', 101n)])).toMatchObject({
    lost: [],
    doubled: [],
    failed: ['sdk/5'],
  });
});

test('one that succeeded twice is doubled', () => {
  expect(audit([delivery(1)], [tx('me', 101n), tx('me', 101n)]).doubled).toEqual([delivery(1)]);
});

test('what nobody asked for is foreign, and what others pay is theirs', () => {
  const { foreign, lost } = audit([], [tx('me', 999n), tx('other', 101n)]);
  expect(foreign.map(({ amount }) => amount)).toEqual([999n]);
  expect(lost).toEqual([]);
});
