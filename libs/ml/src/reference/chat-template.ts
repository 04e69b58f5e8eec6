import { utf8 } from '@pacer/crypto';
import { MlError } from '../errors.js';

export type ChatRole = 'system' | 'user' | 'assistant';

export interface ChatMessage {
  readonly role: ChatRole;
  readonly content: string;
}

/** Bytes that never occur in UTF-8 open a turn, so that no content can forge one. */
const TURN: Record<ChatRole, number> = { system: 0xf8, user: 0xf9, assistant: 0xfa };

/**
 * The chat template of the reference model: for each message its role's byte (system f8, user f9, assistant fa) and the
 * UTF-8 of its content; then fa, where the answer begins. Ids of the prompt are these bytes.
 * @throws MlError `bad_request` for no message, an unknown role or text that isn't well-formed Unicode
 */
export function chatPromptIds(messages: readonly ChatMessage[]): number[] {
  if (messages.length === 0) throw new MlError('bad_request', 'no messages; send at least one');
  const ids: number[] = [];
  for (const { role, content } of messages) {
    if (!Object.hasOwn(TURN, role)) {
      throw new MlError('bad_request', `role ${JSON.stringify(role)} is unknown; use system, user or assistant`);
    }
    ids.push(TURN[role]);
    for (const byte of contentBytes(content)) ids.push(byte);
  }
  ids.push(TURN.assistant);
  return ids;
}

function contentBytes(content: string): Uint8Array {
  try {
    return utf8(content);
  } catch (cause) {
    throw new MlError('bad_request', 'a message holds half a surrogate pair; send well-formed Unicode', { cause });
  }
}

/** The text of an output: its bytes without the stop, read as UTF-8 with U+FFFD where they aren't. */
export function outputText(outputIds: readonly number[]): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(outputIds.filter((id) => id < 256)));
}
