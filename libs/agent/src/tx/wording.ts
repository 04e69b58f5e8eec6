import type { Attempt } from './attempt.js';
import type { EncodedMessage } from './port.js';

/** Whether two lists hold the same messages in the same order. */
export function sameMessages(a: readonly EncodedMessage[], b: readonly EncodedMessage[]): boolean {
  return (
    a.length === b.length &&
    a.every((message, index) => {
      const other = b[index];
      return other?.typeUrl === message.typeUrl && Buffer.compare(message.value, other.value) === 0;
    })
  );
}

/** Name of an attempt, such as `claim/7#2`. */
export function nameOf({ key, attempt }: Pick<Attempt, 'key' | 'attempt'>): string {
  return `${key}#${attempt}`;
}

/** Where an attempt stands, in a sentence for a log or a status line. */
export function sentence({ key, attempt, state, refusal, includedHeight, outcome }: Attempt): string {
  const name = `${key}#${attempt}`;
  switch (outcome?.kind) {
    case 'ok':
      return `${name} is done: included at height ${outcome.height}`;
    case 'failed':
      return `${name} was refused at height ${outcome.height} with ${outcome.codespace} ${outcome.code}: ${outcome.log}`;
    case 'dead':
      if (outcome.provenBy.length === 0) return `${name} was never sent: its time was over before it was signed`;
      return `${name} was never included: its deadline is over at ${outcome.provenBy.join(' and ')}`;
    case 'superseded':
      return `${name} is not needed: the chain shows its effect already`;
    case undefined:
      break;
  }
  if (includedHeight !== undefined)
    return `${name} is included at height ${includedHeight}; its effect is not visible yet`;
  if (refusal) {
    return `${name} is sent again until its deadline: ${refusal.endpoint} said ${refusal.codespace} ${refusal.code}: ${refusal.log}`;
  }
  return state === 'broadcast' ? `${name} is sent and waits for its block` : `${name} is about to be sent`;
}
