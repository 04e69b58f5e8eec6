import { BatchKind, MsgCommitBatch } from '@pacer/proto/inference/v1';
import { auditBatches } from './batch-audit.js';
import { type ChainTx } from './chain-watch.js';

function batch(host: string, root: number, count: number, code = 0): ChainTx {
  const value = MsgCommitBatch.encode({
    ...{ signer: host, host, epoch: 0n, kind: BatchKind.ARTIFACT, model: 'm', count },
    ...{ root: new Uint8Array(32).fill(root), totalTokens: 1n, totalFee: 0n },
  }).finish();
  const messages = [{ typeUrl: `/${MsgCommitBatch.$type}`, value }];
  return { hash: '', height: 1n, code, codespace: '', fee: 0n, payer: host, messages };
}

test('counts what was carried out, of one Host', () => {
  const txs = [batch('a', 1, 3), batch('a', 2, 4), batch('b', 3, 9), batch('a', 4, 5, 7)];
  expect(auditBatches('a', txs)).toEqual({ batches: 2, records: 7, repeated: 0 });
});

test('the same root again is a repetition', () => {
  expect(auditBatches('a', [batch('a', 1, 3), batch('a', 1, 3)])).toEqual({ batches: 2, records: 6, repeated: 1 });
});
