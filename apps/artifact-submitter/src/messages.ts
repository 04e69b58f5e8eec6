import type { EncodedMessage, Operation } from '@pacer/agent';
import { gasFor } from '@pacer/client';
import type { Batch, Result } from '@pacer/journal';
import { BatchKind, MsgCommitBatch } from '@pacer/proto/inference/v1';
import { MsgSubmitResults, Verdict } from '@pacer/proto/validation/v1';

export const COMMIT_BATCH = `/${MsgCommitBatch.$type}`;
export const SUBMIT_RESULTS = `/${MsgSubmitResults.$type}`;

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
  const { epoch, model, count, root, totalTokens, totalFee } = batch;
  const message = { signer, host, epoch, kind: BatchKind.ARTIFACT, model, count, root, totalTokens, totalFee };
  const value = MsgCommitBatch.encode(message).finish();
  return carried({ host, signer }, { typeUrl: COMMIT_BATCH, value }, 0);
}

/** @param results all of one epoch */
export function submitResults({ host, signer }: Parties, epoch: bigint, results: readonly Result[]): Carried {
  const message = {
    ...{ signer, host, epoch },
    results: results.map(({ batchId, index, verdict }) => ({
      batch: batchId,
      index,
      verdict: verdict === 'match' ? Verdict.MATCH : Verdict.MISMATCH,
    })),
  };
  const value = MsgSubmitResults.encode(message).finish();
  return carried({ host, signer }, { typeUrl: SUBMIT_RESULTS, value }, results.length);
}

function carried({ host, signer }: Parties, message: EncodedMessage, items: number): Carried {
  return {
    messages: [message],
    gas: gasFor(message.typeUrl, items),
    ...(signer !== host && { granter: host }),
  };
}
