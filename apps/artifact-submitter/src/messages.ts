import type { EncodedMessage, Operation } from '@pacer/agent';
import { gasFor } from '@pacer/client';
import type { Batch, Result } from '@pacer/journal';
import { MsgCommitBatch } from '@pacer/proto/inference/v1';
import { MsgSubmitResults, Verdict } from '@pacer/proto/validation/v1';
import { numberOf } from './lane.js';

export const COMMIT_BATCH = `/${MsgCommitBatch.$type}`;
export const SUBMIT_RESULTS = `/${MsgSubmitResults.$type}`;
/** Gas that a message of results may need: it must find its place in a block, which has 100 M (§8). */
const MOST_GAS = 90_000_000n;

/** For whom and by whom messages are sent. */
export interface Parties {
  /** address of the Host: its operator's */
  host: string;
  /** address that signs: the hot key's, or the operator's */
  signer: string;
}

/** What the transaction engine needs to carry a message: the fee is paid by the operator if another key signs. */
export type Carried = Pick<Operation, 'messages' | 'gas' | 'granter'>;

export function commitBatch({ host, signer }: Parties, batch: Batch): Carried {
  const { epoch, kind, model, count, root, totalTokens, totalFee } = batch;
  const message = { signer, host, epoch, kind: numberOf(kind), model, count, root, totalTokens, totalFee };
  const value = MsgCommitBatch.encode(message).finish();
  return carried({ host, signer }, { typeUrl: COMMIT_BATCH, value }, gasFor(COMMIT_BATCH));
}

/**
 * @param results all of one epoch, those of one batch one after the other
 * @param stored results that the chain may have on their batches by then, at most: it writes them again
 */
export function submitResults(
  { host, signer }: Parties,
  epoch: bigint,
  results: readonly Result[],
  stored: number,
): Carried {
  const message = {
    ...{ signer, host, epoch },
    results: results.map(({ batchId, index, verdict }) => ({
      batch: batchId,
      index,
      verdict: verdict === 'match' ? Verdict.MATCH : Verdict.MISMATCH,
    })),
  };
  const value = MsgSubmitResults.encode(message).finish();
  const batches = new Set(results.map(({ batchId }) => batchId)).size;
  const gas = gasFor(SUBMIT_RESULTS, results.length, 0n, { batches, stored });
  return carried({ host, signer }, { typeUrl: SUBMIT_RESULTS, value }, gas);
}

/** Most results in a message as far as gas goes, each of another batch. */
export function mostResults(): number {
  const base = gasFor(SUBMIT_RESULTS);
  return Number((MOST_GAS - base) / (gasFor(SUBMIT_RESULTS, 1) - base));
}

function carried({ host, signer }: Parties, message: EncodedMessage, gas: bigint): Carried {
  return { messages: [message], gas, ...(signer !== host && { granter: host }) };
}
