import { expect, test } from '@jest/globals';
import { concat, utf8 } from '@pacer/crypto';
import { MsgSubmitResultsResponse, Outcome, Verdict } from '@pacer/proto/validation/v1';
import { refusedItems } from './outcomes.js';

const message = {
  ...{ signer: 's', host: 'h', epoch: 1n },
  results: [0, 1, 2, 3].map((index) => ({ batch: 5n, index, verdict: Verdict.MATCH })),
};
/** A field of a protobuf message with bytes, fewer than 128. */
const field = (number: number, bytes: Uint8Array) => concat(Uint8Array.of((number << 3) | 2, bytes.length), bytes);
/** What a block says of a transaction with one message: TxMsgData{2 msg_responses: Any{1 type_url, 2 value}}. */
const txWith = (...outcomes: Outcome[]) => {
  const value = MsgSubmitResultsResponse.encode({ outcomes }).finish();
  return { data: field(2, concat(field(1, utf8(`/${MsgSubmitResultsResponse.$type}`)), field(2, value))) };
};
const item = (index: number, epoch = 1n) => ({ epoch, batchId: 5n, index });

test('the outcome of each missing item is found by its place in the message', () => {
  const tx = txWith(Outcome.RECORDED, Outcome.OWN_BATCH, Outcome.REPEATED, Outcome.QUOTA_USED);
  const refused = refusedItems(tx, message, [item(3), item(0), item(1), item(2), item(1, 2n)]);
  expect(refused.map(({ item: { index }, reason }) => [index, reason.split(':')[0]])).toEqual([
    [1, 'OWN_BATCH'],
    [3, 'QUOTA_USED'],
  ]);
});

test('an item without an outcome is not taken for recorded', () => {
  expect(refusedItems(txWith(Outcome.RECORDED), message, [item(2)])).toMatchObject([{ item: item(2) }]);
});
