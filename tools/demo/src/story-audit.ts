import { ChainAudit, type SeenMessage } from '@pacer/localnet';
import { MsgCommitBatch } from '@pacer/proto/inference/v1';
import { MsgClaimReward } from '@pacer/proto/reward/v1';
import { MsgSubmitResults, MsgSubmitResultsResponse, Outcome } from '@pacer/proto/validation/v1';

export type SeenClaim = SeenMessage<MsgClaimReward>;

/** What the story counts in the blocks of a node that no agent of Host 2 uses. */
export class StoryAudit extends ChainAudit {
  /** Claims of a Host for an epoch, successful or not, in the order of the chain. */
  claims(host: string, epoch: bigint): SeenClaim[] {
    return this.messages(MsgClaimReward).filter(({ message }) => message.host === host && message.epoch === epoch);
  }

  batches(): SeenMessage<MsgCommitBatch>[] {
    return this.messages(MsgCommitBatch);
  }

  /** Records in successful batches, and batches whose root was committed before. */
  records(): { readonly committed: number; readonly repeated: number } {
    const roots = new Set<string>();
    let committed = 0;
    let repeated = 0;
    for (const { message } of this.batches().filter((batch) => batch.tx.code === 0)) {
      const root = `${message.host} ${Buffer.from(message.root).toString('hex')}`;
      if (roots.has(root)) repeated++;
      roots.add(root);
      committed += message.count;
    }
    return { committed, repeated };
  }

  /** Results that the chain had recorded before: each was sent twice. */
  repeatedResults(): number {
    return this.txs
      .flatMap(({ messages, responses }) => messages.map(({ typeUrl }, i) => ({ typeUrl, response: responses[i] })))
      .filter(({ typeUrl, response }) => typeUrl === `/${MsgSubmitResults.$type}` && response)
      .flatMap(({ response }) => MsgSubmitResultsResponse.decode(response ?? new Uint8Array()).outcomes)
      .filter((outcome) => outcome === Outcome.REPEATED).length;
  }
}
