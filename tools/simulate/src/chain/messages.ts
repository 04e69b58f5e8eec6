import type { EncodedMessage } from '@pacer/client';
import { MsgCommitBatch } from '@pacer/proto/inference/v1';
import { MsgClaimReward } from '@pacer/proto/reward/v1';
import { MsgDeal, MsgOpen } from '@pacer/proto/sprint/v1';
import { MsgSubmitResults } from '@pacer/proto/validation/v1';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';

/** A message of those that the model carries out. */
export type ModelMessage =
  | { kind: 'claim'; value: MsgClaimReward }
  | { kind: 'batch'; value: MsgCommitBatch }
  | { kind: 'results'; value: MsgSubmitResults }
  | { kind: 'deal'; value: MsgDeal }
  | { kind: 'open'; value: MsgOpen }
  | { kind: 'send'; value: MsgSend };

/** Reads a message; undefined for one that the model does not know. */
export function readMessage({ typeUrl, value }: EncodedMessage): ModelMessage | undefined {
  switch (typeUrl) {
    case `/${MsgClaimReward.$type}`:
      return { kind: 'claim', value: MsgClaimReward.decode(value) };
    case `/${MsgCommitBatch.$type}`:
      return { kind: 'batch', value: MsgCommitBatch.decode(value) };
    case `/${MsgSubmitResults.$type}`:
      return { kind: 'results', value: MsgSubmitResults.decode(value) };
    case `/${MsgDeal.$type}`:
      return { kind: 'deal', value: MsgDeal.decode(value) };
    case `/${MsgOpen.$type}`:
      return { kind: 'open', value: MsgOpen.decode(value) };
    case MsgSend.typeUrl:
      return { kind: 'send', value: MsgSend.decode(value) };
    default:
      return undefined;
  }
}

/** The Host that a message is sent for; undefined for a message of nobody's Host. */
export function hostOf(message: EncodedMessage): string | undefined {
  const read = readMessage(message);
  return read === undefined || read.kind === 'send' ? undefined : read.value.host;
}

/** What a message is for, so that a second one for the same is recognised: as the chain sees it, whoever sent it. */
export function purposeOf(message: EncodedMessage): string {
  const read = readMessage(message);
  switch (read?.kind) {
    case 'claim':
    case 'deal':
    case 'open':
      return `${read.kind}/${read.value.host}/${read.value.epoch}`;
    case 'batch':
      return `batch/${read.value.host}/${Buffer.from(read.value.root).toString('hex').slice(0, 16)}`;
    case 'results': {
      const [first] = read.value.results;
      return `results/${read.value.host}/${read.value.epoch}/${first?.batch}.${first?.index}x${read.value.results.length}`;
    }
    case 'send':
      return `send/${read.value.toAddress}`;
    case undefined:
      return message.typeUrl;
  }
}
