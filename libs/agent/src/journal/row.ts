import type { Attempt, AttemptState, Intent, Ordered, Outcome } from '../tx/attempt.js';

/** A row of the table `attempt` as node:sqlite returns it with bigints. */
export type AttemptRow = Record<string, null | number | bigint | string | Uint8Array>;

/** JSON in which bigints are `{"$n": "12"}` and bytes `{"$b": "base64"}`. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return { $n: item.toString() };
    if (item instanceof Uint8Array) return { $b: Buffer.from(item).toString('base64') };
    return item;
  });
}

function fromText(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null) return item;
    if ('$n' in item && typeof item.$n === 'string') return BigInt(item.$n);
    if ('$b' in item && typeof item.$b === 'string') return Uint8Array.from(Buffer.from(item.$b, 'base64'));
    return item;
  });
}

/** The attempt that a row holds. The columns are ours and checked by the schema. */
export function attemptOf(row: AttemptRow): Attempt {
  const { bytes, hash } = row;
  const intent = fromText(String(row.intent)) as Partial<Intent> & Pick<Intent, 'messages' | 'gas' | 'wantsEffect'>;
  return {
    key: String(row.key),
    attempt: Number(row.attempt),
    state: String(row.state) as AttemptState,
    intent: { ...intent, granter: intent.granter },
    signed:
      bytes instanceof Uint8Array && typeof hash === 'string'
        ? {
            bytes: Uint8Array.from(bytes),
            hash,
            deadlineNs: BigInt(String(row.deadline_ns)),
            sinceNs: BigInt(String(row.since_ns)),
            fromHeight: BigInt(String(row.from_height)),
            ...(typeof row.ordered === 'string' && { ordered: fromText(row.ordered) as Ordered }),
          }
        : undefined,
    refusal: typeof row.refusal === 'string' ? (fromText(row.refusal) as Attempt['refusal']) : undefined,
    includedHeight: row.included_height === null ? undefined : BigInt(String(row.included_height)),
    outcome: typeof row.outcome === 'string' ? (fromText(row.outcome) as Outcome) : undefined,
    createdMs: Number(row.created_ms),
    finalMs: row.final_ms === null ? undefined : Number(row.final_ms),
  };
}
