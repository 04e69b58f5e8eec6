import type { EncodedMessage, Operation } from '@pacer/agent';
import { MsgDeal, MsgOpen } from '@pacer/proto/sprint/v1';
import { payloadOf } from './payload.js';
import type { Made } from './preparations.js';
import type { Part } from './settings.js';

export const DEAL = `/${MsgDeal.$type}`;
export const OPEN = `/${MsgOpen.$type}`;

/** For whom and by whom messages are sent. */
export interface Parties {
  /** address of the Host: its operator's */
  host: string;
  /** address that signs: the hot key's, or the operator's */
  signer: string;
}

/** What the transaction engine needs to carry a dealing or opening: the operator pays if another key signs. */
export function carried(
  part: Part,
  { host, signer }: Parties,
  epoch: bigint,
  { bytes, gas }: Made,
): Pick<Operation, 'messages' | 'gas' | 'granter'> {
  const message =
    part === 'deal'
      ? { typeUrl: DEAL, value: MsgDeal.encode({ signer, host, epoch, dealing: bytes }).finish() }
      : { typeUrl: OPEN, value: MsgOpen.encode({ signer, host, epoch, opening: bytes }).finish() };
  return { messages: [message], gas, ...(signer !== host && { granter: host }) };
}

/** What a message is about; undefined for one that this program does not send. */
export function readMessage(
  messages: readonly EncodedMessage[],
): { part: Part; epoch: bigint; host: string; payload: string } | undefined {
  const [message] = messages;
  if (!message) return undefined;
  switch (message.typeUrl) {
    case DEAL: {
      const { epoch, host, dealing } = MsgDeal.decode(message.value);
      return { part: 'deal', epoch, host, payload: payloadOf(dealing) };
    }
    case OPEN: {
      const { epoch, host, opening } = MsgOpen.decode(message.value);
      return { part: 'open', epoch, host, payload: payloadOf(opening) };
    }
    default:
      return undefined;
  }
}
