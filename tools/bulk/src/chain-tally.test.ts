import { expect, test } from '@jest/globals';
import { type SeenTx } from '@pacer/localnet';
import { BatchKind, MsgCommitBatch } from '@pacer/proto/inference/v1';
import { MsgSubmitResults, MsgSubmitResultsResponse, Outcome, Verdict } from '@pacer/proto/validation/v1';
import { ChainTally } from './chain-tally.js';

function txOf(typeUrl: string, value: Uint8Array, responses: Uint8Array[] = [], code = 0): SeenTx {
  const messages = [{ typeUrl: `/${typeUrl}`, value }];
  return { hash: '', height: 1n, code, codespace: code === 0 ? '' : 'inference', log: '', messages, responses };
}

function batch(host: string, count: number, code = 0): SeenTx {
  const fields = { signer: host, host, epoch: 0n, kind: BatchKind.ARTIFACT, model: 'm', count };
  const message = { ...fields, root: new Uint8Array(32).fill(count), totalTokens: 1n, totalFee: 0n };
  return txOf(MsgCommitBatch.$type, MsgCommitBatch.encode(message).finish(), [], code);
}

function results(host: string, outcomes: readonly Outcome[]): SeenTx {
  const items = outcomes.map((_, index) => ({ batch: 4n, index, verdict: Verdict.MATCH }));
  const message = MsgSubmitResults.encode({ signer: host, host, epoch: 0n, results: items }).finish();
  const answer = MsgSubmitResultsResponse.encode({ outcomes: [...outcomes] }).finish();
  return txOf(MsgSubmitResults.$type, message, [answer]);
}

test('batches count when they were carried out, each Host for itself', () => {
  const tally = new ChainTally();
  for (const tx of [batch('a', 3), batch('a', 4), batch('b', 9), batch('a', 5, 7)]) tally.add(tx);
  expect(tally.of('a')).toMatchObject({ records: 7, roots: ['03'.repeat(32), '04'.repeat(32)] });
  expect(tally.sum('records')).toBe(16);
  expect([...tally.refused]).toEqual([['inference/7', 1]]);
});

test('a result counts when its own outcome says so; one that came again is seen', () => {
  const tally = new ChainTally();
  tally.add(results('a', [Outcome.RECORDED, Outcome.NO_SUCH_INDEX]));
  tally.add(results('a', [Outcome.REPEATED, Outcome.NO_SUCH_INDEX, Outcome.RECORDED]));
  const { results: count, taken } = tally.of('a');
  expect(count).toBe(2);
  expect(taken.get('0/4.0')).toEqual({ recorded: 1, repeated: 1 });
  expect(taken.get('0/4.1')).toEqual({ recorded: 0, repeated: 0 });
  expect(taken.get('0/4.2')).toEqual({ recorded: 1, repeated: 0 });
  expect(tally.resultMessages).toBe(2);
});
