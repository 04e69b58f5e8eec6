import { classify } from '@pacer/client';
import { HostError, InferenceError, ValidationError } from '@pacer/proto/errors';

/**
 * What is done about a message that the chain refused, proven by the block that holds it.
 *
 * - `again`: the same message after a pause, by itself or after somebody acted
 * - `regroup`: its items are right, the message is not: they go into another one
 * - `split`: it may be for one of its items: each half goes on its own, until the one is found
 * - `next-epoch`: it is about the model or the Host as this epoch knows them: it waits for the next
 * - `set-aside`: none of its items will ever be taken
 */
export type Remedy = 'again' | 'regroup' | 'split' | 'next-epoch' | 'set-aside';

type NameOf<E> = Exclude<keyof E & string, 'UNSPECIFIED' | 'UNUSED' | 'UNRECOGNIZED'>;

/** Refusals of a batch by `inference`. Exhaustive: a code added to errors.proto fails type checking here. */
const ofBatch: Record<NameOf<typeof InferenceError>, Remedy> = {
  UNAUTHORIZED: 'again',
  // The batch is wrong, its records are not (§6: the retry is a new operation key).
  WRONG_EPOCH: 'regroup',
  UNKNOWN_MODEL: 'next-epoch',
  MODEL_NOT_SERVED: 'next-epoch',
  INVALID_COUNT: 'regroup',
  INVALID_ROOT: 'split',
  INVALID_KIND: 'next-epoch',
  TOO_EARLY: 'again',
  FEE_TOO_HIGH: 'split',
  // Of all batches of the epoch together: what one record may cost is checked before it gets into a batch.
  STAKE_EXCEEDED: 'again',
  LEAF_FEE_UNPAID: 'again',
  INVALID_MODEL: 'again',
  INVALID_PARAMS: 'again',
  INVALID_GENESIS: 'again',
  INVALID_RANGE: 'again',
};

/** Refusals of a message of results by `validation`; a single result has an outcome instead. Exhaustive too. */
const ofResults: Record<NameOf<typeof ValidationError>, Remedy> = {
  UNAUTHORIZED: 'again',
  EMPTY: 'set-aside',
  TOO_MANY: 'regroup',
  EPOCH_NOT_BEGUN: 'again',
  WINDOW_CLOSED: 'set-aside',
  INVALID_PARAMS: 'again',
  INVALID_GENESIS: 'again',
  WEIGHTS_TOO_LARGE: 'again',
};

/** OUT_OF_GAS, TX_TOO_LARGE, INVALID_GAS_LIMIT of the codespace `sdk`: fewer items may get through. */
const TOO_MUCH = [11, 21, 41];

const NOT_A_MEMBER: number = HostError.NOT_A_MEMBER;

/** What to do about a batch that was refused. */
export function remedyOfBatch(codespace: string, code: number): Remedy {
  const known = codespace === 'inference' ? ofBatch[nameOf(InferenceError, code)] : undefined;
  if (known) return known;
  if (isAboutEpoch(codespace, code)) return 'next-epoch';
  return isHopeless(codespace, code) ? 'split' : 'again';
}

/** What to do about a message of results that was refused as a whole. */
export function remedyOfResults(codespace: string, code: number): Remedy {
  const known = codespace === 'validation' ? ofResults[nameOf(ValidationError, code)] : undefined;
  if (known) return known;
  if (isAboutEpoch(codespace, code)) return 'set-aside';
  if (codespace === 'sdk' && TOO_MUCH.includes(code)) return 'split';
  return isHopeless(codespace, code) ? 'split' : 'again';
}

/** Whether the same message is refused for ever, and may be for one of its items. What `host` refuses is about the Host. */
function isHopeless(codespace: string, code: number): boolean {
  return codespace !== 'host' && classify(codespace, code).class === 'hopeless';
}

/** Whether it is refused for what its epoch is, or what the Host is in it: no item is to blame. */
function isAboutEpoch(codespace: string, code: number): boolean {
  if (codespace === 'host') return code === NOT_A_MEMBER;
  return codespace === 'epoch' && classify(codespace, code).class === 'hopeless';
}

/** The name of a code; one that this program does not know has none in the tables. */
function nameOf<E extends Record<string, string | number>>(codes: E, code: number): NameOf<E> {
  return String(codes[code]) as NameOf<E>;
}
