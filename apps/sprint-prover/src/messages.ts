import type { EncodedMessage, Operation } from '@pacer/agent';
import { gasFor } from '@pacer/client';
import { MsgChallengeWork, MsgCommitWork } from '@pacer/proto/sprint/v1';
import { decodeNonces, encodeNonces } from '@pacer/sprint';

export const COMMIT = `/${MsgCommitWork.$type}`;
export const CHALLENGE = `/${MsgChallengeWork.$type}`;

/** For whom and by whom messages are sent. */
export interface Parties {
  /** address of the Host: its operator's */
  host: string;
  /** address that signs: the hot key's, or the operator's */
  signer: string;
}

type Carried = Pick<Operation, 'messages' | 'gas' | 'granter'>;

/** What the transaction engine needs to carry a message with nonces: the operator pays if another key signs. */
export function commitOf({ host, signer }: Parties, epoch: bigint, nonces: readonly bigint[]): Carried {
  const coded = encodeNonces(nonces);
  const value = MsgCommitWork.encode({ signer, host, epoch, tier: 0, nonces: coded }).finish();
  // What the chain's gas grows with is their bytes.
  return carried({ host, signer }, { typeUrl: COMMIT, value }, gasFor(COMMIT, coded.length));
}

/** The same for a challenge. @param challengeGas what the chain says that one nonce costs */
export function challengeOf(
  { host, signer }: Parties,
  { epoch, accused, nonce, challengeGas }: { epoch: bigint; accused: string; nonce: bigint; challengeGas: bigint },
): Carried {
  const value = MsgChallengeWork.encode({ signer, host, epoch, accused, nonce }).finish();
  return carried({ host, signer }, { typeUrl: CHALLENGE, value }, gasFor(CHALLENGE, 0, challengeGas));
}

function carried({ host, signer }: Parties, message: EncodedMessage, gas: bigint): Carried {
  return { messages: [message], gas, ...(signer !== host && { granter: host }) };
}

/** What a message is about. */
export type ReadMessage =
  | { kind: 'commit'; epoch: bigint; host: string; nonces: bigint[]; bytes: Uint8Array }
  | { kind: 'challenge'; epoch: bigint; host: string; accused: string; nonce: bigint };

/** Reads it again; undefined for one that this program does not send. */
export function readMessage(messages: readonly EncodedMessage[]): ReadMessage | undefined {
  const [message] = messages;
  if (!message) return undefined;
  switch (message.typeUrl) {
    case COMMIT: {
      const { epoch, host, nonces: bytes } = MsgCommitWork.decode(message.value);
      return { kind: 'commit', epoch, host, nonces: decodeNonces(bytes, bytes.length), bytes };
    }
    case CHALLENGE: {
      const { epoch, host, accused, nonce } = MsgChallengeWork.decode(message.value);
      return { kind: 'challenge', epoch, host, accused, nonce };
    }
    default:
      return undefined;
  }
}
