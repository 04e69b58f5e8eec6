import type { Attempt, TxStore } from '@pacer/agent';
import type { AttemptFacts } from './facts.js';
import { accusedOf, messageOf } from './keys.js';
import { readMessage } from './messages.js';

/** An attempt of the journal, without the bytes. */
export function attemptFacts({ key, attempt, state, intent, signed, refusal, outcome }: Attempt): AttemptFacts {
  const about = readMessage(intent.messages);
  const nonces = about?.kind === 'commit' ? about.nonces : about?.kind === 'challenge' ? [about.nonce] : [];
  return {
    ...{ message: messageOf(key) ?? 1, attempt, state, hash: signed?.hash, fromHeight: signed?.fromHeight },
    ...{ count: nonces.length, lastNonce: nonces.at(-1) ?? 0n, refusal, outcome },
  };
}

/** All attempts of the keys that begin with a prefix, by message and attempt. */
export function attemptsAt(store: Pick<TxStore, 'attempts' | 'keys'>, prefix: string): AttemptFacts[] {
  return store
    .keys(prefix)
    .flatMap((key) => store.attempts(key).map(attemptFacts))
    .sort((a, b) => a.message - b.message || a.attempt - b.attempt);
}

/** All attempts to challenge nonces of a Sprint, by the accused, in the order in which they began. */
export function challengesIn(
  store: Pick<TxStore, 'attempts' | 'keys'>,
  epoch: bigint,
): ReadonlyMap<string, (AttemptFacts & { nonce: bigint })[]> {
  const all = store
    .keys(`challenge/${epoch}/`)
    .flatMap((key) => store.attempts(key))
    .sort((a, b) => a.createdMs - b.createdMs || a.attempt - b.attempt);
  const byAccused = new Map<string, (AttemptFacts & { nonce: bigint })[]>();
  for (const one of all) {
    const accused = accusedOf(one.key);
    if (accused === undefined) continue;
    const facts = attemptFacts(one);
    const before = byAccused.get(accused) ?? [];
    byAccused.set(accused, [...before, { ...facts, nonce: facts.lastNonce }]);
  }
  return byAccused;
}
