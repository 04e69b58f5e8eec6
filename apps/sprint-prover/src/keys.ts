const WORK = /^work\/(\d+)\/(\d+)$/;
const CHALLENGE = /^challenge\/\d+\/([^/]+)\/\d+$/;

/** Operation key of the messages of a Sprint together: what its window is called. */
export function sprintKey(epoch: bigint): string {
  return `work/${epoch}`;
}

/**
 * Operation key of a message with nonces. It is numbered by the chain's own count of this Host's messages: two agents of one
 * Host that take turns never send the same number twice, and a journal from a backup goes on where the chain is.
 * @param message from 1
 */
export function workKey(epoch: bigint, message: number): string {
  return `work/${epoch}/${message}`;
}

/** Operation key of a challenge. */
export function challengeKey(epoch: bigint, accused: string, nonce: bigint): string {
  return `challenge/${epoch}/${accused}/${nonce}`;
}

/** Address of the Host that an operation key challenges; undefined for another key. */
export function accusedOf(key: string): string | undefined {
  return CHALLENGE.exec(key)?.[1];
}

/** Number of the message that an operation key is about; undefined for another key. */
export function messageOf(key: string): number | undefined {
  const number = WORK.exec(key)?.[2];
  return number === undefined ? undefined : Number(number);
}
