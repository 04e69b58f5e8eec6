import { type IncludedTx, messageResponses } from '@pacer/client';
import type { ItemKey } from '@pacer/journal';
import { type MsgSubmitResults, MsgSubmitResultsResponse, Outcome } from '@pacer/proto/validation/v1';
import { placeOf } from './recorded.js';

/** An item that the chain did not take, and why. */
export interface RefusedItem {
  item: ItemKey;
  reason: string;
}

/** What each outcome other than RECORDED and REPEATED means. Exhaustive: a new one fails type checking here. */
function reasonOf(outcome: Outcome): string | undefined {
  switch (outcome) {
    case Outcome.RECORDED:
    case Outcome.REPEATED:
      return undefined;
    case Outcome.NO_SUCH_BATCH:
      return 'NO_SUCH_BATCH: the epoch has no such batch';
    case Outcome.NO_SUCH_INDEX:
      return 'NO_SUCH_INDEX: the batch has fewer records';
    case Outcome.OWN_BATCH:
      return "OWN_BATCH: the batch is this Host's own";
    case Outcome.MODEL_NOT_SERVED:
      return 'MODEL_NOT_SERVED: this Host does not serve the model in this epoch';
    case Outcome.INVALID_VERDICT:
      return 'INVALID_VERDICT: there is no such verdict';
    case Outcome.QUOTA_USED:
      return 'QUOTA_USED: this Host has used up the results that the epoch allows it';
    case Outcome.NOT_VALIDATED:
      return 'NOT_VALIDATED: no duties are drawn on batches of this kind';
    case Outcome.UNSPECIFIED:
    case Outcome.UNRECOGNIZED:
      return 'an outcome that this program does not know: update it';
  }
}

/**
 * Which of the items that the chain does not show were refused, by the outcomes in the block that holds the transaction.
 * @param message what the transaction carries: its results are in the order of the outcomes
 * @param missing those of its items that the chain does not show at the block's height or later
 */
export function refusedItems(
  tx: Pick<IncludedTx, 'data'>,
  { epoch, results }: MsgSubmitResults,
  missing: readonly ItemKey[],
): RefusedItem[] {
  const [answer] = messageResponses(tx.data);
  const outcomes = answer === undefined ? [] : MsgSubmitResultsResponse.decode(answer.value).outcomes;
  const wanted = new Set(missing.filter((item) => item.epoch === epoch).map(placeOf));
  return results.flatMap(({ batch: batchId, index }, position) => {
    if (!wanted.has(placeOf({ batchId, index }))) return [];
    const reason = reasonOf(outcomes[position] ?? Outcome.UNSPECIFIED);
    return reason === undefined ? [] : [{ item: { epoch, batchId, index }, reason }];
  });
}
