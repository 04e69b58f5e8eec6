import { askAll, verdictOf, type EndpointPool, type PacerQuery } from '@pacer/client';
import { compare } from '@pacer/crypto';
import type { Effect, EncodedMessage } from '@pacer/agent';
import type { AttemptFacts } from './facts.js';
import { messageOf } from './keys.js';
import { readMessage, type ReadMessage } from './messages.js';
import { isOnChain } from './next-commit.js';

/** Whether the chain's state shows what these messages do: the engine's answer to "is it done?", also after a restart. */
export function effectOf(pool: EndpointPool, key: string, messages: readonly EncodedMessage[]): Effect | undefined {
  const about = readMessage(messages);
  if (!about) return undefined;
  return async () => verdictOf(await askAll(pool, (query) => isShown(query, about, messageOf(key) ?? 1)));
}

/**
 * Whether an endpoint lacks one of these messages of a Host, which another one shows. One that is a block behind does, for a moment.
 * @param of attempts of the Sprint of this epoch
 */
export async function isDenied(
  pool: EndpointPool,
  { epoch, host }: { epoch: bigint; host: string },
  of: readonly AttemptFacts[],
): Promise<boolean> {
  const { against } = await askAll(pool, async ({ sprint }) => {
    const found = await sprint.work({ epoch, host });
    if (!found) return undefined;
    const { chunks, count, lastNonce } = found.work;
    const shown = { messages: chunks, lastNonce: count > 0 ? lastNonce : undefined };
    return of.every((one) => isOnChain(shown, one));
  });
  return against.length > 0;
}

async function isShown({ sprint }: PacerQuery, about: ReadMessage, message: number): Promise<boolean | undefined> {
  if (about.kind === 'challenge') {
    const accused = await sprint.work({ epoch: about.epoch, host: about.accused });
    return accused && accused.work.guiltyHeight > 0n;
  }
  const found = await sprint.work(about);
  if (!found) return undefined;
  if (found.work.chunks < message) return false;
  const chunk = found.chunks.find(({ index }) => index === message - 1);
  // Pruned: the state says nothing any more.
  return chunk && compare(chunk.nonces, about.bytes) === 0;
}
